//! The path of a value in a document.

use std::{fmt, str::FromStr};

use crate::Value;

/// One step of a [`KeyPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyPathStep {
    /// The name of an object's member, with escapes resolved.
    Key(String),
    /// The index of an array element, from 0.
    Index(usize),
}

/// The path from the root of a document to a value. The empty path is the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPath(Vec<KeyPathStep>);

impl KeyPath {
    /// Creates a path of nested members: `KeyPath::from_keys(["agents", "defaults", "model"])`.
    pub fn from_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self(keys.into_iter().map(|key| KeyPathStep::Key(key.to_owned())).collect())
    }

    /// Returns the path extended by a key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        self.with_step(KeyPathStep::Key(key.to_owned()))
    }

    /// Returns the path extended by an index.
    #[must_use]
    pub fn with_index(&self, index: usize) -> Self {
        self.with_step(KeyPathStep::Index(index))
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> &[KeyPathStep] {
        &self.0
    }

    /// Splits off the last step; `None` for the whole document.
    pub fn split_last(&self) -> Option<(Self, &KeyPathStep)> {
        self.0.split_last().map(|(last, rest)| (Self(rest.to_vec()), last))
    }

    /// The longest common prefix of two paths.
    #[must_use]
    pub fn common_prefix(&self, other: &Self) -> Self {
        let shared = self.0.iter().zip(&other.0).take_while(|(one, other)| one == other).count();
        self.first_steps(shared)
    }

    /// The path of the first `count` steps.
    pub(crate) fn first_steps(&self, count: usize) -> Self {
        self.0.iter().take(count).cloned().collect()
    }

    fn with_step(&self, step: KeyPathStep) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl FromIterator<KeyPathStep> for KeyPath {
    fn from_iter<T: IntoIterator<Item = KeyPathStep>>(steps: T) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// Formats a path as `agents.defaults.models["openai/gpt-5.2"].alias` or `agents.list[0].model`.
impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                KeyPathStep::Key(key) if !is_bare_key(key) => write!(f, "[{}]", Value::from(key.as_str()))?,
                KeyPathStep::Key(key) if at == 0 => f.write_str(key)?,
                KeyPathStep::Key(key) => write!(f, ".{key}")?,
                KeyPathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The text is not a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path: keys are separated by dots, as in `agents.list[0].model` or `models[\"a/b\"]`")]
pub struct ParseKeyPathError;

/// Parses the format that [`Display`](fmt::Display) writes.
impl FromStr for KeyPath {
    type Err = ParseKeyPathError;

    fn from_str(text: &str) -> Result<Self, ParseKeyPathError> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (step, tail) = match rest.strip_prefix('[') {
                Some(inside) => parse_bracket(inside)?,
                None if steps.is_empty() => parse_bare_key(rest)?,
                None => parse_bare_key(rest.strip_prefix('.').ok_or(ParseKeyPathError)?)?,
            };
            steps.push(step);
            rest = tail;
        }
        Ok(Self(steps))
    }
}

/// Parses the rest of a bracket step: `0]…` or `"a/b"]…`.
fn parse_bracket(inside: &str) -> Result<(KeyPathStep, &str), ParseKeyPathError> {
    if inside.starts_with('"') {
        let mut keys = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let key = keys.next().and_then(Result::ok).ok_or(ParseKeyPathError)?;
        let tail = inside.get(keys.byte_offset()..).and_then(|tail| tail.strip_prefix(']')).ok_or(ParseKeyPathError)?;
        return Ok((KeyPathStep::Key(key), tail));
    }
    let (index, tail) = inside.split_once(']').ok_or(ParseKeyPathError)?;
    Ok((KeyPathStep::Index(index.parse().map_err(|_| ParseKeyPathError)?), tail))
}

fn parse_bare_key(text: &str) -> Result<(KeyPathStep, &str), ParseKeyPathError> {
    let (word, tail) = text.split_at(text.find(['.', '[']).unwrap_or(text.len()));
    if is_bare_key(word) { Ok((KeyPathStep::Key(word.to_owned()), tail)) } else { Err(ParseKeyPathError) }
}

fn is_bare_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_displays_in_common_notation() {
        let path = KeyPath::from_keys(["agents", "defaults", "models"]).with_key("openai/gpt-5.2").with_key("alias");
        assert_eq!(path.to_string(), "agents.defaults.models[\"openai/gpt-5.2\"].alias");
        assert_eq!(
            KeyPath::from_keys(["agents", "list"]).with_index(0).with_key("model").to_string(),
            "agents.list[0].model"
        );
        assert_eq!(KeyPath::default().to_string(), "");
    }

    #[test]
    fn displayed_path_parses_back() {
        let odd = ["a/b", "", "\"", "\\", "a.b", "[0]", "é", "\u{1b}", "0", "$", "日本"];
        for path in odd.map(|key| KeyPath::from_keys(["agents"]).with_key(key).with_index(7).with_key(key)) {
            assert_eq!(path.to_string().parse(), Ok(path));
        }
        assert_eq!("".parse(), Ok(KeyPath::default()));
        for text in [".a", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[\"b\"", "a[\"b]", "a b", "a]"] {
            assert_eq!(text.parse::<KeyPath>(), Err(ParseKeyPathError), "{text}");
        }
    }
}
