//! Rules for undoing the addition of an agent.

use json5_edit::{Edit, KeyPath, KeyPathStep, NewValue, Value};

use crate::{
    base::value_path::{self, value_at},
    record::leaves::LeafChange,
    schema::{
        agent_id::{MAIN_AGENT_ID, normalize_id},
        managed, stable_path,
    },
};

/// Returns the id of the agent that was added with this entry. `main` does not count.
pub(super) fn added_agent_id(leaf: &LeafChange) -> Option<String> {
    let id = entry_agent_id(leaf).filter(|_| leaf.before.is_none())?;
    (normalize_id(&id) != MAIN_AGENT_ID).then_some(id)
}

/// Whether an added agent is no longer the last one, as it was when it was added.
pub(super) fn has_later_agents(leaf: &LeafChange, document: &Value) -> bool {
    let last = |agents: &Value| match agents {
        Value::Array(agents) => agents.last()?.get("id")?.as_str().map(normalize_id),
        agents => agents.as_object()?.keys().next_back().map(|id| normalize_id(id)),
    };
    let agents = added_agent_id(leaf).and_then(|id| Some((id, value_at(document, &leaf.path.split_last()?.0)?)));
    agents.is_some_and(|(id, agents)| last(agents) != Some(normalize_id(&id)))
}

/// Returns the id of the agent if the change is about its whole entry.
fn entry_agent_id(leaf: &LeafChange) -> Option<String> {
    let (_, id) = leaf.path.split_last().filter(|_| managed::is_agent_entry(&leaf.path))?;
    Some(value_path::step_name(id))
}

/// Whether a change is a side effect of adding an agent: the entry of `main`, which had none before, and the values
/// that keep the default agent the default.
pub(super) fn is_side_effect(leaf: &LeafChange) -> bool {
    is_default_agent_path(leaf) || entry_agent_id(leaf).is_some_and(|id| normalize_id(&id) == MAIN_AGENT_ID)
}

fn is_default_agent_path(leaf: &LeafChange) -> bool {
    let path = value_path::step_names(&leaf.path);
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["agents", "ownership"]
            | ["agents", "defaults", "systemAgent" | "authInheritance", "agentId"]
            | ["agents", "list" | "entries", _, "default" | "workspace"]
    )
}

/// Returns the value that was written together with this one. If several agents would be without a default when it is
/// removed, this value stays as well.
pub(super) fn dependent_path(leaf: &LeafChange, document: &Value) -> Option<KeyPath> {
    match leaf.path.split_last() {
        Some((_, KeyPathStep::Key(mark))) if mark == "default" && leaf.before.is_none() => {
            stable_path::to_current(&leaf.path, document)
        }
        _ => Some(KeyPath::from_keys(["agents", "ownership"])),
    }
}

/// Returns the edit that restores a text at its path. A list element that is gone is inserted.
pub(super) fn restore_edit(path: KeyPath, current_text: Option<&str>, value: NewValue) -> Edit {
    match path.split_last() {
        Some((list, KeyPathStep::Index(index))) if current_text.is_none() => {
            Edit::Insert { list, index: *index, value }
        }
        _ => Edit::Set { path, value },
    }
}
