//! A value with everything hidden that is not to be seen.

use json5_edit::KeyPath;
use serde_json::Value;

use crate::{env::is_reference, mask::HIDDEN, secret, slice};

/// Whether a scalar at this path is a secret, or looks like one. A text that only names variables is none.
pub(super) fn is_secret(path: &[String], scalar: &Value) -> bool {
    match scalar.as_str() {
        Some(text) => !is_reference(text) && (secret::is_secret_text(path) || is_secret_anywhere(path, text)),
        None => secret::is_secret(path),
    }
}

/// Among the names of models a key would be a strange one; it is shown, so that it is found.
fn is_secret_anywhere(path: &[String], text: &str) -> bool {
    secret::is_in_address(text) || secret::is_like_a_key(text) && !secret::is_shown(path)
}

/// Whether a diff would hide a scalar at this path.
pub(super) fn is_foreign(path: &[String], _: &Value) -> bool {
    !secret::is_shown(path)
}

/// The same value, with a word in the place of what is hidden.
pub(super) fn masked(path: &KeyPath, value: &Value, is_hidden: fn(&[String], &Value) -> bool) -> Value {
    let mut value = value.clone();
    visit(&mut slice::names(path), &mut value, &mut |path, scalar| {
        if is_hidden(path, scalar) {
            *scalar = Value::from(HIDDEN);
        }
    });
    value
}

/// Every scalar of a value, with its path.
pub(super) fn look(path: &KeyPath, value: &Value, each: &mut impl FnMut(&[String], &Value)) {
    visit(&mut slice::names(path), &mut value.clone(), &mut |path, scalar| each(path, scalar));
}

/// Whether a text names a variable that does not stand there yet.
pub(super) fn has_new_variable(value: &Value, present: Option<&Value>) -> bool {
    let old = present.map(named).unwrap_or_default();
    named(value).iter().any(|text| !old.contains(text))
}

/// The texts with variables in them.
fn named(value: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    visit(&mut Vec::new(), &mut value.clone(), &mut |_, scalar| {
        texts.extend(scalar.as_str().filter(|text| text.contains("${")).map(str::to_owned));
    });
    texts
}

/// Every scalar below, with its path. Documents have at most 128 levels.
fn visit(path: &mut Vec<String>, value: &mut Value, each: &mut impl FnMut(&[String], &mut Value)) {
    let mut down = |key: String, value: &mut Value| {
        path.push(key);
        visit(path, value, each);
        path.pop();
    };
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(key, value)| down(key.clone(), value)),
        Value::Array(items) => items.iter_mut().enumerate().for_each(|(at, value)| down(at.to_string(), value)),
        scalar => each(path, scalar),
    }
}
