//! Edits as data: `rules` creates them, the editor applies them.

use crate::{KeyPath, Value};

/// One edit of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Sets the value at a path: replaces the existing one, or adds a member at the end of its object. Missing parent
    /// objects are created.
    Set {
        /// The path of the value.
        path: KeyPath,
        /// The new value.
        value: NewValue,
    },
    /// Inserts an element into an array. A missing array is created, with its missing parent objects.
    Insert {
        /// The path of the array.
        list: KeyPath,
        /// The index of the new element, from 0; the array's length appends.
        index: usize,
        /// The new element.
        value: NewValue,
    },
    /// Removes a member with the comments on its line, or an element with all its comments.
    Remove {
        /// The path of the member or element.
        path: KeyPath,
    },
    /// Moves an element within its array.
    Move {
        /// The path of the array.
        list: KeyPath,
        /// The current index.
        from: usize,
        /// The index after the move.
        to: usize,
    },
    /// Exchanges the comments of two values without changing the values. Combined with an exchange of the values,
    /// before or after it, the comments move with their values.
    SwapComments {
        /// The path of one value. It may contain the other one, or be inside it.
        one: KeyPath,
        /// The path of the other value.
        other: KeyPath,
    },
}

impl Edit {
    /// The path that the edit changes: a value or a list; of two values, the first one.
    pub fn path(&self) -> &KeyPath {
        match self {
            Self::Set { path, .. } | Self::Remove { path } => path,
            Self::Insert { list, .. } | Self::Move { list, .. } => list,
            Self::SwapComments { one, .. } => one,
        }
    }

    /// The path of the second value, if the edit has two.
    pub fn other_path(&self) -> Option<&KeyPath> {
        if let Self::SwapComments { other, .. } = self { Some(other) } else { None }
    }

    /// Returns the edit with another path, for example for a document that holds a part of this one. The second path,
    /// if any, stays.
    #[must_use]
    pub fn with_path(&self, target: KeyPath) -> Self {
        let mut edit = self.clone();
        match &mut edit {
            Self::Set { path, .. } | Self::Remove { path } => *path = target,
            Self::Insert { list, .. } | Self::Move { list, .. } => *list = target,
            Self::SwapComments { one, .. } => *one = target,
        }
        edit
    }
}

/// The new value of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum NewValue {
    /// A value that is rendered in the document's style.
    Value(Value),
    /// Raw text that is inserted unchanged, for example to restore an earlier text.
    Raw(String),
}

impl<T: Into<Value>> From<T> for NewValue {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}
