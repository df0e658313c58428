//! Checks which agent answers when none is named. Since 2026.8.1, several agents need exactly one that is marked as the
//! default, or none and an `agents.ownership` that says so.

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::Value;

use crate::{
    document::{
        agents::{Agents, AgentsLayout},
        view::View,
    },
    schema::{
        Violation,
        paths::{agent_entries_path, agent_list_path},
    },
};

pub(super) fn default_agent_violations(view: &View, agents: &Agents) -> Vec<Violation> {
    if view.generation() != Generation::SharedDb {
        return Vec::new();
    }
    let marks = default_flag_paths(view, agents);
    let beside = marks.first().filter(|_| agents.has_explicit_ownership).cloned().map(|at| {
        let why = "is set together with `agents.ownership`, which replaces it".to_owned();
        Violation::of_agents(at, why, "remove `default`")
    });
    let second = marks.get(1).filter(|_| !agents.has_explicit_ownership).cloned().map(|at| {
        let why = "marks a second agent as the default".to_owned();
        Violation::of_agents(at, why, "keep `default: true` for one agent, and remove it from the others")
    });
    missing_default_violation(view, agents).into_iter().chain(beside).chain(second).collect()
}

/// Returns a violation if there are several agents, and neither a default mark nor an explicit ownership.
pub(super) fn missing_default_violation(view: &View, agents: &Agents) -> Option<Violation> {
    let is_fine = view.generation() != Generation::SharedDb
        || agents.all.len() < 2
        || agents.has_explicit_ownership
        || !default_flag_paths(view, agents).is_empty();
    let at = if agents.layout == AgentsLayout::List { agent_list_path() } else { agent_entries_path() };
    let why = "has several agents, none with `default: true`, and no `agents.ownership`".to_owned();
    let hint = "mark one with `default: true`, or set `agents.ownership` to `explicit`";
    (!is_fine).then(|| Violation::of_agents(at, why, hint))
}

/// Returns the paths of the marks that make an agent the default.
fn default_flag_paths(view: &View, agents: &Agents) -> Vec<KeyPath> {
    let marks = agents.all.iter().filter_map(|agent| Some(agent.entry_path.as_ref()?.with_key("default")));
    marks.filter(|at| view.get(at).and_then(Value::as_bool) == Some(true)).collect()
}
