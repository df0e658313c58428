//! Which model answers first.

use serde::{Deserialize, Serialize};

use crate::{
    Chain, Role,
    op::{Kind, Op},
};

/// Set what answers first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetModel {
    /// What it answers.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
    /// A ref or an alias, as it was typed.
    pub model: String,
    /// Keep the fallbacks that the agent has now, as its own.
    #[serde(default)]
    pub keep_fallbacks: bool,
    /// Keep the model that answered first as the first fallback.
    #[serde(default)]
    pub keep_old: bool,
    /// Accept a model that is not in the catalog or the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetModel {
    type Out = Chain;
    const PATH: &'static str = "model/set";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Add a model to the allowlist. Without an allowlist, this starts one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowModel {
    /// A ref, a wildcard or an alias, as it was typed.
    pub model: String,
    /// Accept a model that is not in the catalog or the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AllowModel {
    type Out = Allowed;
    const PATH: &'static str = "model/allow";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Remove a model from the allowlist. What a chain uses stays allowed there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisallowModel {
    /// A ref, a wildcard or an alias, as it was typed; or the text in the file, when that means nothing.
    pub model: String,
}

impl Op for DisallowModel {
    type Out = Allowed;
    const PATH: &'static str = "model/disallow";
    const KIND: Kind = Kind::Write;
}

/// Suggest models for a few letters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuggestModels {
    /// Part of a model or alias, or several words; nothing: what there is.
    #[serde(default)]
    pub typed: String,
    /// The role it is for: models that take text only are not suggested for images.
    #[serde(default)]
    pub role: Role,
}

impl Op for SuggestModels {
    type Out = Vec<Suggestion>;
    const PATH: &'static str = "model/suggest";
    const KIND: Kind = Kind::Read;
}

/// A model that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// Its key.
    pub model: String,
    /// Its alias, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether the configuration names it.
    pub is_configured: bool,
}

/// What may be asked for by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Allowed {
    /// Whether there is a list. Without one every model is allowed.
    pub is_on: bool,
    /// What is on it, in the order of the file. The models of the chains are allowed besides.
    pub models: Vec<String>,
}
