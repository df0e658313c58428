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
    /// Requests with a picture in them.
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

/// List a chain as it is configured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFallbacks {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
}

impl Op for ListFallbacks {
    type Out = Chain;
    const PATH: &'static str = "fallback/list";
    const KIND: Kind = Kind::Read;
}

/// Add a model to the end of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddFallback {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// A ref or an alias, as it was typed.
    pub model: String,
}

impl Op for AddFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/add";
    const KIND: Kind = Kind::Write;
}

/// Take a model out of a chain, wherever it stands among the fallbacks and however it is written there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveFallback {
    /// Which chain.
    #[serde(default)]
    pub role: Role,
    /// A ref or an alias, as it was typed; or the text in the file, when that means nothing.
    pub model: String,
}

impl Op for RemoveFallback {
    type Out = Chain;
    const PATH: &'static str = "fallback/remove";
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

/// What a request gets, as far as the configuration tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Nothing is configured: OpenClaw's own default.
    Default,
    /// A model, and so many others behind it.
    Model {
        /// Its key.
        model: String,
        /// How many of the fallbacks could take over.
        others: usize,
    },
    /// The text in the primary's place means nothing.
    Broken {
        /// That text.
        configured: String,
    },
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
