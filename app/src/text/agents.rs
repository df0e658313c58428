//! Agents.

use std::borrow::Cow;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentsText {}

impl Text for AgentsText {
    fn en(&self) -> Cow<'static, str> {
        match *self {}
    }
}
