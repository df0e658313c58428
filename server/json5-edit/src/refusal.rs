//! Why a document is not edited, and where.

use std::fmt;

use crate::{KeyPath, ReadError, Reason, error::position};

/// A place in a document, from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// In bytes, a byte order mark not counted.
    pub offset: usize,
}

impl Position {
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let (line, column) = position(text.get(..offset).unwrap_or(text));
        Self { line, column, offset }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

/// An edit that is refused; nothing has been changed. It may name keys, never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The document cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The very text that was to be put there is no value.
    #[error("the text for {} cannot be read: {reason}", shown(.path))]
    Piece {
        /// Where it was to go.
        path: KeyPath,
        /// What is wrong with it.
        reason: Reason,
    },
    /// A key on the way is there more than once, so nobody can say which is meant.
    #[error("`{path}` is there twice, at {first} and at {second}: remove one of them")]
    Duplicate {
        /// The key.
        path: KeyPath,
        /// The first one.
        first: Position,
        /// The last one, which readers take.
        second: Position,
    },
    /// Something on the way is not what it must be.
    #[error("{} is {found} where {expected} was expected{}", shown(.path), placed(.at.as_ref()))]
    WrongType {
        /// Where it is.
        path: KeyPath,
        /// What is there: "a string".
        found: &'static str,
        /// What must be there: "an object".
        expected: &'static str,
        /// `None` if only values were looked at.
        at: Option<Position>,
    },
    /// A list has no such element.
    #[error("{} has no element {index}, only {length}{}", shown(.list), placed(.at.as_ref()))]
    OutOfRange {
        /// The list.
        list: KeyPath,
        /// What was asked for, from 0.
        index: usize,
        /// How many it has.
        length: usize,
        /// `None` if only values were looked at.
        at: Option<Position>,
    },
    /// What should be removed, moved or gone through is not there.
    #[error("there is no {}", shown(.path))]
    Missing {
        /// What was asked for.
        path: KeyPath,
    },
    /// The whole document cannot be removed.
    #[error("the whole document cannot be removed")]
    Whole,
    /// OpenClaw drops such keys when it reads, so the edit would have no effect.
    #[error("`{path}` goes through `__proto__`, which readers drop")]
    Proto {
        /// What was asked for.
        path: KeyPath,
    },
    /// The result would go beyond what we read.
    #[error("the result would be {0}")]
    Outgrown(Reason),
    /// The result is not what was meant. It is a fault of ours; nothing is changed.
    #[error("the edited text does not say what was meant; this is a fault of the editor")]
    Unproved,
}

impl EditError {
    /// Where in the document, if there is such a place. Of a key that is there twice, the last one.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Unreadable(error) => Some(Position { line: error.line, column: error.column, offset: error.offset }),
            Self::Duplicate { second, .. } => Some(*second),
            Self::WrongType { at, .. } | Self::OutOfRange { at, .. } => *at,
            _ => None,
        }
    }
}

fn shown(path: &KeyPath) -> String {
    if path.steps().is_empty() { "the document".to_owned() } else { format!("`{path}`") }
}

fn placed(position: Option<&Position>) -> String {
    position.map(|position| format!(", at {position}")).unwrap_or_default()
}
