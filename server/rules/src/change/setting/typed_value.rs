//! Parses a typed value.

use contract::SetValue;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{SettingError, secret_check, value_mask};
use crate::{
    base::{secret, value_path},
    schema::{include::INCLUDE_KEY, typed_path::RESERVED_KEYS},
};

/// Reads a typed value: as JSON5 if it parses, otherwise as a string.
pub(super) fn read_typed_value(path: &KeyPath, op: &SetValue) -> Result<Value, SettingError> {
    let text = op.value.expose();
    if op.piped && text.is_empty() {
        return Err(SettingError::EmptyStdin { path: path.clone() });
    }
    let is_secret = op.piped && secret::is_secret_text_path(&value_path::step_names(path));
    let value = match parse_json5(text) {
        // A secret that consists of digits is a string.
        Ok(value) if op.strict || !(is_secret && value.is_number()) => value,
        Err(reason) if op.strict || (!is_secret && looks_like_json5(text)) => {
            return Err(SettingError::NotJson5 { path: path.clone(), reason });
        }
        _ => Value::from(text),
    };
    check_allowed_value(path, &value)?;
    secret_check::check_no_mask(path, &value)?;
    if !op.piped && value_mask::mask_value(path, &value, is_secret_on_command_line) != value {
        return Err(SettingError::SecretOnCommandLine { path: path.clone() });
    }
    secret_check::check_secrets(path, &value)?;
    Ok(value)
}

fn parse_json5(text: &str) -> Result<Value, String> {
    match json5_edit::read(text.as_bytes()) {
        // A value that JSON cannot represent reads as `null`.
        Ok(Value::Null) if text.trim() != "null" => Err("it is not a finite number".to_owned()),
        read => read.map_err(|error| error.to_string()),
    }
}

/// Whether a text is meant as JSON5. A missing bracket does not make it a string.
fn looks_like_json5(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"', '\''])
}

/// Whether a scalar is a secret that is not accepted on the command line. `true` and `false` are not secrets.
fn is_secret_on_command_line(path: &[String], scalar: &Value) -> bool {
    !scalar.is_boolean() && value_mask::is_secret_scalar(path, scalar)
}

fn check_allowed_value(path: &KeyPath, value: &Value) -> Result<(), SettingError> {
    if value.is_null() {
        return Err(SettingError::NullValue { path: path.clone() });
    }
    match RESERVED_KEYS.iter().chain([&INCLUDE_KEY]).find(|key| has_key(value, key)) {
        Some(key) => Err(SettingError::ReservedKey { path: path.clone(), key }),
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
