//! Where something stands in a document.

use std::{fmt, str::FromStr};

use crate::Value;

/// One step of a [`KeyPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The member of an object with this name, after escapes.
    Key(String),
    /// The element of an array, from 0.
    Index(usize),
}

/// The way from the top of a document to a value. The empty path is the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPath(Vec<Step>);

impl KeyPath {
    /// The path of nested members: `KeyPath::of(["agents", "defaults", "model"])`.
    pub fn of<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self(keys.into_iter().map(|key| Step::Key(key.to_owned())).collect())
    }

    /// One member deeper.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// One element deeper.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// Its steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Everything but the last step, and the last step; `None` for the whole document.
    pub fn split_last(&self) -> Option<(Self, &Step)> {
        self.0.split_last().map(|(last, rest)| (Self(rest.to_vec()), last))
    }

    /// The steps that both paths begin with: the innermost value that contains both, or one of them.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Self {
        let shared = self.0.iter().zip(&other.0).take_while(|(one, other)| one == other).count();
        self.first(shared)
    }

    /// Its first `count` steps.
    pub(crate) fn first(&self, count: usize) -> Self {
        self.0.iter().take(count).cloned().collect()
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl FromIterator<Step> for KeyPath {
    fn from_iter<T: IntoIterator<Item = Step>>(steps: T) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// `agents.defaults.models["openai/gpt-5.2"].alias`, `agents.list[0].model`
impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if !is_word(key) => write!(f, "[{}]", Value::from(key.as_str()))?,
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A text that is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path: keys are parted by dots, as in `agents.list[0].model` or `models[\"a/b\"]`")]
pub struct NotAPath;

/// What [`Display`](fmt::Display) writes.
impl FromStr for KeyPath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (step, tail) = match rest.strip_prefix('[') {
                Some(inside) => bracket(inside)?,
                None if steps.is_empty() => word(rest)?,
                None => word(rest.strip_prefix('.').ok_or(NotAPath)?)?,
            };
            steps.push(step);
            rest = tail;
        }
        Ok(Self(steps))
    }
}

/// `0]…` or `"a/b"]…`
fn bracket(inside: &str) -> Result<(Step, &str), NotAPath> {
    if inside.starts_with('"') {
        let mut keys = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let key = keys.next().and_then(Result::ok).ok_or(NotAPath)?;
        let tail = inside.get(keys.byte_offset()..).and_then(|tail| tail.strip_prefix(']')).ok_or(NotAPath)?;
        return Ok((Step::Key(key), tail));
    }
    let (index, tail) = inside.split_once(']').ok_or(NotAPath)?;
    Ok((Step::Index(index.parse().map_err(|_| NotAPath)?), tail))
}

fn word(text: &str) -> Result<(Step, &str), NotAPath> {
    let (word, tail) = text.split_at(text.find(['.', '[']).unwrap_or(text.len()));
    if is_word(word) { Ok((Step::Key(word.to_owned()), tail)) } else { Err(NotAPath) }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_people_write_it() {
        let path = KeyPath::of(["agents", "defaults", "models"]).key("openai/gpt-5.2").key("alias");
        assert_eq!(path.to_string(), "agents.defaults.models[\"openai/gpt-5.2\"].alias");
        assert_eq!(KeyPath::of(["agents", "list"]).index(0).key("model").to_string(), "agents.list[0].model");
        assert_eq!(KeyPath::default().to_string(), "");
    }

    #[test]
    fn a_path_is_read_as_it_is_written() {
        let odd = ["a/b", "", "\"", "\\", "a.b", "[0]", "é", "\u{1b}", "0", "$", "日本"];
        for path in odd.map(|key| KeyPath::of(["agents"]).key(key).index(7).key(key)) {
            assert_eq!(path.to_string().parse(), Ok(path));
        }
        assert_eq!("".parse(), Ok(KeyPath::default()));
        for text in [".a", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[\"b\"", "a[\"b]", "a b", "a]"] {
            assert_eq!(text.parse::<KeyPath>(), Err(NotAPath), "{text}");
        }
    }
}
