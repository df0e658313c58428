//! Variables: their sources, and the expansion of `${VAR}`.
//!
//! Any value may be a secret, even if it does not look like one. So no type in this module prints a value, and a
//! document is never expanded as a whole: a rule expands the few texts that it needs, and `document/view/visible_name.rs`
//! decides which of these may be displayed.

mod dotenv;
mod interpolation;

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc};

use serde_json::Value;

pub use dotenv::parse as parse_dotenv;
use interpolation::{TextPart, text_parts};

/// The longest expanded text.
const MAX_TEXT_BYTES: usize = 64 << 10;

/// Variables that control how programs run. OpenClaw never takes them from a configuration.
const BLOCKED_NAMES: &[&str] = &[
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

/// Prefixes of variables that OpenClaw never takes from a configuration.
const BLOCKED_PREFIXES: &[&str] = &["BASH_FUNC_", "DYLD_", "LD_"];

/// Variables with their values. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables(Arc<BTreeMap<String, String>>);

/// All sources of variables.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Env {
    /// The process, the `.env` of its directory, the `.env` of the state directory: the first that has a name counts.
    sources: Vec<Variables>,
    /// The `env` block of the configuration. It is used if the variable is unset or blank in the other sources.
    config_block: Variables,
    /// The login shell. It is used if the variable is unset or blank everywhere else.
    login_shell: Variables,
}

/// A `.env` file that exists but is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredEnvFile {
    /// The path as it is displayed.
    pub display_path: String,
    /// The reason, as a phrase.
    pub reason: String,
}

impl Variables {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
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
    /// Creates an environment from these sources; the first that has a name counts.
    pub fn new(given: Vec<Variables>) -> Self {
        Self { sources: given, ..Self::default() }
    }

    /// Adds the variables of the login shell.
    #[must_use]
    pub fn with_login_shell(self, login_shell: Variables) -> Self {
        Self { login_shell, ..self }
    }

    /// Adds the `env` block of a document. Variables directly in the block take precedence over those in `env.vars`.
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
            .filter(|(name, value)| is_accepted_name(name) && !has_variable(value))
            .collect();
        Self { config_block: block, ..self }
    }

    /// Expands the variables in a text; `None` if one of them is unset or blank. The result may be a secret.
    pub fn expand<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if !text.contains("${") {
            return Some(Cow::Borrowed(text));
        }
        expand_text(text, |name| self.get(name)).map(Cow::Owned)
    }

    /// The variables in a text that are unset or blank.
    pub fn unset_variables<'a>(&self, text: &'a str) -> impl Iterator<Item = &'a str> {
        variable_names(text).filter(|name| self.get(name).is_none())
    }

    /// Whether a variable is set and not blank.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether a variable is set in the login shell only.
    pub(crate) fn is_from_login_shell(&self, name: &str) -> bool {
        self.get_without_shell(name).is_none() && self.login_shell.get(name).is_some()
    }

    fn get(&self, name: &str) -> Option<&str> {
        let of_shell = || self.login_shell.get(name).filter(|value| !value.trim().is_empty());
        self.get_without_shell(name).or_else(of_shell)
    }

    fn get_without_shell(&self, name: &str) -> Option<&str> {
        let given = self.sources.iter().find_map(|variables| variables.get(name));
        [given, self.config_block.get(name)].into_iter().flatten().find(|value| !value.trim().is_empty())
    }
}

/// Expands the variables in a text; `None` if one has no value, or if the result is too long.
fn expand_text<'a>(text: &'a str, value: impl Fn(&'a str) -> Option<&'a str>) -> Option<String> {
    text_parts(text).try_fold(String::new(), |filled, part| {
        let next = match part {
            TextPart::Text(text) => Some(text),
            TextPart::Variable(name) => value(name),
        }?;
        (filled.len() + next.len() <= MAX_TEXT_BYTES).then(|| filled + next)
    })
}

fn variable_names(text: &str) -> impl Iterator<Item = &str> {
    text_parts(text).filter_map(|part| match part {
        TextPart::Variable(name) => Some(name),
        TextPart::Text(_) => None,
    })
}

/// Whether a text contains a variable.
pub(crate) fn has_variable(text: &str) -> bool {
    variable_names(text).next().is_some()
}

/// Whether a text consists of variables only: then it may refer to a secret, but contains none.
pub(crate) fn is_only_variables(text: &str) -> bool {
    !text.is_empty() && text_parts(text).all(|part| matches!(part, TextPart::Variable(_)))
}

/// Whether OpenClaw accepts a variable of this name from a configuration.
fn is_accepted_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name
        && !BLOCKED_NAMES.contains(&upper.as_str())
        && !BLOCKED_PREFIXES.iter().any(|prefix| upper.starts_with(prefix))
}

#[cfg(test)]
mod tests;
