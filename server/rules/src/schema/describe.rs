//! Finds out whether the table describes a value completely.

use json5_edit::{KeyPath, KeyPathStep};
use serde_json::Value;

use super::{
    kinds::Kinds,
    release::Releases,
    row::{Members, Row},
    tree::{Node, root_node},
};

/// The first value, on the way to a path or inside a value for it, that the table does not describe completely: an
/// object or a list whose members it does not describe, or a value for which OpenClaw has more rules.
/// A path that these releases refuse is described: it is known to be wrong.
pub(super) fn find_undescribed(path: &KeyPath, value: &Value, releases: Releases) -> Option<KeyPath> {
    match find_described(path, releases) {
        Ok(node) => undescribed_in(path, node?, value, releases),
        Err(at) => Some(at),
    }
}

/// The first object or list on the way to a path that may require the value at the path: the table does not say which of
/// its members are required.
pub(super) fn find_undescribed_parent(path: &KeyPath, releases: Releases) -> Option<KeyPath> {
    let (parent, KeyPathStep::Key(key)) = path.split_last()? else { return find_described(path, releases).err() };
    match find_described(path, releases).and(find_described(&parent, releases)) {
        Ok(node) => node?.row_in(releases)?.sometimes_required.contains(&key.as_str()).then_some(parent),
        Err(at) => Some(at),
    }
}

/// The node of a path; `None` if these releases refuse the path. The error is the first object or list on the way whose
/// members the table does not describe.
fn find_described(path: &KeyPath, releases: Releases) -> Result<Option<&'static Node>, KeyPath> {
    let mut node = root_node();
    for (count, step) in path.steps().iter().enumerate() {
        let Some(row) = node.row_in(releases) else { return Ok(None) };
        let key = match step {
            KeyPathStep::Key(key) => key.as_str(),
            KeyPathStep::Index(_) => "",
        };
        node = match node.child(key) {
            Some(child) => child,
            None if row.hides_members() => return Err(path.steps().iter().take(count).cloned().collect()),
            None => return Ok(None),
        };
    }
    Ok(Some(node))
}

fn undescribed_in(path: &KeyPath, node: &Node, value: &Value, releases: Releases) -> Option<KeyPath> {
    let row = node.row_in(releases)?;
    if row.is_unchecked {
        return Some(path.clone());
    }
    let find = |child: Option<&Node>, at: KeyPath, value: &Value| match child {
        Some(child) => undescribed_in(&at, child, value, releases),
        None => row.hides_members().then(|| path.clone()),
    };
    match value {
        Value::Object(members) => {
            members.iter().find_map(|(key, member)| find(node.child(key), path.with_key(key), member))
        }
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(at, item)| find(node.child(""), path.with_index(at), item))
        }
        _ => None,
    }
}

impl Row {
    /// Whether OpenClaw may accept members or elements that have no row.
    fn hides_members(&self) -> bool {
        let has_members = self.kinds.contains(Kinds::OBJECT) || self.kinds.contains(Kinds::LIST);
        let is_unknown = self.members == Members::Undescribed && self.elements == Kinds::NONE;
        is_unknown && (has_members || self.kinds == Kinds::NONE)
    }
}

/// Replaces texts in a value for a path by OpenClaw's own spelling of them.
pub(super) fn respell(path: &KeyPath, value: &mut Value) {
    let mut node = Some(root_node());
    for step in path.steps() {
        node = node.and_then(|node| match step {
            KeyPathStep::Key(key) => node.child(key),
            KeyPathStep::Index(_) => node.child(""),
        });
    }
    if let Some(node) = node {
        respell_in(node, value);
    }
}

fn respell_in(node: &Node, value: &mut Value) {
    match value {
        Value::String(text) => {
            let spellings = node.rows.iter().flat_map(|row| row.spellings);
            if let Some((_, own)) = spellings.into_iter().find(|(other, _)| other == text) {
                *text = (*own).to_owned();
            }
        }
        Value::Object(members) => {
            let known = members.iter_mut().filter_map(|(key, member)| Some((node.child(key)?, member)));
            known.for_each(|(child, member)| respell_in(child, member));
        }
        Value::Array(items) => {
            let Some(element) = node.child("") else { return };
            for item in items {
                respell_in(element, item);
            }
        }
        _ => {}
    }
}
