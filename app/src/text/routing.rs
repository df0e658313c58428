//! Routing.

use std::borrow::Cow;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutingText {}

impl Text for RoutingText {
    fn en(&self) -> Cow<'static, str> {
        match *self {}
    }
}
