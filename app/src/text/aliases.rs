//! Aliases.

use std::borrow::Cow;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasesText {}

impl Text for AliasesText {
    fn en(&self) -> Cow<'static, str> {
        match *self {}
    }
}
