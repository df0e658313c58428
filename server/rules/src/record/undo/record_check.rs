//! Checks what may be written from a record back into a file. The history is a file like others: it may be merged or
//! forged.

use json5_edit::{KeyPath, Value};

use super::UndoError;
use crate::{
    base::value_path,
    record::leaves::LeafChange,
    schema::{include::INCLUDE_KEY, managed, mask::HIDDEN_TEXT, typed_path::RESERVED_KEYS},
};

/// Checks that both texts could come from a write of openclaw: one value each, no reserved key that parsers interpret
/// differently, and no mask.
pub(super) fn check_record(leaf: &LeafChange) -> Result<(), UndoError> {
    let odd = |what| Err(UndoError::InvalidRecord { path: leaf.path.clone(), what });
    let names = value_path::step_names(&leaf.path);
    if names.iter().any(|name| is_reserved_key(name)) {
        return odd("a reserved key");
    }
    for text in [&leaf.before, &leaf.after].into_iter().flatten() {
        let Some(value) = single_value(text) else { return odd("no single value") };
        if has_key(&value, &is_reserved_key) {
            return odd("a reserved key");
        }
        if names.iter().chain([text]).any(|text| text.contains(HIDDEN_TEXT)) || contains_text(&value, HIDDEN_TEXT) {
            return odd("a mask instead of a value");
        }
    }
    Ok(())
}

/// Whether both texts, which come from backups, may be written back into the file.
pub(super) fn may_restore_texts(leaf: &LeafChange) -> bool {
    let is_sound = |text: &String| single_value(text).is_some_and(|value| !has_key(&value, &is_reserved_key));
    [&leaf.before, &leaf.after]
        .into_iter()
        .flatten()
        .all(|text| is_sound(text) && managed::may_be_restored(&leaf.path, text))
}

/// Returns why a change with unknown texts cannot be undone.
pub(super) fn unknown_text_error(path: &KeyPath) -> UndoError {
    let path = path.clone();
    if managed::is_managed(&path) || managed::is_agent_entry(&path) {
        UndoError::TextNotRecorded { path }
    } else {
        UndoError::NotManaged { path }
    }
}

fn is_reserved_key(key: &str) -> bool {
    key == INCLUDE_KEY || RESERVED_KEYS.contains(&key)
}

/// Parses a text that is a single value. `None` when anything precedes or follows the value: a comment there would
/// include what follows in the file.
fn single_value(text: &str) -> Option<Value> {
    let mut is_whole = false;
    let read = json5_edit::walk(text, |_, raw| {
        is_whole = raw == text;
        false
    });
    read.ok().filter(|()| is_whole)?;
    json5_edit::read(text.as_bytes()).ok()
}

fn has_key(value: &Value, is_wanted: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| is_wanted(key) || has_key(value, is_wanted)),
        Value::Array(items) => items.iter().any(|item| has_key(item, is_wanted)),
        _ => false,
    }
}

fn contains_text(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(key, value)| key.contains(wanted) || contains_text(value, wanted))
        }
        Value::Array(items) => items.iter().any(|item| contains_text(item, wanted)),
        Value::String(text) => text.contains(wanted),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_error_text(path: &str, before: &str) -> Option<String> {
        let path = path.parse().unwrap();
        let leaf = LeafChange::new(path, Some(before.to_owned()), None, 0);
        check_record(&leaf).err().map(|reason| reason.to_string())
    }

    #[test]
    fn records_of_impossible_writes_are_named() {
        let model = "agents.defaults.model";
        for (path, text, what) in [
            (model, "{ $include: {} }", "a reserved key"),
            (model, "{ '\\u0024include': {} }", "a reserved key"),
            (model, "{ __proto__: {} }", "a reserved key"),
            (model, "{ constructor: [] }", "a reserved key"),
            (model, "{ primary: { prototype: {} } }", "a reserved key"),
            ("agents.entries.$include.model", "'a/b'", "a reserved key"),
            ("agents.entries.__proto__.model", "'a/b'", "a reserved key"),
            (model, "'‹hidden›'", "a mask"),
            (model, "'\\u2039hidden\\u203a'", "a mask"),
            (model, "[ 'a/b', /* ‹hidden› */ ]", "a mask"),
            (model, "'a/b' // best", "no single value"),
            (model, "/* best */ 'a/b'", "no single value"),
            (model, "'a/b', 'c/d'", "no single value"),
            (model, "'a/b', primary: 'c/d'", "no single value"),
            (model, "", "no single value"),
        ] {
            let said = check_error_text(path, text).unwrap_or_default();
            assert!(said.starts_with(&format!("the history has {what}")), "{path} {text}: {said}");
        }
        for text in ["'a/b'", "{ primary: 'a/b', /* best */ fallbacks: [] }", "{}"] {
            assert_eq!(check_error_text(model, text), None, "{text}");
        }
    }
}
