//! What any page may need.

use std::borrow::Cow;

use super::Text;

/// The parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartText {
    Loading,
    Retry,
    Copy,
    Copied,
    CodeToQuote(String),
    Suggestions,
    Configured,
    Known,
    JustNow,
    Utc(String),
}

impl Text for PartText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Loading => "Loading".into(),
            Self::Retry => "Try again".into(),
            Self::Copy => "Copy".into(),
            Self::Copied => "Copied".into(),
            Self::JustNow => "not recorded yet".into(),
            Self::Utc(time) => format!("{time} UTC").into(),
            Self::Suggestions => "Models that may be meant".into(),
            Self::Configured => "Configured".into(),
            Self::Known => "Known".into(),
            Self::CodeToQuote(code) => format!("Code to quote: `{code}`").into(),
        }
    }
}
