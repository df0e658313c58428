//! Converts one edit to replacements in the text. Text outside the replacements cannot change.

use crate::{
    Edit, EditError, KeyPath, KeyPathStep, NewValue,
    comments::{CommentedValue, exchange_comments},
    find::{FoundPath, find_path, item_index, out_of_range_error, wrong_type_error},
    insert::{InsertPoint, replace_value},
    move_item::move_item,
    remove::removal_replacements,
    render::Renderable,
    replacement::{Replacement, apply_replacements},
    tree::{Node, NodeKind},
};

/// Returns the text after one edit.
pub(crate) fn splice_edit(text: &str, root: &Node, edit: &Edit) -> Result<String, EditError> {
    let replacements = match edit {
        Edit::Set { path, value } => set_replacements(text, root, path, value)?,
        Edit::Insert { list, index, value } => insert_replacements(text, root, list, *index, value)?,
        Edit::Remove { path } => remove_replacements(text, root, path)?,
        Edit::Move { list, from, to } => move_replacements(text, root, list, *from, *to)?,
        Edit::SwapComments { one, other } => swap_comments_replacements(text, root, one, other)?,
    };
    Ok(apply_replacements(text, replacements))
}

impl NewValue {
    fn to_renderable(&self) -> Renderable<'_> {
        match self {
            Self::Value(value) => Renderable::Value(value),
            Self::Raw(text) => Renderable::Raw(text),
        }
    }
}

fn set_replacements(
    text: &str,
    root: &Node,
    path: &KeyPath,
    new_value: &NewValue,
) -> Result<Vec<Replacement>, EditError> {
    let found = find_path(text, root, path)?;
    match found.missing_steps {
        0 => Ok(vec![replace_value(text, root, &found, new_value.to_renderable())]),
        _ => create_missing_replacements(text, root, &found, path, new_value.to_renderable()),
    }
}

fn insert_replacements(
    text: &str,
    root: &Node,
    list: &KeyPath,
    index: usize,
    new_value: &NewValue,
) -> Result<Vec<Replacement>, EditError> {
    let found = find_path(text, root, list)?;
    if found.missing_steps > 0 {
        let make = |()| {
            create_missing_replacements(text, root, &found, list, Renderable::SingletonList(&new_value.to_renderable()))
        };
        let no_such = || EditError::OutOfRange { list: list.clone(), index, length: 0, at: None };
        return (index == 0).then_some(()).ok_or_else(no_such).and_then(make);
    }
    let elements = element_count(text, found.node, list)?;
    if index > elements {
        return Err(out_of_range_error(text, found.node, list.clone(), index));
    }
    let site = InsertPoint::new(text, root, found.node, found.parent);
    Ok(site.insert_item(index, None, new_value.to_renderable()))
}

/// Adds the first missing key, with everything below it.
fn create_missing_replacements(
    text: &str,
    root: &Node,
    found: &FoundPath<'_>,
    path: &KeyPath,
    leaf: Renderable<'_>,
) -> Result<Vec<Replacement>, EditError> {
    let missing = path.steps().get(path.steps().len() - found.missing_steps..);
    match missing {
        Some([KeyPathStep::Key(key), rest @ ..]) if rest.iter().all(|step| matches!(step, KeyPathStep::Key(_))) => {
            let site = InsertPoint::new(text, root, found.node, found.parent);
            Ok(site.insert_item(found.node.items().len(), Some(key), Renderable::Nested(rest, &leaf)))
        }
        _ => Err(EditError::Missing { path: path.clone() }),
    }
}

fn remove_replacements(text: &str, root: &Node, path: &KeyPath) -> Result<Vec<Replacement>, EditError> {
    let (container, index) = find_item(text, root, path)?;
    removal_replacements(text, container, index).ok_or(EditError::VerificationFailed)
}

fn swap_comments_replacements(
    text: &str,
    root: &Node,
    one: &KeyPath,
    other: &KeyPath,
) -> Result<Vec<Replacement>, EditError> {
    let commented = |path| {
        let (container, index) = find_item(text, root, path)?;
        let item = container.items().get(index).ok_or(EditError::VerificationFailed)?;
        Ok::<_, EditError>(CommentedValue::new(text, container, index, item))
    };
    let (first, second) = (commented(one)?, commented(other)?);
    Ok(if one == other { Vec::new() } else { exchange_comments(text, &first, &second) })
}

/// Returns the container of a value and the value's item index in it.
fn find_item<'t>(text: &str, root: &'t Node, path: &KeyPath) -> Result<(&'t Node, usize), EditError> {
    let (parent, _) = path.split_last().ok_or(EditError::RootEdit)?;
    let missing = || EditError::Missing { path: path.clone() };
    let found = find_path(text, root, &parent)?;
    if found.missing_steps > 0 {
        return Err(missing());
    }
    let index = item_index(text, found.node, path, parent.steps().len())?.ok_or_else(missing)?;
    Ok((found.node, index))
}

fn move_replacements(
    text: &str,
    root: &Node,
    list: &KeyPath,
    from: usize,
    to: usize,
) -> Result<Vec<Replacement>, EditError> {
    let found = find_path(text, root, list)?;
    if found.missing_steps > 0 {
        return Err(EditError::Missing { path: list.clone() });
    }
    if from.max(to) >= element_count(text, found.node, list)? {
        return Err(out_of_range_error(text, found.node, list.clone(), from.max(to)));
    }
    Ok(move_item(text, found.node, from, to))
}

/// The number of elements of a list.
fn element_count(text: &str, node: &Node, path: &KeyPath) -> Result<usize, EditError> {
    match &node.kind {
        NodeKind::List(items) => Ok(items.len()),
        _ => Err(wrong_type_error(text, node, path.clone(), "an array")),
    }
}
