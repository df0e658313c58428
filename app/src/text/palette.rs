//! The commands that a few letters reach.

use std::borrow::Cow;

use super::Text;

/// The palette, and the list of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaletteText {
    Commands,
    Search,
    Nothing,
    GoTo(String),
    RoutingOf(String),
    ChangeModel,
    AddFallback,
    UndoLast,
    ShowKeys,
    Keys,
    Undo,
    Redo,
    Close,
}

impl Text for PaletteText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Commands => "Commands".into(),
            Self::Search => "Type a command".into(),
            Self::Nothing => "No such command.".into(),
            Self::GoTo(page) => format!("Go to {page}").into(),
            Self::RoutingOf(agent) => format!("Routing of {agent}").into(),
            Self::ChangeModel => "Change default model…".into(),
            Self::AddFallback => "Add a fallback".into(),
            Self::UndoLast => "Undo the last change made here".into(),
            Self::ShowKeys | Self::Keys => "Keys".into(),
            Self::Undo => "Undo the last change, and the one before it when pressed again".into(),
            Self::Redo => "Redo what was undone just now".into(),
            Self::Close => "Close".into(),
        }
    }
}
