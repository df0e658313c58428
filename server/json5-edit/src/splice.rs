//! One edit as cuts in the text. What lies outside the cuts cannot change.

use std::ops::Range;

use crate::{
    Edit, EditError, KeyPath, Piece, Step,
    comments::{CommentedValue, swap},
    find::{Found, find, out_of_range, place, wrong_type},
    gap::slice,
    insert::{Site, over},
    remove::take_out,
    render::New,
    shift::shift,
    tree::{Form, Node, parse},
};

/// A range of the text, and what comes in its place.
pub(crate) type Cut = (Range<usize>, String);

/// The text after one edit.
pub(crate) fn splice(text: &str, edit: &Edit) -> Result<String, EditError> {
    let root = parse(text).ok_or(EditError::Unproved)?;
    let cuts = match edit {
        Edit::Set { path, value } => set(text, &root, path, value)?,
        Edit::Insert { list, index, value } => insert(text, &root, list, *index, value)?,
        Edit::Remove { path } => remove(text, &root, path)?,
        Edit::Move { list, from, to } => move_element(text, &root, list, *from, *to)?,
        Edit::SwapComments { one, other } => swap_comments(text, &root, one, other)?,
    };
    Ok(weave(text, cuts))
}

/// Cuts at one place are made in their order.
fn weave(text: &str, mut cuts: Vec<Cut>) -> String {
    cuts.sort_by_key(|(range, _)| range.start);
    let mut woven = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in cuts {
        woven.push_str(slice(text, &(at..range.start)));
        woven.push_str(&new);
        at = range.end;
    }
    woven.push_str(slice(text, &(at..text.len())));
    woven
}

impl Piece {
    fn to_new(&self) -> New<'_> {
        match self {
            Self::Value(value) => New::Value(value),
            Self::Raw(text) => New::Raw(text),
        }
    }
}

fn set(text: &str, root: &Node, path: &KeyPath, piece: &Piece) -> Result<Vec<Cut>, EditError> {
    let found = find(text, root, path)?;
    match found.missing {
        0 => Ok(vec![over(text, root, &found, piece.to_new())]),
        _ => make(text, root, &found, path, piece.to_new()),
    }
}

fn insert(text: &str, root: &Node, list: &KeyPath, index: usize, piece: &Piece) -> Result<Vec<Cut>, EditError> {
    let found = find(text, root, list)?;
    if found.missing > 0 {
        let make = |()| make(text, root, &found, list, New::Element(&piece.to_new()));
        let no_such = || EditError::OutOfRange { list: list.clone(), index, length: 0, at: None };
        return (index == 0).then_some(()).ok_or_else(no_such).and_then(make);
    }
    let elements = elements(text, found.node, list)?;
    if index > elements {
        return Err(out_of_range(text, found.node, list.clone(), index));
    }
    let site = Site::new(text, root, found.node, found.parent);
    Ok(site.insert(index, None, piece.to_new()))
}

/// Adds the first key that is missing, with all that comes below it.
fn make(text: &str, root: &Node, found: &Found<'_>, path: &KeyPath, leaf: New<'_>) -> Result<Vec<Cut>, EditError> {
    let missing = path.steps().get(path.steps().len() - found.missing..);
    match missing {
        Some([Step::Key(key), rest @ ..]) if rest.iter().all(|step| matches!(step, Step::Key(_))) => {
            let site = Site::new(text, root, found.node, found.parent);
            Ok(site.insert(found.node.items().len(), Some(key), New::Under(rest, &leaf)))
        }
        _ => Err(EditError::Missing { path: path.clone() }),
    }
}

fn remove(text: &str, root: &Node, path: &KeyPath) -> Result<Vec<Cut>, EditError> {
    let (container, index) = item(text, root, path)?;
    take_out(text, container, index).ok_or(EditError::Unproved)
}

fn swap_comments(text: &str, root: &Node, one: &KeyPath, other: &KeyPath) -> Result<Vec<Cut>, EditError> {
    let commented = |path| {
        let (container, index) = item(text, root, path)?;
        let item = container.items().get(index).ok_or(EditError::Unproved)?;
        Ok::<_, EditError>(CommentedValue::new(text, container, index, item))
    };
    let (first, second) = (commented(one)?, commented(other)?);
    Ok(if one == other { Vec::new() } else { swap(text, &first, &second) })
}

/// The container that something is in, and which of its items it is.
fn item<'t>(text: &str, root: &'t Node, path: &KeyPath) -> Result<(&'t Node, usize), EditError> {
    let (parent, _) = path.split_last().ok_or(EditError::Whole)?;
    let missing = || EditError::Missing { path: path.clone() };
    let found = find(text, root, &parent)?;
    if found.missing > 0 {
        return Err(missing());
    }
    let index = place(text, found.node, path, parent.steps().len())?.ok_or_else(missing)?;
    Ok((found.node, index))
}

fn move_element(text: &str, root: &Node, list: &KeyPath, from: usize, to: usize) -> Result<Vec<Cut>, EditError> {
    let found = find(text, root, list)?;
    if found.missing > 0 {
        return Err(EditError::Missing { path: list.clone() });
    }
    if from.max(to) >= elements(text, found.node, list)? {
        return Err(out_of_range(text, found.node, list.clone(), from.max(to)));
    }
    Ok(shift(text, found.node, from, to))
}

/// How many elements a list has.
fn elements(text: &str, node: &Node, path: &KeyPath) -> Result<usize, EditError> {
    match &node.form {
        Form::List(items) => Ok(items.len()),
        _ => Err(wrong_type(text, node, path.clone(), "an array")),
    }
}
