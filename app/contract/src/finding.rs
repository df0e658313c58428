//! What keeps requests from being answered, or may do so later, with its repair, in the words of the server.

use serde::{Deserialize, Serialize};

use crate::{
    Tone,
    op::{Op, OperationKind},
};

/// A problem with the models or credentials in use, with the evidence and the repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Names it, such as `no-credential:anthropic`. The id of a lint changes with the facts that it is about.
    pub id: String,
    /// How serious it is.
    pub severity: Tone,
    /// What it is, in a sentence.
    pub what: String,
    /// How that is known: stored state, or the last probe with its age.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// The command that repairs it; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub command: String,
    /// The repair on a page, if it has a form there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRepair>,
    /// Whether it is a lint: requests are answered, and it can be acknowledged.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_lint: bool,
    /// Whether it was acknowledged, so that it is listed only if that is asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub acknowledged: bool,
}

impl Finding {
    /// Whether it is about a credential, which its id names after the kind.
    pub fn is_about_credential(&self, name: &str) -> bool {
        self.id.split_once(':').is_some_and(|(_, of)| of == name)
    }
}

impl Default for Finding {
    fn default() -> Self {
        let (id, what, why, command) = Default::default();
        Self { id, severity: Tone::Warn, what, why, command, page: None, is_lint: false, acknowledged: false }
    }
}

/// A link to the form that repairs a [`Finding`], or the operation that does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageRepair {
    /// What it does, in a few words.
    pub label: String,
    /// Address of the page with the form; for an operation, its path.
    pub target: String,
    /// The operation as JSON; empty if it is a link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub op: String,
    /// The operation as the fields of a plain form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
}

impl PageRepair {
    /// A link to a form.
    pub fn link(label: impl Into<String>, target: impl Into<String>) -> Self {
        Self { label: label.into(), target: target.into(), op: String::new(), fields: Vec::new() }
    }

    /// Whether it is a link to a form, and not an operation.
    pub fn is_link(&self) -> bool {
        self.op.is_empty()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Acknowledge lints, so that they are no longer listed while their facts stay the same. Only openclaw's own folder is
/// written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcknowledgeLints {
    /// Ids of the lints.
    #[serde(default)]
    pub ids: Vec<String>,
    /// All lints; `ids` are ignored.
    #[serde(default)]
    pub all: bool,
    /// List them again instead.
    #[serde(default)]
    pub undo: bool,
}

impl Op for AcknowledgeLints {
    type Out = AcknowledgedLints;
    const PATH: &'static str = "lint/acknowledge";
    const KIND: OperationKind = OperationKind::Live;
}

/// The lints that were acknowledged, or are listed again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgedLints {
    /// Their ids. One that was in that state before is not named.
    pub ids: Vec<String>,
}
