//! The default agent among several, as OpenClaw writes it from 2026.8.1 on: `agents.ownership` is `explicit`, a system
//! agent is named, and that agent's workspace stands in its entry. `default: true` is the retired form, which it warns of.

use json5_edit::{Edit, KeyPath};
use serde_json::Value;

use super::{Agent, MAIN};
use crate::{home::Home, view::View};

/// The edits that keep an agent the default one when there are several.
pub(super) fn edits(view: &View, home: &Home, agent: &Agent) -> Vec<Edit> {
    let ownership = Edit::Set { path: KeyPath::of(["agents", "ownership"]), value: "explicit".into() };
    let system = name(view, "systemAgent", &agent.id);
    // Without it, the credentials that other agents use would be those of `main`.
    let credentials = (agent.id != MAIN).then(|| name(view, "authInheritance", &agent.id)).flatten();
    let own = agent.at.iter().flat_map(|at| entry_edits(view, home, agent, at));
    [ownership].into_iter().chain(system).chain(credentials).chain(own).collect()
}

/// Where the default agent works while it is the only one, as it is written in its entry.
pub(super) fn workspace(view: &View, home: &Home) -> String {
    let shared = view.get(&KeyPath::of(["agents", "defaults", "workspace"])).and_then(Value::as_str).map(str::trim);
    let shared = shared.filter(|workspace| !workspace.is_empty());
    shared.map_or_else(|| home.workspace.display().to_string(), str::to_owned)
}

/// Names an agent in a role, unless the role has one.
fn name(view: &View, role: &str, id: &str) -> Option<Edit> {
    let path = KeyPath::of(["agents", "defaults", role, "agentId"]);
    let named = view.get(&path).and_then(Value::as_str).is_some_and(|id| !id.trim().is_empty());
    (!named).then(|| Edit::Set { path, value: id.into() })
}

fn entry_edits(view: &View, home: &Home, agent: &Agent, at: &KeyPath) -> Vec<Edit> {
    let has_own = agent.workspace.is_some();
    let workspace =
        (!has_own).then(|| Edit::Set { path: at.key("workspace"), value: workspace(view, home).as_str().into() });
    let mark = at.key("default");
    let mark = view.get(&mark).is_some().then_some(Edit::Remove { path: mark });
    workspace.into_iter().chain(mark).collect()
}
