//! Texts of the model picker.

use std::borrow::Cow;

use super::Text;

/// Texts of the model picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickerText {
    Suggestions,
    ConfiguredModels,
    KnownModels,
    /// The typed text, which no model matches.
    UseAsTyped(String),
    MoreModels(usize),
    /// Step of the chain that the model is.
    InChain(usize),
}

impl Text for PickerText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Suggestions => "Suggested models".into(),
            Self::ConfiguredModels => "Configured".into(),
            Self::KnownModels => "Known".into(),
            Self::UseAsTyped(typed) => format!("No match: use `{typed}` as typed").into(),
            Self::MoreModels(count) => format!("{count} more: type to narrow the list").into(),
            Self::InChain(step) => format!("in chain, step {step}").into(),
        }
    }
}
