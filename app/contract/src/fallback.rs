//! Chains: the primary model, and the fallbacks that are tried when it fails.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ModelFacts, ModelRef,
    op::{Op, OperationKind},
    word::impl_serde_by_word,
};

/// Kind of request that a chain answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Ordinary requests.
    #[default]
    Text,
    /// Image requests.
    Image,
}

impl Role {
    /// The printed name, such as `text`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
        }
    }
}

/// Identifies a chain: by role and agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainId {
    /// Kind of request that it answers.
    #[serde(default)]
    pub role: Role,
    /// The agent whose own chain it is; `None`: the default chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// List a chain as it is configured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFallbacks {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ListFallbacks {
    type Out = ListedChain;
    const PATH: &'static str = "fallback/list";
    const KIND: OperationKind = OperationKind::Read;
}

/// Add a model to a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddFallback {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
    /// Ref or alias, as typed.
    pub model: String,
    /// Position among the fallbacks, from 1; `None`: at the end.
    #[serde(default)]
    pub at: Option<usize>,
    /// Accept a model that is in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AddFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/add";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "added a fallback";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Remove a model from the fallbacks of a chain, at every position and in every spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveFallback {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
    /// Ref or alias, as typed; or the text in the file if that is not a valid ref.
    pub model: String,
}

impl Op for RemoveFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/remove";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "removed a fallback";
}

/// Move a model to another position in its chain. The request names the model and the target, so concurrent additions
/// and removals are kept. The primary can be moved, too: the first fallback then becomes the primary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveFallback {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
    /// The model to move: a ref or an alias, or the text in the file if that is not a valid ref.
    pub model: String,
    /// Target of the move.
    #[serde(rename = "place")]
    pub target: MoveTarget,
}

/// Target of a move within a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoveTarget {
    /// Make it the primary; the old primary becomes the first fallback.
    Primary,
    /// This position among the fallbacks, from 1.
    To(usize),
    /// One step earlier.
    Up,
    /// One step later.
    Down,
    /// Just before another fallback.
    Before(String),
    /// Just after another fallback.
    After(String),
}

impl Op for MoveFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/move";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "moved a fallback";
}

/// Replace all fallbacks at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFallbacks {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
    /// Refs or aliases, in order.
    #[serde(default)]
    pub models: Vec<String>,
    /// Accept models that are in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetFallbacks {
    type Out = Chain;
    const PATH: &'static str = "fallback/set";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "set the fallbacks";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Remove all fallbacks. An agent then has no fallbacks, even if the default chain has some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearFallbacks {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ClearFallbacks {
    type Out = Chain;
    const PATH: &'static str = "fallback/clear";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "removed all fallbacks";
}

/// Replace a whole chain at once: the primary and all fallbacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetChain {
    /// Role of the chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
    /// The primary: a ref or an alias.
    pub primary: String,
    /// The fallbacks: refs or aliases, in order.
    #[serde(default)]
    pub fallbacks: Vec<String>,
    /// Accept models that are in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetChain {
    type Out = Chain;
    const PATH: &'static str = "fallback/chain";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "set the chain";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Make an agent inherit the default fallbacks again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InheritChain {
    /// Id of the agent.
    pub agent: String,
    /// Remove its own primary, too.
    #[serde(default)]
    pub all: bool,
}

impl Op for InheritChain {
    type Out = Chain;
    const PATH: &'static str = "fallback/inherit";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "inherited the fallbacks";
}

/// A primary and its fallbacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The primary. `None`: none is configured, and OpenClaw uses its own default.
    pub primary: Option<ChainStep>,
    /// The fallbacks, in the order in which they are tried.
    pub fallbacks: Vec<ChainStep>,
}

/// A chain as it is configured, and the default that OpenClaw uses if no primary is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedChain {
    /// The configured chain.
    pub chain: Chain,
    /// OpenClaw's own default: key of the model that answers text requests if no primary is set.
    pub own_default: Option<String>,
    /// Key → facts, for the models of the chain.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, ModelFacts>,
}

/// The model that answers a text request, as far as the configuration determines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Key of the model that is asked first.
    pub model: String,
    /// Why this model is asked first.
    #[serde(rename = "why")]
    pub reason: AnswerReason,
    /// Number of fallbacks that could take over.
    #[serde(rename = "others")]
    pub fallback_count: usize,
}

/// Reason why a model is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerReason {
    /// It is configured.
    Configured,
    /// It is set, but is in neither the catalog nor the config.
    NotInCatalog,
    /// Its name contains a variable that is not set: OpenClaw asks for the name as it is written.
    VariableUnset,
    /// The configured name resolves to no model, so OpenClaw uses its own default.
    NoSuchModel,
    /// No model is configured, so OpenClaw uses its own default.
    NotConfigured,
}

impl_serde_by_word!(
    AnswerReason,
    [
        (Self::Configured, "set"),
        (Self::NotInCatalog, "unheard"),
        (Self::VariableUnset, "unfilled"),
        (Self::NoSuchModel, "meaningless"),
        (Self::NotConfigured, "unset"),
    ]
);

impl Answer {
    /// Whether OpenClaw uses its own default.
    pub fn is_openclaw_default(&self) -> bool {
        matches!(self.reason, AnswerReason::NoSuchModel | AnswerReason::NotConfigured)
    }
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainStep {
    /// The text in the file: a ref or an alias.
    pub configured: String,
    /// The model that OpenClaw resolves it to; `None` if it resolves to none.
    pub model: Option<ModelRef>,
    /// Alias of that model, if it has one.
    pub alias: Option<String>,
}

impl ChainStep {
    /// Text to display: the key of the model if it is known, else the text in the file.
    pub fn label(&self) -> String {
        self.model.as_ref().map_or_else(|| self.configured.clone(), ModelRef::key)
    }

    /// The step as OpenClaw prints it: variables are substituted, aliases kept.
    pub fn printed_text(&self) -> String {
        if self.configured.contains("${") { self.label() } else { self.configured.clone() }
    }

    /// Whether the text in the file differs from the displayed one: an alias, or another spelling.
    pub fn is_written_differently(&self) -> bool {
        self.label() != self.configured
    }
}
