//! The same edits on plain values: what an edited document must say.

use serde_json::Map;

use crate::{Edit, EditError, KeyPath, MAX_DEPTH, Piece, Reason, Step, Value, read};

/// Applies edits to a value. Keys keep their order; a new member comes last.
pub fn apply(document: &Value, edits: &[Edit]) -> Result<Value, EditError> {
    let mut document = document.clone();
    edits.iter().try_for_each(|edit| change(&mut document, edit))?;
    Ok(document)
}

/// Applies one edit in place. After an error the value may be half changed.
pub(crate) fn change(document: &mut Value, edit: &Edit) -> Result<(), EditError> {
    allowed(edit)?;
    match edit {
        Edit::Set { path, value } => *slot(document, path, Some(&Value::Null))? = plain(path, value)?,
        Edit::Insert { list, index, value } => {
            let elements = elements(slot(document, list, Some(&Value::Array(Vec::new())))?, list)?;
            within(*index, elements.len() + 1, elements, list)?;
            elements.insert(*index, plain(list, value)?);
        }
        Edit::Remove { path } => remove(document, path)?,
        Edit::Move { list, from, to } => {
            let elements = elements(slot(document, list, None)?, list)?;
            within(*from.max(to), elements.len(), elements, list)?;
            let element = elements.remove(*from);
            elements.insert(*to, element);
        }
        Edit::SwapComments { one, other } => {
            for path in [one, other] {
                slot(document, path, None)?;
                path.split_last().ok_or(EditError::Whole)?;
            }
        }
    }
    Ok(())
}

/// No key that readers drop, and no deeper than readers go.
pub(crate) fn allowed(edit: &Edit) -> Result<(), EditError> {
    [edit.path()].into_iter().chain(edit.other_path()).try_for_each(allowed_path)
}

fn allowed_path(path: &KeyPath) -> Result<(), EditError> {
    if path.steps().len() > MAX_DEPTH {
        return Err(EditError::Outgrown(Reason::TooDeep));
    }
    if path.steps().iter().any(|step| matches!(step, Step::Key(key) if key == "__proto__")) {
        return Err(EditError::Proto { path: path.clone() });
    }
    Ok(())
}

/// The value that a piece stands for.
fn plain(path: &KeyPath, piece: &Piece) -> Result<Value, EditError> {
    match piece {
        Piece::Value(value) => Ok(value.clone()),
        Piece::Raw(text) => {
            read(text.as_bytes()).map_err(|error| EditError::Piece { path: path.clone(), reason: error.reason })
        }
    }
}

/// The value at a path. If it is missing, `new` is put there, and objects on the way.
fn slot<'v>(document: &'v mut Value, path: &KeyPath, new: Option<&Value>) -> Result<&'v mut Value, EditError> {
    let missing = || EditError::Missing { path: path.clone() };
    let mut here = document;
    for (at, step) in path.steps().iter().enumerate() {
        here = match (step, here) {
            (Step::Key(key), Value::Object(members)) => {
                if !members.contains_key(key) {
                    let new = match path.steps().get(at + 1) {
                        Some(Step::Key(_)) => new.map(|_| Value::Object(Map::new())),
                        Some(Step::Index(_)) => None,
                        None => new.cloned(),
                    };
                    members.insert(key.clone(), new.ok_or_else(missing)?);
                }
                members.get_mut(key).ok_or_else(missing)?
            }
            (Step::Index(index), Value::Array(elements)) => {
                within(*index, elements.len(), elements, &path.first(at))?;
                elements.get_mut(*index).ok_or_else(missing)?
            }
            (Step::Key(_), other) => return Err(wrong_type(other, path.first(at), "an object")),
            (Step::Index(_), other) => return Err(wrong_type(other, path.first(at), "an array")),
        };
    }
    Ok(here)
}

fn elements<'v>(value: &'v mut Value, path: &KeyPath) -> Result<&'v mut Vec<Value>, EditError> {
    match value {
        Value::Array(elements) => Ok(elements),
        other => Err(wrong_type(other, path.clone(), "an array")),
    }
}

fn remove(document: &mut Value, path: &KeyPath) -> Result<(), EditError> {
    slot(document, path, None)?;
    let (parent, last) = path.split_last().ok_or(EditError::Whole)?;
    match (last, slot(document, &parent, None)?) {
        (Step::Key(key), Value::Object(members)) => drop(members.shift_remove(key)),
        (Step::Index(index), Value::Array(elements)) => drop(elements.remove(*index)),
        _ => {}
    }
    Ok(())
}

fn within(index: usize, bound: usize, elements: &[Value], list: &KeyPath) -> Result<(), EditError> {
    if index < bound {
        return Ok(());
    }
    Err(EditError::OutOfRange { list: list.clone(), index, length: elements.len(), at: None })
}

fn wrong_type(value: &Value, path: KeyPath, expected: &'static str) -> EditError {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    EditError::WrongType { path, found, expected, at: None }
}
