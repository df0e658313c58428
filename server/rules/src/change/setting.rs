//! Reads, sets and removes single settings by path.
//!
//! The parts: `value_edit` builds the edit for a path, `typed_value` parses what was typed, `value_mask` hides what may
//! not be shown, `secret_check` rejects values that cannot be secrets.

mod secret_check;
mod setting_error;
mod typed_value;
mod value_edit;
mod value_mask;

use std::sync::Arc;

use contract::{ConfigValue, Effect, SetValue, UnsetValue};
use json5_edit::{Edit, KeyPath, KeyPathStep};
use serde_json::Value;

use crate::{
    base::{
        access_scope::AccessScope, decision::Decision, did_you_mean::closest_names, home::Home, secret, value_path,
    },
    check::validate,
    document::view::View,
    schema::{self, Violation, include::INCLUDE_KEY, managed, typed_path::parse_path},
};
pub use setting_error::SettingError;

/// The maximum number of keys that an error lists.
const MAX_LISTED_KEYS: usize = 8;

/// Returns the value at a path as it is written, with secrets hidden.
pub fn read_setting(view: &View, typed: &str, scope: AccessScope) -> Result<ConfigValue, SettingError> {
    let path = parse_in_scope(view, typed, scope)?;
    match view.get(&path) {
        Some(value) => Ok(ConfigValue { json: Some(masked_json(&path, value, scope)), path: path.to_string() }),
        None => Err(not_found_error(view, path, scope)),
    }
}

/// Sets the value at a path.
pub fn set_value(view: &View, home: &Home, op: &SetValue, scope: AccessScope) -> Result<Decision, SettingError> {
    let path = parse_in_scope(view, &op.path, scope)?;
    check_writable(&path)?;
    value_edit::check_agent_shape(view, &path)?;
    let mut value = typed_value::read_typed_value(&path, op)?;
    schema::respell(&path, &mut value);
    let present = view.get(&path);
    check_value_in_scope(scope, &path, &value)?;
    let there = path.to_string();
    if present == Some(&value) {
        return Ok(Decision::unchanged(Effect::ValueAlreadyPresent { path: there }));
    }
    if let Some(present) = present {
        check_value_in_scope(scope, &path, present)?;
    }
    if scope == AccessScope::Models && value_mask::has_new_variable(&value, present) {
        return Err(SettingError::NewVariable { path });
    }
    let edit = value_edit::set_edit(view, &path, value.clone())?;
    if !op.force {
        check_described(view, &path, &value)?;
    }
    let after = check_still_valid(view, home, &edit, &path, op.force)?;
    Ok(Decision::new(vec![edit], Effect::ValueSet { path: there }).with_edited_document(after))
}

/// Removes the value at a path. Its parent stays.
pub fn unset_value(view: &View, home: &Home, op: &UnsetValue, scope: AccessScope) -> Result<Decision, SettingError> {
    let path = parse_in_scope(view, &op.path, scope)?;
    check_writable(&path)?;
    match view.get(&path) {
        Some(present) => check_value_in_scope(scope, &path, present)?,
        None => return Err(not_found_error(view, path, scope)),
    }
    if let (false, Some(at)) = (op.force, schema::find_undescribed_parent(&path, view.reader())) {
        return Err(SettingError::UndescribedParent { path, at });
    }
    let edit = Edit::Remove { path: path.clone() };
    let after = check_still_valid(view, home, &edit, &path, false)?;
    Ok(Decision::new(vec![edit], Effect::ValueUnset { path: path.to_string() }).with_edited_document(after))
}

/// Returns the value at a path after it was set. A piped value is shown only where a diff would show it, because it was
/// piped to keep it out of sight.
pub fn setting_after_set(view: &View, op: &SetValue, scope: AccessScope) -> ConfigValue {
    current_setting(view, &op.path, if op.piped { AccessScope::Models } else { scope })
}

/// Returns the value at a path; without a value if the text is not a path.
pub fn current_setting(view: &View, typed: &str, scope: AccessScope) -> ConfigValue {
    let Ok(path) = parse_path(typed, view.document()) else {
        return ConfigValue { path: typed.to_owned(), json: None };
    };
    ConfigValue { json: view.get(&path).map(|value| masked_json(&path, value, scope)), path: path.to_string() }
}

fn masked_json(path: &KeyPath, value: &Value, scope: AccessScope) -> String {
    let is_hidden = match scope {
        AccessScope::All => value_mask::is_secret_scalar,
        AccessScope::Models => value_mask::is_hidden_in_diff,
    };
    value_mask::mask_value(path, value, is_hidden).to_string()
}

/// Parses a typed path and checks that it is in scope. A page may access the managed paths, without the secrets that
/// they may contain.
fn parse_in_scope(view: &View, typed: &str, scope: AccessScope) -> Result<KeyPath, SettingError> {
    let path = parse_path(typed, view.document())?;
    value_edit::check_model_key(&path)?;
    let names = value_path::step_names(&path);
    match scope {
        AccessScope::Models if !managed::is_managed(&path) || secret::is_secret_path(&names) => {
            Err(SettingError::ForbiddenForPages { path })
        }
        _ => Ok(path),
    }
}

/// Checks that a page may see all of a value: a page may neither write nor replace what it may not see.
fn check_value_in_scope(scope: AccessScope, path: &KeyPath, value: &Value) -> Result<(), SettingError> {
    match scope {
        AccessScope::Models if value_mask::mask_value(path, value, value_mask::is_hidden_in_diff) != *value => {
            Err(SettingError::ForbiddenForPages { path: path.clone() })
        }
        _ => Ok(()),
    }
}

fn check_writable(path: &KeyPath) -> Result<(), SettingError> {
    let is_include = |step: &KeyPathStep| matches!(step, KeyPathStep::Key(key) if key == INCLUDE_KEY);
    if schema::locate(path).is_owned_by_openclaw() {
        return Err(SettingError::OwnedByOpenClaw { path: path.clone() });
    }
    if path.steps().iter().any(is_include) { Err(SettingError::IncludeKey { path: path.clone() }) } else { Ok(()) }
}

/// Checks that the schema table describes a path and the value for it, so that the value can be checked.
fn check_described(view: &View, path: &KeyPath, value: &Value) -> Result<(), SettingError> {
    match schema::find_undescribed(path, value, view.reader()) {
        Some(at) => Err(SettingError::Undescribed { path: path.clone(), at }),
        None => Ok(()),
    }
}

/// Checks that an edit adds nothing that OpenClaw would refuse, and returns the configuration after it. Violations that
/// exist elsewhere already are ignored; any violation in a value that is set is an error. With `force`, unknown keys are
/// accepted.
fn check_still_valid(
    view: &View,
    home: &Home,
    edit: &Edit,
    path: &KeyPath,
    force: bool,
) -> Result<Option<Arc<Value>>, SettingError> {
    // An impossible edit is refused later, where the text is available and the error can name the position.
    let Ok(after) = view.with_edits(std::slice::from_ref(edit)) else { return Ok(None) };
    // After a removal, another element may be at the path; its violations do not come from the edit.
    let is_set = !matches!(edit, Edit::Remove { .. });
    let is_here = |violation: &Violation| is_set && violation.at.steps().starts_with(path.steps());
    let counts = |violation: &Violation| !(force && violation.is_unknown_key());
    let here = validate::violations(&after, home).into_iter().find(|violation| is_here(violation) && counts(violation));
    let new = || validate::find_new_violations(view, &after, home).into_iter().find(counts);
    match here.or_else(new) {
        Some(violation) => Err(violation_error(path, violation)),
        None => Ok(Some(after.shared_document())),
    }
}

fn violation_error(path: &KeyPath, violation: Violation) -> SettingError {
    let Violation { at, problem: why, meant, .. } = violation;
    let rest = path.steps().strip_prefix(at.steps()).unwrap_or_default();
    let instead = meant.map(|meant| meant.steps().iter().chain(rest).cloned().collect());
    SettingError::Violation { path: path.clone(), at, why, instead }
}

/// Builds the error for a path without a value, with what exists where the path ends. A page gets no names outside the
/// managed paths.
fn not_found_error(view: &View, path: KeyPath, scope: AccessScope) -> SettingError {
    let there = value_edit::existing_depth(view, &path);
    let level: KeyPath = path.steps().iter().take(there).cloned().collect();
    let stands = view.get(&level).filter(|_| scope == AccessScope::All || managed::is_managed(&level));
    let keys: Vec<&str> = match stands {
        Some(Value::Object(members)) => members.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let typed = match path.steps().get(there) {
        Some(KeyPathStep::Key(key)) => closest_names(key, keys.iter().copied()),
        _ => Vec::new(),
    };
    let near = typed.iter().map(|key| level.with_key(key)).collect();
    let others = keys.iter().take(MAX_LISTED_KEYS).map(|key| (*key).to_owned()).collect();
    let elements = stands.and_then(Value::as_array).map(Vec::len);
    SettingError::NotFound { path, level, near, others, elements }
}

#[cfg(test)]
mod tests;
