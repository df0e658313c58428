//! The agents as a list shows them.

use std::path::PathBuf;

use contract::{ListedAgent, Role, Rung};
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

/// Its own; for the default agent that of `agents.defaults`; else one that is named after it. Where each agent is its
/// own, that is below the one of `agents.defaults`.
pub fn workspace(agent: &Agent, view: &View, home: &Home) -> PathBuf {
    let for_all = view.get(&KeyPath::of(["agents", "defaults", "workspace"])).and_then(Value::as_str);
    let for_all = for_all.map(|text| shown(text, home));
    let is_explicit = || view.get(&KeyPath::of(["agents", "ownership"])).is_some_and(|owner| owner == "explicit");
    match (&agent.workspace, for_all) {
        (Some(own), _) => own.shown(home),
        (None, Some(for_all)) if agent.is_default => for_all,
        (None, Some(for_all)) if is_explicit() => for_all.join(&agent.id),
        (None, None) if agent.is_default => home.workspace.clone(),
        (None, _) => home.state_dir.path.join(format!("workspace-{}", agent.id)),
    }
}
