//! Variables: where a value comes from, and what `${VAR}` stands for.
//!
//! A value may be a secret, and what does not look like one may be one all the same. So no type in here prints one, and a
//! document is never filled in as a whole: a rule asks for the few texts that it looks at, and `view/meaning.rs` says
//! which of these may be shown.

mod dotenv;
mod text;

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc};

use serde_json::Value;

pub use dotenv::parse as parse_dotenv;
use text::{Piece, pieces};

/// Longer is nothing that is looked at.
const LONGEST_TEXT: usize = 64 << 10;

/// What programs are started with or ruled by: OpenClaw takes none of them from a configuration.
const DANGEROUS: &[&str] = &[
    "BASH_ENV",
    "EDITOR",
    "ENV",
    "GCONV_PATH",
    "GIT_ASKPASS",
    "GIT_EDITOR",
    "GIT_EXEC_PATH",
    "GIT_EXTERNAL_DIFF",
    "GIT_PAGER",
    "GIT_SEQUENCE_EDITOR",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "HOME",
    "IFS",
    "NODE_OPTIONS",
    "NODE_PATH",
    "PAGER",
    "PERL5LIB",
    "PERL5OPT",
    "PS4",
    "PYTHONHOME",
    "PYTHONPATH",
    "RUBYLIB",
    "RUBYOPT",
    "SHELL",
    "SHELLOPTS",
    "SSH_ASKPASS",
    "SSLKEYLOGFILE",
    "VISUAL",
    "ZDOTDIR",
];

/// The same, by how the name starts.
const DANGEROUS_PREFIXES: &[&str] = &["BASH_FUNC_", "DYLD_", "LD_"];

/// Names and values. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables(Arc<BTreeMap<String, String>>);

/// Every place that a variable may come from.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Env {
    /// The process, the `.env` where it stands, the `.env` of the state directory: the first that has a name counts.
    given: Vec<Variables>,
    /// The `env` block of the configuration: where none of them has more than blanks.
    block: Variables,
}

/// A file with variables that is there and is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// For people.
    pub shown: String,
    /// A phrase.
    pub why: String,
}

impl Variables {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl FromIterator<(String, String)> for Variables {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(variables: T) -> Self {
        Self(Arc::new(variables.into_iter().collect()))
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Variables({})", self.0.len())
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}

impl Env {
    /// Of these, the first that has a name counts.
    pub fn new(given: Vec<Variables>) -> Self {
        Self { given, block: Variables::default() }
    }

    /// With the `env` block of a document. What stands directly in it goes before what stands in its `vars`.
    #[must_use]
    pub fn with_block(self, document: &Value) -> Self {
        let env = document.get("env");
        let vars = env.and_then(|env| env.get("vars"));
        let block = [vars, env]
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .flatten()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .filter(|(name, value)| is_taken(name) && !has_variable(value))
            .collect();
        Self { block, ..self }
    }

    /// What a text means; `None` while a variable in it is not set, or blank. It may be a secret.
    pub fn text<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if !text.contains("${") {
            return Some(Cow::Borrowed(text));
        }
        filled(text, |name| self.get(name)).map(Cow::Owned)
    }

    /// The variables in a text that are not set, or blank.
    pub fn missing<'a>(&self, text: &'a str) -> impl Iterator<Item = &'a str> {
        variables(text).filter(|name| self.get(name).is_none())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let given = self.given.iter().find_map(|variables| variables.get(name));
        [given, self.block.get(name)].into_iter().flatten().find(|value| !value.trim().is_empty())
    }
}

/// A text with the values of its variables; `None` while one has none, or it grows too long.
fn filled<'a>(text: &'a str, value: impl Fn(&'a str) -> Option<&'a str>) -> Option<String> {
    pieces(text).try_fold(String::new(), |filled, piece| {
        let next = match piece {
            Piece::Text(text) => Some(text),
            Piece::Variable(name) => value(name),
        }?;
        (filled.len() + next.len() <= LONGEST_TEXT).then(|| filled + next)
    })
}

fn variables(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Variable(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// Whether anything in a text comes from a variable.
pub(crate) fn has_variable(text: &str) -> bool {
    variables(text).next().is_some()
}

/// Whether a text is nothing but variables: then it names a secret at most, and is none.
pub(crate) fn is_reference(text: &str) -> bool {
    !text.is_empty() && pieces(text).all(|piece| matches!(piece, Piece::Variable(_)))
}

/// Whether OpenClaw takes a variable of this name from a configuration.
fn is_taken(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name
        && !DANGEROUS.contains(&upper.as_str())
        && !DANGEROUS_PREFIXES.iter().any(|prefix| upper.starts_with(prefix))
}

#[cfg(test)]
mod tests;
