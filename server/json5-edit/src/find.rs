//! From a key path to the place in the text.

use crate::{
    EditError, KeyPath, Position, Step,
    gap::slice,
    tree::{Form, Item, Node, name},
};

/// How far a path leads.
pub(crate) struct Found<'t> {
    /// The last value on the way that is there.
    pub(crate) node: &'t Node,
    /// What that value is in.
    pub(crate) parent: Option<&'t Node>,
    /// How many steps are not there. The first of them is a key that `node`, an object, does not have.
    pub(crate) missing: usize,
}

/// Follows a path as far as it goes.
pub(crate) fn find<'t>(text: &str, root: &'t Node, path: &KeyPath) -> Result<Found<'t>, EditError> {
    let mut found = Found { node: root, parent: None, missing: path.steps().len() };
    for at in 0..path.steps().len() {
        let Some(index) = place(text, found.node, path, at)? else { break };
        let item = found.node.items().get(index).ok_or(EditError::Unproved)?;
        found = Found { node: &item.value, parent: Some(found.node), missing: found.missing - 1 };
    }
    Ok(found)
}

/// The place of a path's step within the value that the steps before it lead to; `None` if an object has no such key.
pub(crate) fn place(text: &str, node: &Node, path: &KeyPath, at: usize) -> Result<Option<usize>, EditError> {
    match (path.steps().get(at), &node.form) {
        (Some(Step::Key(key)), Form::Object(items)) => member(text, items, key, &path.first(at + 1)),
        (Some(Step::Index(index)), Form::List(items)) if *index < items.len() => Ok(Some(*index)),
        (Some(Step::Index(index)), Form::List(_)) => Err(out_of_range(text, node, path.first(at), *index)),
        (Some(Step::Index(_)), _) => Err(wrong_type(text, node, path.first(at), "an array")),
        _ => Err(wrong_type(text, node, path.first(at), "an object")),
    }
}

fn member(text: &str, items: &[Item], key: &str, path: &KeyPath) -> Result<Option<usize>, EditError> {
    let is_it = |item: &Item| item.key.as_ref().is_some_and(|written| name(slice(text, written)) == key);
    let first = items.iter().position(is_it);
    let last = items.iter().rposition(is_it);
    if first == last {
        return Ok(first);
    }
    let position =
        |index: Option<usize>| Position::of(text, index.and_then(|index| items.get(index)).map_or(0, Item::start));
    Err(EditError::Duplicate { path: path.clone(), first: position(first), second: position(last) })
}

pub(crate) fn out_of_range(text: &str, list: &Node, path: KeyPath, index: usize) -> EditError {
    let at = Some(Position::of(text, list.span.start));
    EditError::OutOfRange { list: path, index, length: list.items().len(), at }
}

pub(crate) fn wrong_type(text: &str, node: &Node, path: KeyPath, expected: &'static str) -> EditError {
    let found = match (&node.form, slice(text, &node.span).chars().next()) {
        (Form::Object(_), _) => "an object",
        (Form::List(_), _) => "an array",
        (Form::Scalar, Some('"' | '\'')) => "a string",
        (Form::Scalar, Some('t' | 'f')) => "a boolean",
        (Form::Scalar, Some('n')) => "null",
        (Form::Scalar, _) => "a number",
    };
    EditError::WrongType { path, found, expected, at: Some(Position::of(text, node.span.start)) }
}
