//! Applies edits to plain values, which defines the value that an edited document must have.

use serde_json::Map;

use crate::{Edit, EditError, KeyPath, KeyPathStep, MAX_DEPTH, NewValue, ReadErrorReason, Value, read};

/// Applies edits to a value. Keys keep their order; a new member comes last.
pub fn apply(document: &Value, edits: &[Edit]) -> Result<Value, EditError> {
    let mut document = document.clone();
    edits.iter().try_for_each(|edit| apply_edit(&mut document, edit))?;
    Ok(document)
}

/// Applies one edit in place. After an error the value may be partly changed.
pub(crate) fn apply_edit(document: &mut Value, edit: &Edit) -> Result<(), EditError> {
    check_edit_paths(edit)?;
    match edit {
        Edit::Set { path, value } => *value_at_mut(document, path, Some(&Value::Null))? = to_value(path, value)?,
        Edit::Insert { list, index, value } => {
            let elements = elements_mut(value_at_mut(document, list, Some(&Value::Array(Vec::new())))?, list)?;
            check_index(*index, elements.len() + 1, elements, list)?;
            elements.insert(*index, to_value(list, value)?);
        }
        Edit::Remove { path } => remove_value(document, path)?,
        Edit::Move { list, from, to } => {
            let elements = elements_mut(value_at_mut(document, list, None)?, list)?;
            check_index(*from.max(to), elements.len(), elements, list)?;
            let element = elements.remove(*from);
            elements.insert(*to, element);
        }
        Edit::SwapComments { one, other } => {
            for path in [one, other] {
                value_at_mut(document, path, None)?;
                path.split_last().ok_or(EditError::RootEdit)?;
            }
        }
    }
    Ok(())
}

/// Checks that an edit's paths contain no reserved key (`__proto__`) and do not exceed [`MAX_DEPTH`].
pub(crate) fn check_edit_paths(edit: &Edit) -> Result<(), EditError> {
    [edit.path()].into_iter().chain(edit.other_path()).try_for_each(check_path)
}

fn check_path(path: &KeyPath) -> Result<(), EditError> {
    if path.steps().len() > MAX_DEPTH {
        return Err(EditError::LimitExceeded(ReadErrorReason::TooDeep));
    }
    if path.steps().iter().any(|step| matches!(step, KeyPathStep::Key(key) if key == "__proto__")) {
        return Err(EditError::ReservedKey { path: path.clone() });
    }
    Ok(())
}

/// The value of a [`NewValue`], parsed if it is raw text.
fn to_value(path: &KeyPath, new_value: &NewValue) -> Result<Value, EditError> {
    match new_value {
        NewValue::Value(value) => Ok(value.clone()),
        NewValue::Raw(text) => {
            read(text.as_bytes()).map_err(|error| EditError::InvalidValue { path: path.clone(), reason: error.reason })
        }
    }
}

/// Returns the value at a path. If it is missing, inserts `new` there, and objects for missing parents.
fn value_at_mut<'v>(document: &'v mut Value, path: &KeyPath, new: Option<&Value>) -> Result<&'v mut Value, EditError> {
    let missing = || EditError::Missing { path: path.clone() };
    let mut current = document;
    for (at, step) in path.steps().iter().enumerate() {
        current = match (step, current) {
            (KeyPathStep::Key(key), Value::Object(members)) => {
                if !members.contains_key(key) {
                    let new = match path.steps().get(at + 1) {
                        Some(KeyPathStep::Key(_)) => new.map(|_| Value::Object(Map::new())),
                        Some(KeyPathStep::Index(_)) => None,
                        None => new.cloned(),
                    };
                    members.insert(key.clone(), new.ok_or_else(missing)?);
                }
                members.get_mut(key).ok_or_else(missing)?
            }
            (KeyPathStep::Index(index), Value::Array(elements)) => {
                check_index(*index, elements.len(), elements, &path.first_steps(at))?;
                elements.get_mut(*index).ok_or_else(missing)?
            }
            (KeyPathStep::Key(_), other) => return Err(wrong_type_error(other, path.first_steps(at), "an object")),
            (KeyPathStep::Index(_), other) => return Err(wrong_type_error(other, path.first_steps(at), "an array")),
        };
    }
    Ok(current)
}

fn elements_mut<'v>(value: &'v mut Value, path: &KeyPath) -> Result<&'v mut Vec<Value>, EditError> {
    match value {
        Value::Array(elements) => Ok(elements),
        other => Err(wrong_type_error(other, path.clone(), "an array")),
    }
}

fn remove_value(document: &mut Value, path: &KeyPath) -> Result<(), EditError> {
    value_at_mut(document, path, None)?;
    let (parent, last) = path.split_last().ok_or(EditError::RootEdit)?;
    match (last, value_at_mut(document, &parent, None)?) {
        (KeyPathStep::Key(key), Value::Object(members)) => drop(members.shift_remove(key)),
        (KeyPathStep::Index(index), Value::Array(elements)) => drop(elements.remove(*index)),
        _ => {}
    }
    Ok(())
}

fn check_index(index: usize, bound: usize, elements: &[Value], list: &KeyPath) -> Result<(), EditError> {
    if index < bound {
        return Ok(());
    }
    Err(EditError::OutOfRange { list: list.clone(), index, length: elements.len(), at: None })
}

fn wrong_type_error(value: &Value, path: KeyPath, expected: &'static str) -> EditError {
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
