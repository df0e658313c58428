//! The list of models with their facts.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    Hint,
    op::{Op, OperationKind},
};

/// List models with their facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListModels {
    /// Which models.
    #[serde(default)]
    pub scope: ListScope,
    /// Only models on this machine.
    #[serde(default)]
    pub local: bool,
    /// Only models that cost nothing.
    #[serde(default)]
    pub free: bool,
    /// Only models of this provider, as typed.
    #[serde(default)]
    pub provider: Option<String>,
    /// Only models that are found by this text.
    #[serde(default)]
    pub search: Option<String>,
    /// The order; `None`: the best matches of `search` first, else configured models first.
    #[serde(default)]
    pub sort: Option<ModelOrder>,
    /// The agent whose chain counts as configured; `None`: the default agent.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ListModels {
    type Out = ListedModels;
    const PATH: &'static str = "model/list";
    const KIND: OperationKind = OperationKind::Read;
}

/// Which models are listed, before any filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ListScope {
    /// Configured models, then the recommended ones of providers that have a credential. If a provider is named, its
    /// recommended models are listed with and without a credential.
    #[default]
    Recommended,
    /// Configured models only.
    Configured,
    /// Every known model.
    All,
}

/// What models are sorted by. Models whose value is unknown come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ModelOrder {
    /// The largest context first.
    Context,
    /// The lowest price of the answer first.
    Cost,
    /// The newest first.
    Released,
    /// The most parameters first; nominal numbers count as unknown.
    Params,
}

/// Models with their facts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListedModels {
    /// The models, in order.
    pub models: Vec<ListedModel>,
    /// What is wrong in the configuration, and changes the list.
    pub warnings: Vec<String>,
    /// Why the list is empty, and where to look instead; empty if there are models.
    pub notes: Vec<Hint>,
}

/// A model with its facts. A fact that no source states is `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedModel {
    /// Key of the model, as OpenClaw prints it.
    pub key: Arc<str>,
    /// What a command accepts for the model: the key again.
    #[serde(rename = "ref")]
    pub model_ref: Arc<str>,
    /// Name for people.
    pub name: String,
    /// Kinds of input, such as `text` and `image`; empty when unknown.
    pub input: Cow<'static, [Cow<'static, str>]>,
    /// Context, in tokens.
    pub context_window: Option<u64>,
    /// Longest answer, in tokens.
    pub max_output: Option<u64>,
    /// Prices.
    pub cost: Option<ModelCost>,
    /// Whether it can think before it answers.
    pub reasoning: Option<bool>,
    /// Whether it runs on this machine; `None` for a missing model.
    pub local: Option<bool>,
    /// Whether its provider has a credential; `None` for a missing model.
    pub available: Option<bool>,
    /// Where it is configured, its aliases, and whether it is deprecated or retired.
    pub tags: Vec<String>,
    /// Whether it is configured and no provider is known to have it.
    pub missing: bool,
    /// Parameters, in billions.
    pub params: Option<f64>,
    /// Where `params` is from: `id`, `description`, or the note of a nominal number.
    pub params_source: Option<Cow<'static, str>>,
    /// Release date.
    pub released: Option<String>,
    /// `active`, `deprecated`, `retired`, or `legacy` when only older sources list it.
    pub status: Option<Cow<'static, str>>,
    /// Date on which its provider stops offering it.
    pub retires: Option<String>,
    /// Model that its provider recommends instead.
    pub replaced_by: Option<String>,
}

impl ListedModel {
    /// Whether `params` is a nominal number, which no source of the model states.
    pub fn has_nominal_params(&self) -> bool {
        self.params_source.as_deref().is_some_and(|source| !matches!(source, "id" | "description"))
    }
}

/// Prices in US dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelCost {
    /// For the request.
    pub input: f64,
    /// For the answer.
    pub output: f64,
    /// For input that is read from the cache.
    pub cache_read: Option<f64>,
    /// For input that is written into the cache.
    pub cache_write: Option<f64>,
}
