//! Facts about a model in the words of the server, for pages that do not have the catalog.

use serde::{Deserialize, Serialize};

/// Facts about a model, worded for display. A text is empty when no source states the fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFacts {
    /// Name for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Context, such as `200k`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// Prices of input and output per million tokens, such as `$5 / $25`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub price: String,
    /// What to look at before the model is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// A short remark on a model, such as `retires 2026-12-31`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How serious it is.
    pub tone: MarkTone,
    /// The remark, in a few words.
    pub word: String,
    /// More about it, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How serious a [`Mark`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkTone {
    /// It still works.
    Warn,
    /// It no longer works.
    Bad,
}

crate::word::impl_serde_by_word!(MarkTone, [(Self::Warn, "warn"), (Self::Bad, "bad")]);
