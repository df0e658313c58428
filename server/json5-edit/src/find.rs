//! Finds the value at a key path in the text.

use crate::{
    EditError, KeyPath, KeyPathStep, Position,
    tree::{Item, Node, NodeKind, key_name},
    trivia::text_in,
};

/// The result of following a path.
pub(crate) struct FoundPath<'t> {
    /// The last existing value on the path.
    pub(crate) node: &'t Node,
    /// The container of that value.
    pub(crate) parent: Option<&'t Node>,
    /// The number of steps that do not exist. The first of them is a key that `node`, an object, does not have.
    pub(crate) missing_steps: usize,
}

/// Follows a path as far as it exists.
pub(crate) fn find_path<'t>(text: &str, root: &'t Node, path: &KeyPath) -> Result<FoundPath<'t>, EditError> {
    let mut found = FoundPath { node: root, parent: None, missing_steps: path.steps().len() };
    for step_index in 0..path.steps().len() {
        let Some(index) = item_index(text, found.node, path, step_index)? else { break };
        let item = found.node.items().get(index).ok_or(EditError::VerificationFailed)?;
        found = FoundPath { node: &item.value, parent: Some(found.node), missing_steps: found.missing_steps - 1 };
    }
    Ok(found)
}

/// Returns the item index of the path's step `at` in `node`, the value that the steps before it lead to; `None` if an
/// object has no such key.
pub(crate) fn item_index(
    text: &str,
    node: &Node,
    path: &KeyPath,
    step_index: usize,
) -> Result<Option<usize>, EditError> {
    match (path.steps().get(step_index), &node.kind) {
        (Some(KeyPathStep::Key(key)), NodeKind::Object(items)) => {
            member_index(text, items, key, &path.first_steps(step_index + 1))
        }
        (Some(KeyPathStep::Index(index)), NodeKind::List(items)) if *index < items.len() => Ok(Some(*index)),
        (Some(KeyPathStep::Index(index)), NodeKind::List(_)) => {
            Err(out_of_range_error(text, node, path.first_steps(step_index), *index))
        }
        (Some(KeyPathStep::Index(_)), _) => Err(wrong_type_error(text, node, path.first_steps(step_index), "an array")),
        _ => Err(wrong_type_error(text, node, path.first_steps(step_index), "an object")),
    }
}

fn member_index(text: &str, items: &[Item], key: &str, path: &KeyPath) -> Result<Option<usize>, EditError> {
    let has_key = |item: &Item| item.key.as_ref().is_some_and(|written| key_name(text_in(text, written)) == key);
    let first = items.iter().position(has_key);
    let last = items.iter().rposition(has_key);
    if first == last {
        return Ok(first);
    }
    let position = |index: Option<usize>| {
        Position::at_offset(text, index.and_then(|index| items.get(index)).map_or(0, Item::start))
    };
    Err(EditError::DuplicateKey { path: path.clone(), first: position(first), second: position(last) })
}

pub(crate) fn out_of_range_error(text: &str, list: &Node, path: KeyPath, index: usize) -> EditError {
    let position = Some(Position::at_offset(text, list.span.start));
    EditError::OutOfRange { list: path, index, length: list.items().len(), at: position }
}

pub(crate) fn wrong_type_error(text: &str, node: &Node, path: KeyPath, expected: &'static str) -> EditError {
    let found = match (&node.kind, text_in(text, &node.span).chars().next()) {
        (NodeKind::Object(_), _) => "an object",
        (NodeKind::List(_), _) => "an array",
        (NodeKind::Scalar, Some('"' | '\'')) => "a string",
        (NodeKind::Scalar, Some('t' | 'f')) => "a boolean",
        (NodeKind::Scalar, Some('n')) => "null",
        (NodeKind::Scalar, _) => "a number",
    };
    EditError::WrongType { path, found, expected, at: Some(Position::at_offset(text, node.span.start)) }
}
