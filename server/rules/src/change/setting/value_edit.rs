//! Builds the edit that sets a value at a path.

use json5_edit::{Edit, KeyPath, KeyPathStep};
use serde_json::{Map, Value, json};

use super::SettingError;
use crate::{
    base::value_path,
    document::{
        agents::{Agents, AgentsLayout},
        view::View,
    },
    schema,
};

/// Returns how many leading steps of a path have a value.
pub(super) fn existing_depth(view: &View, path: &KeyPath) -> usize {
    (1..=path.steps().len()).take_while(|count| view.get(&path_prefix(path, *count)).is_some()).count()
}

/// Checks that the path of an agent fits the layout of the home, and that the agent exists.
pub(super) fn check_agent_shape(view: &View, path: &KeyPath) -> Result<(), SettingError> {
    let agents = view.agents();
    let other = |shape, instead| Err(SettingError::OtherAgentShape { path: path.clone(), shape, instead });
    match (path.steps(), agents.layout) {
        ([KeyPathStep::Key(top), KeyPathStep::Key(list), rest @ ..], AgentsLayout::Entries)
            if top == "agents" && list == "list" =>
        {
            other("agents.entries", entries_path(&agents, rest))
        }
        ([KeyPathStep::Key(top), KeyPathStep::Key(entries), rest @ ..], AgentsLayout::List)
            if top == "agents" && entries == "entries" =>
        {
            other("agents.list", list_path(&agents, rest))
        }
        ([KeyPathStep::Key(top), KeyPathStep::Key(list), KeyPathStep::Index(index), _, ..], _)
            if top == "agents" && list == "list" =>
        {
            let length = list_len(view, &path_prefix(path, 2));
            if *index < length { Ok(()) } else { Err(SettingError::NoSuchAgent { path: path.clone(), length }) }
        }
        _ => Ok(()),
    }
}

/// Rejects a model name that was split at a dot: `models.openai/gpt-5.2` is meant as one model, but reads as the member
/// `2` of another one.
pub(super) fn check_model_key(path: &KeyPath) -> Result<(), SettingError> {
    let names = value_path::step_names(path);
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let ["agents", "defaults", "models", model, rest @ ..] = names.as_slice() else { return Ok(()) };
    let is_number = |part: &&&str| part.starts_with(|c: char| c.is_ascii_digit());
    let parts = rest.iter().take_while(is_number).count();
    if parts == 0 || !model.contains('/') {
        return Ok(());
    }
    let (parts, members) = rest.split_at(parts);
    let model = parts.iter().fold((*model).to_owned(), |model, part| format!("{model}.{part}"));
    let members = members.iter().fold(String::new(), |members, member| format!("{members}.{member}"));
    Err(SettingError::DottedModelKey { instead: format!("agents.defaults.models[{model}]{members}") })
}

/// Translates a path in `agents.list` to the layout `agents.entries`: `agents.list[1].model` is that of the second
/// agent.
fn entries_path(agents: &Agents, rest: &[KeyPathStep]) -> String {
    let (agent, rest) = rest.split_first().map_or((None, rest), |(agent, rest)| (Some(agent), rest));
    let meant = match agent {
        Some(KeyPathStep::Index(index)) => agents.all.get(*index),
        _ => None,
    };
    match meant.and_then(|agent| agent.entry_path.as_ref()) {
        Some(at) => joined_path(at, rest),
        None => format!("agents.entries.<id>{}", path_suffix(rest)),
    }
}

/// Translates a path in `agents.entries` to the layout `agents.list`: `agents.entries.work.model` is that of the agent
/// at its index.
fn list_path(agents: &Agents, rest: &[KeyPathStep]) -> String {
    let (agent, rest) = rest.split_first().map_or((None, rest), |(agent, rest)| (Some(agent), rest));
    let meant = agent.and_then(|step| agents.find_by_id(&value_path::step_name(step)));
    match meant.and_then(|agent| agent.entry_path.as_ref()) {
        Some(at) => joined_path(at, rest),
        None => format!("agents.list[<n>]{}", path_suffix(rest)),
    }
}

fn joined_path(at: &KeyPath, rest: &[KeyPathStep]) -> String {
    at.steps().iter().chain(rest).cloned().collect::<KeyPath>().to_string()
}

/// Formats the rest of a path, for example `.model.primary`.
fn path_suffix(rest: &[KeyPathStep]) -> String {
    let rest: KeyPath = rest.iter().cloned().collect();
    let text = rest.to_string();
    if text.is_empty() || text.starts_with('[') { text } else { format!(".{text}") }
}

/// Returns the edit that sets a value, over an existing one or with all missing parents. A parent of another type
/// stays, and the editor reports it.
pub(super) fn set_edit(view: &View, path: &KeyPath, value: Value) -> Result<Edit, SettingError> {
    if let Some(edit) = plain_model_edit(view, path, &value) {
        return Ok(edit);
    }
    let there = existing_depth(view, path);
    let is_element = |step: &KeyPathStep| matches!(step, KeyPathStep::Index(_));
    let rest = path.steps().get(there..).unwrap_or_default();
    let Some(at) = rest.iter().position(is_element).map(|at| there + at) else {
        return Ok(Edit::Set { path: path.clone(), value: value.into() });
    };
    let (list, length) = (path_prefix(path, at), list_len(view, &path_prefix(path, at)));
    let below = path.steps().get(at + 1..).unwrap_or_default();
    if path.steps().get(at) != Some(&KeyPathStep::Index(length)) {
        return Err(SettingError::ListGap { path: path.clone(), list, length });
    }
    match nested_value(below, value) {
        Ok(value) => Ok(Edit::Insert { list, index: length, value: value.into() }),
        Err(depth) => {
            Err(SettingError::ListGap { path: path.clone(), list: path_prefix(path, at + 1 + depth), length: 0 })
        }
    }
}

/// Returns the number of elements of a list; 0 when it does not exist.
fn list_len(view: &View, list: &KeyPath) -> usize {
    view.get(list).and_then(Value::as_array).map_or(0, Vec::len)
}

/// Converts a model that is a plain string to an object with that string as its primary, as OpenClaw does.
fn plain_model_edit(view: &View, path: &KeyPath, value: &Value) -> Option<Edit> {
    let at = [3, 4].map(|count| path_prefix(path, count)).into_iter().find(|at| schema::locate(at).is_chain())?;
    let primary = view.get(&at)?.as_str()?;
    let inside = path.steps().get(at.steps().len()..).filter(|inside| !inside.is_empty())?;
    let mut model = Map::from_iter([("primary".to_owned(), json!(primary))]);
    model.extend(nested_value(inside, value.clone()).ok()?.as_object()?.clone());
    Some(Edit::Set { path: at, value: Value::from(model).into() })
}

/// Wraps a value in its missing parents. A new list must begin with its first element; the error is the position of the
/// step that does not.
fn nested_value(steps: &[KeyPathStep], value: Value) -> Result<Value, usize> {
    steps.iter().enumerate().rev().try_fold(value, |value, (at, step)| match step {
        KeyPathStep::Key(key) => Ok(json!({ key: value })),
        KeyPathStep::Index(0) => Ok(json!([value])),
        KeyPathStep::Index(_) => Err(at),
    })
}

fn path_prefix(path: &KeyPath, count: usize) -> KeyPath {
    path.steps().iter().take(count).cloned().collect()
}
