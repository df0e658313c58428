//! The schema of the configuration: one table of paths (`table`), and everything that is looked up in it.
//!
//! A value of the wrong type reads as empty and is reported as a violation, never as an error: OpenClaw refuses such a
//! file, and the user who repairs it needs the rest of openclaw to work.

pub mod agent_id;
mod check;
mod describe;
pub mod diff;
pub mod gateway_reload;
pub mod generation;
pub mod include;
mod kinds;
pub mod managed;
pub mod mask;
pub(crate) mod paths;
mod release;
mod row;
mod scalar_form;
pub(crate) mod stable_path;
mod table;
mod tree;
pub mod typed_path;

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::Value;

use self::release::Releases;
pub(crate) use self::tree::{Location, is_landmark, locate, locate_names, read_sections};
use crate::base::secret;

/// A problem for which OpenClaw refuses a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path of the problem.
    pub at: KeyPath,
    /// The problem, for example “is a number, but must be text”.
    pub problem: String,
    /// The path that is probably meant, if the path is misspelt.
    pub meant: Option<KeyPath>,
    /// What can be done about it.
    pub hint: &'static str,
    /// The topic, in one word.
    pub topic: &'static str,
}

impl Violation {
    /// A problem with agents that do not go together.
    pub(crate) fn of_agents(at: KeyPath, problem: String, hint: &'static str) -> Self {
        Self { at, problem, meant: None, hint, topic: "agents" }
    }

    /// Whether OpenClaw does not know the key, in contrast to its value.
    pub(crate) fn is_unknown_key(&self) -> bool {
        self.topic == "dialect"
    }

    /// The problem, with the path that is probably meant.
    pub fn message(&self) -> String {
        match &self.meant {
            Some(meant) => format!("{}; did you mean `{meant}`?", self.problem),
            None => self.problem.clone(),
        }
    }
}

/// The OpenClaw that reads a document, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'v> {
    /// The generation of the home.
    pub(crate) generation: Generation,
    /// The versions that wrote the document last and that is installed.
    pub(crate) versions: [Option<&'v str>; 2],
}

/// Returns a violation for every value that this OpenClaw refuses, as far as the table knows.
pub(crate) fn schema_violations(document: &Value, reader: Reader<'_>) -> Vec<Violation> {
    check::check_document(document, Releases::of_reader(reader))
}

/// The first value, on the way to a path or inside a value for it, that the table does not describe completely.
pub(crate) fn find_undescribed(path: &KeyPath, value: &Value, reader: Reader<'_>) -> Option<KeyPath> {
    describe::find_undescribed(path, value, Releases::of_reader(reader))
}

/// The first object or list on the way to a path that may require the value at the path: the table does not say which of
/// its members are required.
pub(crate) fn find_undescribed_parent(path: &KeyPath, reader: Reader<'_>) -> Option<KeyPath> {
    describe::find_undescribed_parent(path, Releases::of_reader(reader))
}

/// Replaces texts in a value for a path by OpenClaw's own spelling of them.
pub(crate) fn respell(path: &KeyPath, value: &mut Value) {
    describe::respell(path, value);
}

/// Whether a value at this path may be shown. Only values that say, by name, which model answers and in which order are
/// shown; the rest of a file does not concern openclaw. A key that is written with an escape may be any key, so nothing
/// below it is shown.
pub(crate) fn is_showable_path(path: &[impl AsRef<str>]) -> bool {
    let has_escape = |key: &str| key.contains('\\');
    locate_names(path).is_shown() && !secret::is_secret_path(path) && !path.iter().map(AsRef::as_ref).any(has_escape)
}

#[cfg(test)]
mod tests;
