//! Chains: which model answers, and which are tried when it fails.

use serde::{Deserialize, Serialize};

use crate::{
    ModelRef,
    op::{Kind, Op},
};

/// What a chain answers.
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
    /// `text`
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
        }
    }
}

/// Which chain: what it answers, and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainId {
    /// What it answers.
    #[serde(default)]
    pub role: Role,
    /// One agent's own; `None`: the defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// List a chain as it is configured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFallbacks {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The chain of this agent; `None`: the default chain.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ListFallbacks {
    type Out = ListedChain;
    const PATH: &'static str = "fallback/list";
    const KIND: Kind = Kind::Read;
}

/// Add a model to a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddFallback {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
    /// A ref or an alias, as it was typed.
    pub model: String,
    /// Its place among the fallbacks, from 1; `None`: behind all others.
    #[serde(default)]
    pub at: Option<usize>,
    /// Accept a model that is not in the catalog or the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AddFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/add";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Take a model out of a chain, wherever it stands among the fallbacks and however it is written there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveFallback {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
    /// A ref or an alias, as it was typed; or the text in the file, when that means nothing.
    pub model: String,
}

impl Op for RemoveFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/remove";
    const KIND: Kind = Kind::Write;
}

/// Give a model another place in its chain. It is named, and so is the place: what others add or take out meanwhile stays
/// added or out. The primary may be named, too: the first fallback takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveFallback {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
    /// The one that moves: a ref or an alias; or the text in the file, when that means nothing.
    pub model: String,
    /// Where to.
    pub place: Spot,
}

/// A place in a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spot {
    /// The primary's; what was the primary becomes the first fallback.
    Primary,
    /// This one among the fallbacks, from 1.
    To(usize),
    /// One earlier.
    Up,
    /// One later.
    Down,
    /// Just before another fallback.
    Before(String),
    /// Just after another fallback.
    After(String),
}

impl Op for MoveFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/move";
    const KIND: Kind = Kind::Write;
}

/// Replace all fallbacks at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFallbacks {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
    /// Refs or aliases, in order.
    #[serde(default)]
    pub models: Vec<String>,
    /// Accept models that are not in the catalog or the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetFallbacks {
    type Out = Chain;
    const PATH: &'static str = "fallback/set";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Remove all fallbacks. For an agent: it falls back to nothing, whatever the others do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearFallbacks {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ClearFallbacks {
    type Out = Chain;
    const PATH: &'static str = "fallback/clear";
    const KIND: Kind = Kind::Write;
}

/// Replace a whole chain at once: what answers, and what is tried when it fails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetChain {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// The agent; `None`: the defaults.
    #[serde(default)]
    pub agent: Option<String>,
    /// What answers: a ref or an alias.
    pub primary: String,
    /// Refs or aliases, in order.
    #[serde(default)]
    pub fallbacks: Vec<String>,
    /// Accept models that are not in the catalog or the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetChain {
    type Out = Chain;
    const PATH: &'static str = "fallback/chain";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Make an agent use the default fallbacks again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InheritChain {
    /// Whose.
    pub agent: String,
    /// Its own primary goes, too.
    #[serde(default)]
    pub all: bool,
}

impl Op for InheritChain {
    type Out = Chain;
    const PATH: &'static str = "fallback/inherit";
    const KIND: Kind = Kind::Write;
}

/// The primary and what is tried when it fails, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// `None`: nothing is configured, OpenClaw takes its own default.
    pub primary: Option<Rung>,
    /// First tried first.
    pub fallbacks: Vec<Rung>,
}

/// A chain as it is configured, and what OpenClaw takes where that names no primary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedChain {
    /// What is configured.
    pub chain: Chain,
    /// OpenClaw's own default: the key of the model that answers text where no primary is set.
    pub own_default: Option<String>,
}

/// What a text request gets, as far as the configuration tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The key of the model that is asked first.
    pub model: String,
    /// Why this one.
    pub why: Because,
    /// How many of the fallbacks could take over.
    pub others: usize,
}

/// Why a model is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It is configured.
    Set,
    /// It is set, but not in the catalog or the config.
    Unheard,
    /// A variable belongs into its name and is not set: it is asked for as it stands.
    Unfilled,
    /// What is configured means nothing: it is OpenClaw's own default.
    Meaningless,
    /// Nothing is configured: it is OpenClaw's own default.
    Unset,
}

impl Answer {
    /// Whether it is not ours to say: OpenClaw takes its own default.
    pub fn is_openclaws(&self) -> bool {
        matches!(self.why, Because::Meaningless | Because::Unset)
    }
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The text in the file: a ref or an alias.
    pub configured: String,
    /// What OpenClaw makes of it; `None` when it cannot make anything of it.
    pub model: Option<ModelRef>,
    /// The alias of that model, when it has one.
    pub alias: Option<String>,
}

impl Rung {
    /// What to show: the model when it is known, else the text in the file.
    pub fn label(&self) -> String {
        self.model.as_ref().map_or_else(|| self.configured.clone(), ModelRef::key)
    }

    /// As OpenClaw prints it: variables filled in, aliases kept.
    pub fn said(&self) -> String {
        if self.configured.contains("${") { self.label() } else { self.configured.clone() }
    }

    /// Whether the text in the file is not what is used: an alias, or another spelling.
    pub fn is_indirect(&self) -> bool {
        self.label() != self.configured
    }
}
