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

/// A short remark, such as `retires 2026-12-31` on a model, or `expires in 3 d` on its credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How serious it is.
    pub tone: Tone,
    /// The remark, in a few words.
    pub word: String,
    /// More about it, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How serious something is. A page has a color and a symbol for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was proved to work, or cannot fail by itself.
    Ok,
    /// It works, but should be looked at.
    Warn,
    /// It does not work.
    Bad,
    /// It is as it is configured, and was not checked.
    Plain,
}

crate::word::impl_serde_by_word!(
    Tone,
    [(Self::Ok, "ok"), (Self::Warn, "warn"), (Self::Bad, "bad"), (Self::Plain, "plain")]
);
