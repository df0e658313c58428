//! Settings.

use std::borrow::Cow;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsText {}

impl Text for SettingsText {
    fn en(&self) -> Cow<'static, str> {
        match *self {}
    }
}
