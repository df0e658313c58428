//! The list of agents, as the command line and the dashboard display it.

use std::path::PathBuf;

use contract::{ChainStep, Generation, ListedAgent, Role};
use json5_edit::KeyPath;
use serde_json::Value;

use super::{
    agents::{Agent, dir::path_for_display},
    view::View,
};
use crate::base::home::Home;

/// Lists all agents, in the order of the file.
pub fn list_agents(view: &View, home: &Home) -> Vec<ListedAgent> {
    view.agents().all.into_iter().map(|agent| to_listed_agent(agent, view, home)).collect()
}

fn to_listed_agent(agent: Agent, view: &View, home: &Home) -> ListedAgent {
    ListedAgent {
        workspace: workspace_path(&agent, view, home).display().to_string(),
        agent_dir: agent.display_dir(home).display().to_string(),
        model: view.agent_chain(&agent, Role::Text).chain.primary.as_ref().map(ChainStep::printed_text),
        id: agent.id,
        name: agent.name,
        is_default: agent.is_default,
    }
}

/// The workspace of an agent, to display: its own; or `agents.defaults.workspace`, for the agent that this belongs to;
/// else a directory that is named after the agent. Since 2026.8.1 that directory is below `agents.defaults.workspace`.
pub fn workspace_path(agent: &Agent, view: &View, home: &Home) -> PathBuf {
    let shared = view.get(&KeyPath::from_keys(["agents", "defaults", "workspace"])).and_then(Value::as_str);
    let shared = shared.map(|text| path_for_display(text, home));
    match (&agent.workspace, shared) {
        (Some(own), _) => own.display_path(home),
        (None, Some(shared)) if agent.has_shared_workspace => shared,
        (None, Some(shared)) if view.generation() == Generation::SharedDb => shared.join(&agent.id),
        (None, None) if agent.has_shared_workspace => home.workspace.clone(),
        (None, _) => home.state_dir.path.join(format!("workspace-{}", agent.id)),
    }
}
