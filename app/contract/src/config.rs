//! The configuration as a document: single values by their path.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::op::{Kind, Op};

/// Read the value at a path, as the files say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetValue {
    /// `agents.list[0].model`, as it was typed.
    pub path: String,
}

impl Op for GetValue {
    type Out = Setting;
    const PATH: &'static str = "config/get";
    const KIND: Kind = Kind::Read;
}

/// Put a value at a path, with the objects and lists on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetValue {
    /// As it was typed.
    pub path: String,
    /// JSON5, or else text.
    pub value: Typed,
    /// Refuse what is not JSON5.
    #[serde(default)]
    pub strict: bool,
    /// Whether the value came through a pipe, which is the way of a secret: the command line is seen by others.
    #[serde(default)]
    pub piped: bool,
}

impl Op for SetValue {
    type Out = Setting;
    const PATH: &'static str = "config/set";
    const KIND: Kind = Kind::Write;
}

/// Remove the value at a path. What it stood in stays, even when it is empty then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsetValue {
    /// As it was typed.
    pub path: String,
}

impl Op for UnsetValue {
    type Out = Setting;
    const PATH: &'static str = "config/unset";
    const KIND: Kind = Kind::Write;
}

/// What somebody typed or piped in. It may be a secret: it prints as `…`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(String);

impl Typed {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Typed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// As the product writes paths: `models["a/b"].alias`.
    pub path: String,
    /// The value as JSON, every secret in it hidden; `None` when nothing stands there.
    pub json: Option<String>,
}

/// Check the configuration, as far as this product knows OpenClaw's rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidateConfig {}

impl Op for ValidateConfig {
    type Out = Validity;
    const PATH: &'static str = "config/validate";
    const KIND: Kind = Kind::Read;
}

/// Whether OpenClaw will take the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// Nothing is known that speaks against it.
    pub valid: bool,
    /// The file, in full.
    pub path: String,
    /// Why nothing could be checked: “file not found”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What OpenClaw refuses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Issue>,
}

/// Something that OpenClaw refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Where; `<root>` for the file as a whole.
    pub path: String,
    /// What is wrong, in one phrase.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_in_no_log() {
        let op = SetValue { value: "Canary".to_owned().into(), ..SetValue::default() };
        assert!(!format!("{:?}", crate::Write::now(op.clone())).contains("Canary"));
        assert_eq!(serde_json::to_value(&op).unwrap()["value"], "Canary");
    }
}
