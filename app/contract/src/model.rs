//! The primary model, the allowlist, and the list of models.

mod list;

use serde::{Deserialize, Serialize};

use crate::{
    Chain, Mark, ModelFacts, Role,
    op::{Op, OperationKind},
};
pub use list::{ListModels, ListScope, ListedModel, ListedModels, ModelCost, ModelOrder};

/// Set the primary model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetModel {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
    /// Ref or alias, as typed.
    pub model: String,
    /// Keep the fallbacks that the agent uses now, as its own.
    #[serde(default)]
    pub keep_fallbacks: bool,
    /// Keep the old primary as the first fallback.
    #[serde(default)]
    pub keep_old: bool,
    /// Accept a model that is in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetModel {
    type Out = Chain;
    const PATH: &'static str = "model/set";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "set the primary";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Add a model to the allowlist. If there is none, this creates it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowModel {
    /// Ref, wildcard or alias, as typed.
    pub model: String,
    /// Accept a model that is in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AllowModel {
    type Out = AllowedModels;
    const PATH: &'static str = "model/allow";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "allowed a model";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Remove a model from the allowlist. A chain that uses the model may still use it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisallowModel {
    /// Ref, wildcard or alias, as typed; or the text in the file if that is not a valid ref.
    pub model: String,
}

impl Op for DisallowModel {
    type Out = AllowedModels;
    const PATH: &'static str = "model/disallow";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "disallowed a model";
}

/// Suggest models for a search text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuggestModels {
    /// Part of a model or alias, or several words; empty: all models.
    #[serde(default)]
    pub typed: String,
    /// Role of the chain: models that take only text are not suggested for images.
    #[serde(default)]
    pub role: Role,
    /// The agent whose chain it is; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for SuggestModels {
    type Out = Vec<Suggestion>;
    const PATH: &'static str = "model/suggest";
    const KIND: OperationKind = OperationKind::Read;
}

/// A suggested model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// Key of the model.
    pub model: String,
    /// Alias of the model, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether the configuration names it.
    pub is_configured: bool,
    /// Whether a credential of its provider is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_credential: bool,
    /// Whether its provider has stopped offering it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_retired: bool,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<ModelFacts>,
    /// What pays for it, and whether that can be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Mark>,
    /// Its step in the chain, from 1; the primary is step 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
}

/// The allowlist: models that a request may name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AllowedModels {
    /// Whether there is an allowlist. Without one every model is allowed.
    pub is_on: bool,
    /// Entries in the order of the file. The models of the chains are allowed as well.
    pub models: Vec<String>,
}
