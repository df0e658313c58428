//! When the app behind a page has ended.

use std::borrow::Cow;

use super::Text;

/// What is said then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoppedText {
    Title,
    Body,
    Reload,
}

impl Text for StoppedText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Title => "This page stopped".into(),
            Self::Body => {
                "An error ended it: what you see may be out of date, and nothing here works. Reload it to go on; what you \
                 typed is kept. The browser's console says more."
                    .into()
            }
            Self::Reload => "Reload".into(),
        }
    }
}
