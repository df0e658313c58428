//! Texts of the dialog for a stopped app.

use std::borrow::Cow;

use super::Text;

/// Texts of the dialog for a stopped app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PanicText {
    Title,
    Body,
    Reload,
}

impl Text for PanicText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Title => "This page stopped".into(),
            Self::Body => {
                "An error stopped it: what you see may be out of date, and nothing here works. Reload it to go on; what \
                 you typed is kept. The browser's console has the details."
                    .into()
            }
            Self::Reload => "Reload".into(),
        }
    }
}
