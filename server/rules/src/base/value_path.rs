//! Values and names along a path of a document.

use json5_edit::{KeyPath, KeyPathStep};
use serde_json::Value;

/// Returns the value at a path of a document.
pub(crate) fn value_at<'v>(document: &'v Value, path: &KeyPath) -> Option<&'v Value> {
    path.steps().iter().try_fold(document, |value, step| match step {
        KeyPathStep::Key(key) => value.as_object()?.get(key),
        KeyPathStep::Index(index) => value.as_array()?.get(*index),
    })
}

/// Converts the steps of a path to strings, the form that the paths of tokens have.
pub fn step_names(path: &KeyPath) -> Vec<String> {
    path.steps().iter().map(step_name).collect()
}

/// Converts a step to a string: a key as it is, an index in decimal.
pub fn step_name(step: &KeyPathStep) -> String {
    match step {
        KeyPathStep::Key(key) => key.clone(),
        KeyPathStep::Index(index) => index.to_string(),
    }
}
