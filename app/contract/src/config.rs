//! The configuration as a document: single values by their path.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::op::{Op, OperationKind};

/// Read the value at a path, as written in the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetValue {
    /// Path such as `agents.list[0].model`, as typed.
    pub path: String,
}

impl Op for GetValue {
    type Out = ConfigValue;
    const PATH: &'static str = "config/get";
    const KIND: OperationKind = OperationKind::Read;
}

/// Set the value at a path. Missing objects and lists on the path are created.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetValue {
    /// The path, as typed.
    pub path: String,
    /// JSON5; anything else is taken as a string.
    pub value: TypedValue,
    /// Reject values that are not JSON5.
    #[serde(default)]
    pub strict: bool,
    /// Whether the value came through a pipe. Secrets must: other users can see the command line.
    #[serde(default)]
    pub piped: bool,
    /// Also set what openclaw cannot check, and keys that it does not know.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetValue {
    type Out = ConfigValue;
    const PATH: &'static str = "config/set";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "set a value";
}

/// Remove the value at a path. The object or list that contained it stays, even if it is then empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsetValue {
    /// The path, as typed.
    pub path: String,
    /// Also remove what OpenClaw may need, as far as openclaw can tell.
    #[serde(default)]
    pub force: bool,
}

impl Op for UnsetValue {
    type Out = ConfigValue;
    const PATH: &'static str = "config/unset";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "removed a value";
}

/// A value that was typed or piped in. It may be a secret, so its `Debug` output is `…`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedValue(String);

impl TypedValue {
    /// The text itself, unmasked.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for TypedValue {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for TypedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Value at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigValue {
    /// The path in normalized form: `models["a/b"].alias`.
    pub path: String,
    /// The value as JSON, with secrets masked; `None` if there is no value.
    pub json: Option<String>,
}

/// Validate the configuration, as far as openclaw knows OpenClaw's rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidateConfig {}

impl Op for ValidateConfig {
    type Out = ValidationReport;
    const PATH: &'static str = "config/validate";
    const KIND: OperationKind = OperationKind::Read;
}

/// Result of [`ValidateConfig`]: whether OpenClaw will accept the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationReport {
    /// Whether no violation was found.
    pub valid: bool,
    /// Full path of the file.
    pub path: String,
    /// Why nothing could be checked, such as “file not found”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Violations that make OpenClaw reject the configuration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<ConfigIssue>,
}

/// A violation of OpenClaw's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigIssue {
    /// Path of the value; `<root>` for the whole file.
    pub path: String,
    /// What is wrong, in one phrase.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_value() {
        let op = SetValue { value: "Canary".to_owned().into(), ..SetValue::default() };
        assert!(!format!("{:?}", crate::Write::apply(op.clone())).contains("Canary"));
        assert_eq!(serde_json::to_value(&op).unwrap()["value"], "Canary");
    }
}
