//! The agents as a list shows them.

use std::path::PathBuf;

use contract::{Generation, ListedAgent, Role, Rung};
use json5_edit::KeyPath;
use serde_json::Value;

use super::{Agent, dir::shown};
use crate::{home::Home, view::View};

/// Every agent, in the order of the file.
pub fn listed(view: &View, home: &Home) -> Vec<ListedAgent> {
    view.agents().all.into_iter().map(|agent| one(agent, view, home)).collect()
}

fn one(agent: Agent, view: &View, home: &Home) -> ListedAgent {
    ListedAgent {
        workspace: workspace(&agent, view, home).display().to_string(),
        agent_dir: agent.shown_dir(home).display().to_string(),
        model: view.chain_of(&agent, Role::Text).chain.primary.as_ref().map(Rung::said),
        id: agent.id,
        name: agent.name,
        is_default: agent.is_default,
    }
}

/// Its own; or the one of `agents.defaults`, for the agent that it belongs to; else one that is named after the agent.
/// From 2026.8.1 on that is below the one of `agents.defaults`.
pub fn workspace(agent: &Agent, view: &View, home: &Home) -> PathBuf {
    let shared = view.get(&KeyPath::of(["agents", "defaults", "workspace"])).and_then(Value::as_str);
    let shared = shared.map(|text| shown(text, home));
    match (&agent.workspace, shared) {
        (Some(own), _) => own.shown(home),
        (None, Some(shared)) if agent.has_shared_workspace => shared,
        (None, Some(shared)) if view.generation() == Generation::SharedDb => shared.join(&agent.id),
        (None, None) if agent.has_shared_workspace => home.workspace.clone(),
        (None, _) => home.state_dir.path.join(format!("workspace-{}", agent.id)),
    }
}
