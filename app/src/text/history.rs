//! History.

use std::borrow::Cow;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryText {}

impl Text for HistoryText {
    fn en(&self) -> Cow<'static, str> {
        match *self {}
    }
}
