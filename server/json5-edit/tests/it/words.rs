//! Shorthand for edits.

use json5_edit::{Edit, KeyPath};
use serde_json::Value;

/// `a.b` as a path; the empty text is the whole document.
pub(crate) fn path(text: &str) -> KeyPath {
    KeyPath::of(text.split('.').filter(|key| !key.is_empty()))
}

pub(crate) fn set(at: &str, value: Value) -> Edit {
    Edit::Set { path: path(at), value: value.into() }
}

pub(crate) fn insert(list: &str, index: usize, value: Value) -> Edit {
    Edit::Insert { list: path(list), index, value: value.into() }
}

pub(crate) fn remove(at: &str) -> Edit {
    Edit::Remove { path: path(at) }
}

pub(crate) fn take(list: &str, index: usize) -> Edit {
    Edit::Remove { path: path(list).index(index) }
}

pub(crate) fn shift(list: &str, from: usize, to: usize) -> Edit {
    Edit::Move { list: path(list), from, to }
}
