//! Edits as values: what a rule asks for and the editor does.

use crate::{KeyPath, Value};

/// One change of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Puts a value at a path: over the one that is there, or as a new member at the end of its object. Objects that are
    /// missing on the way are made.
    Set {
        /// Where.
        path: KeyPath,
        /// What.
        value: Piece,
    },
    /// Puts a new element into an array. An array that is missing is made, with the objects on the way.
    Insert {
        /// The array.
        list: KeyPath,
        /// What it is before: from 0, and the array's length for the end.
        index: usize,
        /// What.
        value: Piece,
    },
    /// Takes a member out, with the comment on its own line; or an element, with its comments.
    Remove {
        /// Where.
        path: KeyPath,
    },
    /// Moves an element within its array.
    Move {
        /// The array.
        list: KeyPath,
        /// Where it is.
        from: usize,
        /// Where it is afterwards.
        to: usize,
    },
    /// Exchanges the comments of two values, and leaves the values as they are. Before or after the values are exchanged
    /// too, it makes their comments move with them.
    SwapComments {
        /// A value. It may contain the other one, or be in it.
        one: KeyPath,
        /// Another value.
        other: KeyPath,
    },
}

impl Edit {
    /// What it changes: a value, or the list. Of two values, the first one.
    pub fn path(&self) -> &KeyPath {
        match self {
            Self::Set { path, .. } | Self::Remove { path } => path,
            Self::Insert { list, .. } | Self::Move { list, .. } => list,
            Self::SwapComments { one, .. } => one,
        }
    }

    /// The second value, if there are two.
    pub fn other_path(&self) -> Option<&KeyPath> {
        if let Self::SwapComments { other, .. } = self { Some(other) } else { None }
    }

    /// The edit at another path, for example in a document that holds a part of this one. Of two values the second one
    /// keeps its path.
    #[must_use]
    pub fn at(&self, target: KeyPath) -> Self {
        let mut edit = self.clone();
        match &mut edit {
            Self::Set { path, .. } | Self::Remove { path } => *path = target,
            Self::Insert { list, .. } | Self::Move { list, .. } => *list = target,
            Self::SwapComments { one, .. } => *one = target,
        }
        edit
    }
}

/// The new part of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Written in the style of the document.
    Value(Value),
    /// The very text, as it once stood in a document: what undo puts back.
    Raw(String),
}

impl<T: Into<Value>> From<T> for Piece {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}
