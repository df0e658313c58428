//! What was typed, as a value.

use contract::SetValue;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{Refused, shown, sound};
use crate::{
    path::{INCLUDE, RESERVED},
    secret, slice,
};

/// JSON5 where it parses, else the text itself.
pub(super) fn read(path: &KeyPath, op: &SetValue) -> Result<Value, Refused> {
    let text = op.value.expose();
    if op.piped && text.is_empty() {
        return Err(Refused::NothingPiped { path: path.clone() });
    }
    let is_secret = op.piped && secret::is_secret_text(&slice::names(path));
    let value = match json5(text) {
        // A key that consists of digits is a text.
        Ok(value) if op.strict || !(is_secret && value.is_number()) => value,
        Err(reason) if op.strict || (!is_secret && is_meant_as_json5(text)) => {
            return Err(Refused::NotJson5 { path: path.clone(), reason });
        }
        _ => Value::from(text),
    };
    allowed(path, &value)?;
    sound::has_no_mask(path, &value)?;
    if !op.piped && shown::masked(path, &value, is_typed_secret) != value {
        return Err(Refused::SecretTyped { path: path.clone() });
    }
    sound::is_fit(path, &value)?;
    Ok(value)
}

fn json5(text: &str) -> Result<Value, String> {
    match json5_edit::read(text.as_bytes()) {
        // What JSON cannot say reads as `null`.
        Ok(Value::Null) if text.trim() != "null" => Err("it is no finite number".to_owned()),
        read => read.map_err(|error| error.to_string()),
    }
}

/// One bracket too few makes no text of it.
fn is_meant_as_json5(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"', '\''])
}

/// `true` is nobody's secret.
fn is_typed_secret(path: &[String], scalar: &Value) -> bool {
    !scalar.is_boolean() && shown::is_secret(path, scalar)
}

fn allowed(path: &KeyPath, value: &Value) -> Result<(), Refused> {
    if value.is_null() {
        return Err(Refused::Null { path: path.clone() });
    }
    match RESERVED.iter().chain([&INCLUDE]).find(|key| has_key(value, key)) {
        Some(key) => Err(Refused::ReservedKey { path: path.clone(), key }),
        None => Ok(()),
    }
}

fn has_key(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| key == wanted || has_key(value, wanted)),
        Value::Array(items) => items.iter().any(|item| has_key(item, wanted)),
        _ => false,
    }
}
