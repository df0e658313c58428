//! Shorthand for edits.

use json5_edit::{Edit, KeyPath};
use serde_json::Value;

/// Parses `a.b` as a path; the empty text means the whole document.
pub(crate) fn parse_path(text: &str) -> KeyPath {
    KeyPath::from_keys(text.split('.').filter(|key| !key.is_empty()))
}

pub(crate) fn set_edit(at: &str, value: Value) -> Edit {
    Edit::Set { path: parse_path(at), value: value.into() }
}

pub(crate) fn insert_edit(list: &str, index: usize, value: Value) -> Edit {
    Edit::Insert { list: parse_path(list), index, value: value.into() }
}

pub(crate) fn remove_edit(at: &str) -> Edit {
    Edit::Remove { path: parse_path(at) }
}

pub(crate) fn remove_element_edit(list: &str, index: usize) -> Edit {
    Edit::Remove { path: parse_path(list).with_index(index) }
}

pub(crate) fn move_edit(list: &str, from: usize, to: usize) -> Edit {
    Edit::Move { list: parse_path(list), from, to }
}
