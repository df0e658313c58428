//! The default agent among several, as OpenClaw writes it since 2026.8.1: `agents.ownership` is `explicit`, a system
//! agent is named, and the entry of that agent contains its workspace. OpenClaw warns of `default: true`, the retired
//! form.

use json5_edit::{Edit, KeyPath};
use serde_json::Value;

use crate::{
    base::home::Home,
    document::{agents::Agent, view::View},
    schema::agent_id::MAIN_AGENT_ID,
};

/// The edits that keep an agent the default one when there are several.
pub(super) fn keep_default_edits(view: &View, home: &Home, agent: &Agent) -> Vec<Edit> {
    let ownership = Edit::Set { path: KeyPath::from_keys(["agents", "ownership"]), value: "explicit".into() };
    let system = role_agent_edit(view, "systemAgent", &agent.id);
    // Without it, the other agents would use the credentials of `main`.
    let credentials =
        (agent.id != MAIN_AGENT_ID).then(|| role_agent_edit(view, "authInheritance", &agent.id)).flatten();
    let own = agent.entry_path.iter().flat_map(|path| entry_edits(view, home, agent, path));
    [ownership].into_iter().chain(system).chain(credentials).chain(own).collect()
}

/// The workspace of the default agent while it is the only agent, as a text to write into its entry.
pub(super) fn default_workspace(view: &View, home: &Home) -> String {
    let shared =
        view.get(&KeyPath::from_keys(["agents", "defaults", "workspace"])).and_then(Value::as_str).map(str::trim);
    let shared = shared.filter(|workspace| !workspace.is_empty());
    shared.map_or_else(|| home.workspace.display().to_string(), str::to_owned)
}

/// The edit that names an agent for a role in `agents.defaults`; `None` if the role has an agent.
fn role_agent_edit(view: &View, role: &str, id: &str) -> Option<Edit> {
    let path = KeyPath::from_keys(["agents", "defaults", role, "agentId"]);
    let named = view.get(&path).and_then(Value::as_str).is_some_and(|id| !id.trim().is_empty());
    (!named).then(|| Edit::Set { path, value: id.into() })
}

fn entry_edits(view: &View, home: &Home, agent: &Agent, entry_path: &KeyPath) -> Vec<Edit> {
    let has_own = agent.workspace.is_some();
    let workspace = (!has_own).then(|| Edit::Set {
        path: entry_path.with_key("workspace"),
        value: default_workspace(view, home).as_str().into(),
    });
    let flag_path = entry_path.with_key("default");
    let removal = view.get(&flag_path).is_some().then_some(Edit::Remove { path: flag_path });
    workspace.into_iter().chain(removal).collect()
}
