//! Errors of edits, with their positions.

use std::fmt;

use crate::{KeyPath, ReadError, ReadErrorReason, read_error::line_and_column};

/// A position in a document. Lines and columns start at 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The offset in bytes, without a byte order mark.
    pub offset: usize,
}

impl Position {
    pub(crate) fn at_offset(text: &str, offset: usize) -> Self {
        let (line, column) = line_and_column(text.get(..offset).unwrap_or(text));
        Self { line, column, offset }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

/// An edit was refused, and nothing was changed. Messages may contain keys, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The document cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The raw text of a new value cannot be read.
    #[error("the text for {} cannot be read: {reason}", path_text(.path))]
    InvalidValue {
        /// The path of the new value.
        path: KeyPath,
        /// What is wrong with the text.
        reason: ReadErrorReason,
    },
    /// A key on the path is not unique, so it is unclear which member is meant.
    #[error("`{path}` is defined twice, at {first} and at {second}: remove one of them")]
    DuplicateKey {
        /// The path of the key.
        path: KeyPath,
        /// The position of its first occurrence.
        first: Position,
        /// The position of its last occurrence, which readers use.
        second: Position,
    },
    /// A value on the path has the wrong type.
    #[error("{} is {found} where {expected} was expected{}", path_text(.path), position_text(.at.as_ref()))]
    WrongType {
        /// The path of the value.
        path: KeyPath,
        /// The actual type, as in "a string".
        found: &'static str,
        /// The expected type, as in "an object".
        expected: &'static str,
        /// The position; `None` if only values were checked.
        at: Option<Position>,
    },
    /// A list has no element with this index.
    #[error("{} has no element {index}, only {length}{}", path_text(.list), position_text(.at.as_ref()))]
    OutOfRange {
        /// The path of the list.
        list: KeyPath,
        /// The requested index, from 0.
        index: usize,
        /// The number of elements.
        length: usize,
        /// The position; `None` if only values were checked.
        at: Option<Position>,
    },
    /// A value to remove, move or pass through does not exist.
    #[error("there is no {}", path_text(.path))]
    Missing {
        /// The requested path.
        path: KeyPath,
    },
    /// The whole document cannot be removed.
    #[error("the whole document cannot be removed")]
    RootEdit,
    /// Readers such as OpenClaw drop this key, so the edit would have no effect.
    #[error("`{path}` contains `__proto__`, which parsers drop")]
    ReservedKey {
        /// The requested path.
        path: KeyPath,
    },
    /// The result would exceed a limit of the reader.
    #[error("the result would be {0}")]
    LimitExceeded(ReadErrorReason),
    /// The edited text does not have the intended value. This is a bug in the editor; nothing is changed.
    #[error("the edited text does not have the intended meaning; this is a bug in the editor")]
    VerificationFailed,
}

impl EditError {
    /// The position of the error, if it has one; for a duplicate key, that of its last occurrence.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Unreadable(error) => Some(Position { line: error.line, column: error.column, offset: error.offset }),
            Self::DuplicateKey { second, .. } => Some(*second),
            Self::WrongType { at, .. } | Self::OutOfRange { at, .. } => *at,
            _ => None,
        }
    }
}

fn path_text(path: &KeyPath) -> String {
    if path.steps().is_empty() { "the document".to_owned() } else { format!("`{path}`") }
}

fn position_text(position: Option<&Position>) -> String {
    position.map(|position| format!(", at {position}")).unwrap_or_default()
}
