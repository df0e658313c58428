//! Masks the parts of a value that may not be shown.

use json5_edit::KeyPath;
use serde_json::Value;

use crate::{
    base::{env::is_only_variables, secret, value_path},
    schema::{self, mask::HIDDEN_TEXT},
};

/// Whether a scalar at this path is a secret or looks like one. A text that only names variables is not a secret.
pub(super) fn is_secret_scalar(path: &[String], scalar: &Value) -> bool {
    match scalar.as_str() {
        Some(text) => !is_only_variables(text) && (secret::is_secret_text_path(path) || looks_like_secret(path, text)),
        None => secret::is_secret_path(path),
    }
}

/// Whether a text looks like a secret. An API key at a path for model names is shown, so that the user notices it.
fn looks_like_secret(path: &[String], text: &str) -> bool {
    secret::has_url_secret(text) || secret::looks_like_api_key(text) && !schema::is_showable_path(path)
}

/// Whether a diff would hide a scalar at this path.
pub(super) fn is_hidden_in_diff(path: &[String], _: &Value) -> bool {
    !schema::is_showable_path(path)
}

/// Returns the value with the placeholder in place of each hidden scalar.
pub(super) fn mask_value(path: &KeyPath, value: &Value, is_hidden: fn(&[String], &Value) -> bool) -> Value {
    let mut value = value.clone();
    visit_scalars_mut(&mut value_path::step_names(path), &mut value, &mut |path, scalar| {
        if is_hidden(path, scalar) {
            *scalar = Value::from(HIDDEN_TEXT);
        }
    });
    value
}

/// Visits every scalar of a value, with its path.
pub(super) fn visit_scalars(path: &KeyPath, value: &Value, each: &mut impl FnMut(&[String], &Value)) {
    visit_scalars_mut(&mut value_path::step_names(path), &mut value.clone(), &mut |path, scalar| each(path, scalar));
}

/// Whether a value has a text with variables that the present value does not have.
pub(super) fn has_new_variable(value: &Value, present: Option<&Value>) -> bool {
    let old = present.map(texts_with_variables).unwrap_or_default();
    texts_with_variables(value).iter().any(|text| !old.contains(text))
}

/// Returns the texts that contain variables.
fn texts_with_variables(value: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    visit_scalars_mut(&mut Vec::new(), &mut value.clone(), &mut |_, scalar| {
        texts.extend(scalar.as_str().filter(|text| text.contains("${")).map(str::to_owned));
    });
    texts
}

/// Visits every scalar below a value, with its path. The recursion is limited: documents have at most 128 levels.
fn visit_scalars_mut(path: &mut Vec<String>, value: &mut Value, each: &mut impl FnMut(&[String], &mut Value)) {
    let mut down = |key: String, value: &mut Value| {
        path.push(key);
        visit_scalars_mut(path, value, each);
        path.pop();
    };
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(key, value)| down(key.clone(), value)),
        Value::Array(items) => items.iter_mut().enumerate().for_each(|(at, value)| down(at.to_string(), value)),
        scalar => each(path, scalar),
    }
}
