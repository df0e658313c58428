//! The edit that puts a value at a path.

use json5_edit::{Edit, KeyPath, Step};
use serde_json::{Map, Value, json};

use super::Refused;
use crate::{
    agents::{Agents, Shape},
    slice,
    view::View,
};

/// How many steps of a path lead to something.
pub(super) fn there(view: &View, path: &KeyPath) -> usize {
    (1..=path.steps().len()).take_while(|count| view.get(&first(path, *count)).is_some()).count()
}

/// An agent is named as the file names it, and is there.
pub(super) fn is_in_the_shape_of(view: &View, path: &KeyPath) -> Result<(), Refused> {
    let agents = view.agents();
    let other = |shape, instead| Err(Refused::OtherShape { path: path.clone(), shape, instead });
    match (path.steps(), agents.shape) {
        ([Step::Key(top), Step::Key(list), rest @ ..], Shape::Entries) if top == "agents" && list == "list" => {
            other("agents.entries", as_entry(&agents, rest))
        }
        ([Step::Key(top), Step::Key(entries), rest @ ..], Shape::List) if top == "agents" && entries == "entries" => {
            other("agents.list", as_listed(&agents, rest))
        }
        ([Step::Key(top), Step::Key(list), Step::Index(index), _, ..], _) if top == "agents" && list == "list" => {
            let length = length(view, &first(path, 2));
            if *index < length { Ok(()) } else { Err(Refused::NoSuchAgent { path: path.clone(), length }) }
        }
        _ => Ok(()),
    }
}

/// `models.openai/gpt-5.2` means a model, and says the member `2` of another one.
pub(super) fn is_undotted(path: &KeyPath) -> Result<(), Refused> {
    let names = slice::names(path);
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
    Err(Refused::Dotted { instead: format!("agents.defaults.models[{model}]{members}") })
}

/// `agents.list[1].model` where agents have names: the second one's.
fn as_entry(agents: &Agents, rest: &[Step]) -> String {
    let (agent, rest) = rest.split_first().map_or((None, rest), |(agent, rest)| (Some(agent), rest));
    let meant = match agent {
        Some(Step::Index(index)) => agents.all.get(*index),
        _ => None,
    };
    match meant.and_then(|agent| agent.at.as_ref()) {
        Some(at) => joined(at, rest),
        None => format!("agents.entries.<id>{}", tail(rest)),
    }
}

/// `agents.entries.work.model` where agents stand in a list: its number there.
fn as_listed(agents: &Agents, rest: &[Step]) -> String {
    let (agent, rest) = rest.split_first().map_or((None, rest), |(agent, rest)| (Some(agent), rest));
    let meant = agent.and_then(|step| agents.named(&slice::name(step)));
    match meant.and_then(|agent| agent.at.as_ref()) {
        Some(at) => joined(at, rest),
        None => format!("agents.list[<n>]{}", tail(rest)),
    }
}

fn joined(at: &KeyPath, rest: &[Step]) -> String {
    at.steps().iter().chain(rest).cloned().collect::<KeyPath>().to_string()
}

/// `.model.primary`
fn tail(rest: &[Step]) -> String {
    let rest: KeyPath = rest.iter().cloned().collect();
    let text = rest.to_string();
    if text.is_empty() || text.starts_with('[') { text } else { format!(".{text}") }
}

/// Over what is there, or with everything that is missing on the way. What is of another type stays, and the editor says
/// so.
pub(super) fn edit(view: &View, path: &KeyPath, value: Value) -> Result<Edit, Refused> {
    if let Some(edit) = in_plain_model(view, path, &value) {
        return Ok(edit);
    }
    let there = there(view, path);
    let is_element = |step: &Step| matches!(step, Step::Index(_));
    let rest = path.steps().get(there..).unwrap_or_default();
    let Some(at) = rest.iter().position(is_element).map(|at| there + at) else {
        return Ok(Edit::Set { path: path.clone(), value: value.into() });
    };
    let (list, length) = (first(path, at), length(view, &first(path, at)));
    let below = path.steps().get(at + 1..).unwrap_or_default();
    if path.steps().get(at) != Some(&Step::Index(length)) {
        return Err(Refused::Gap { path: path.clone(), list, length });
    }
    match nested(below, value) {
        Ok(value) => Ok(Edit::Insert { list, index: length, value: value.into() }),
        Err(depth) => Err(Refused::Gap { path: path.clone(), list: first(path, at + 1 + depth), length: 0 }),
    }
}

/// How many elements a list has; none when it is not there.
fn length(view: &View, list: &KeyPath) -> usize {
    view.get(list).and_then(Value::as_array).map_or(0, Vec::len)
}

/// A model that is a plain text becomes an object with that text as its primary, as OpenClaw does it.
fn in_plain_model(view: &View, path: &KeyPath, value: &Value) -> Option<Edit> {
    let at = [3, 4].map(|count| first(path, count)).into_iter().find(|at| slice::is_model(&slice::names(at)))?;
    let primary = view.get(&at)?.as_str()?;
    let inside = path.steps().get(at.steps().len()..).filter(|inside| !inside.is_empty())?;
    let mut model = Map::from_iter([("primary".to_owned(), json!(primary))]);
    model.extend(nested(inside, value.clone()).ok()?.as_object()?.clone());
    Some(Edit::Set { path: at, value: Value::from(model).into() })
}

/// A value with what is around it. A list begins with its first element; the number of the step that does not is the
/// error.
fn nested(steps: &[Step], value: Value) -> Result<Value, usize> {
    steps.iter().enumerate().rev().try_fold(value, |value, (at, step)| match step {
        Step::Key(key) => Ok(json!({ key: value })),
        Step::Index(0) => Ok(json!([value])),
        Step::Index(_) => Err(at),
    })
}

fn first(path: &KeyPath, count: usize) -> KeyPath {
    path.steps().iter().take(count).cloned().collect()
}
