//! Texts of lists that are reordered.

use std::borrow::Cow;

use super::Text;

/// What a position in a list is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceNoun {
    /// In a chain.
    Step,
    /// In an order.
    Position,
}

/// Texts of lists that are reordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReorderText {
    GripHelp,
    Grip { name: String, noun: PlaceNoun, at: usize, of: usize },
    Lifted { name: String, noun: PlaceNoun, at: usize, of: usize },
    Moved { noun: PlaceNoun, at: usize, of: usize },
    Dropped { name: String, noun: PlaceNoun, at: usize },
    Cancelled { name: String, noun: PlaceNoun, at: usize },
    NotMoved { name: String },
}

impl Text for ReorderText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::GripHelp => {
                "Space lifts a row, the arrow keys, Home and End move it, Space drops it, Escape cancels. Alt with an \
                 arrow key moves it at once."
                    .into()
            }
            Self::Grip { name, noun, at, of } => format!("Move {name}, {} {at} of {of}", noun_en(*noun)).into(),
            Self::Lifted { name, noun, at, of } => format!("Lifted {name}, {} {at} of {of}", noun_en(*noun)).into(),
            Self::Moved { noun: PlaceNoun::Step, at, of } => format!("Step {at} of {of}").into(),
            Self::Moved { noun: PlaceNoun::Position, at, of } => format!("Position {at} of {of}").into(),
            Self::Dropped { name, noun, at } => format!("Dropped {name} at {} {at}", noun_en(*noun)).into(),
            Self::Cancelled { name, noun, at } => format!("Cancelled, {name} is {} {at} again", noun_en(*noun)).into(),
            Self::NotMoved { name } => format!("{name} stays where it is").into(),
        }
    }
}

const fn noun_en(noun: PlaceNoun) -> &'static str {
    match noun {
        PlaceNoun::Step => "step",
        PlaceNoun::Position => "position",
    }
}
