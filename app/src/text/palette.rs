//! Texts of the command palette.

use std::borrow::Cow;

use super::Text;

/// Texts of the command palette and of the list of shortcuts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaletteText {
    Commands,
    Search,
    NoCommands,
    GoTo(String),
    RoutingOf(String),
    ChangeModel,
    AddFallback,
    UndoLastChange,
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
            Self::NoCommands => "No such command.".into(),
            Self::GoTo(page) => format!("Go to {page}").into(),
            Self::RoutingOf(agent) => format!("Routing of {agent}").into(),
            Self::ChangeModel => "Change default model…".into(),
            Self::AddFallback => "Add a fallback".into(),
            Self::UndoLastChange => "Undo the last change made here".into(),
            Self::ShowKeys | Self::Keys => "Keys".into(),
            Self::Undo => "Undo the last change; press again for the one before".into(),
            Self::Redo => "Redo the undone change".into(),
            Self::Close => "Close".into(),
        }
    }
}
