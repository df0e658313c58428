//! Checks that the agents are in one layout, each under an id of its own. Since 2026.8.1 OpenClaw reads a list only if
//! it can be turned into entries.

use std::collections::HashSet;

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::Value;

use crate::{
    document::view::View,
    schema::{
        Violation,
        agent_id::normalize_id,
        paths::{agent_entries_path, agent_list_path},
    },
};

pub(super) fn layout_violations(view: &View) -> Vec<Violation> {
    let list = agent_list_path();
    let agents = view.get(&list).and_then(Value::as_array);
    let (Generation::SharedDb, Some(agents)) = (view.generation(), agents) else { return Vec::new() };
    let mut found = duplicate_ids(&list, agents);
    if view.get(&agent_entries_path()).is_some_and(Value::is_object) {
        let problem = "is set together with `agents.entries`, which replaces it".to_owned();
        found.push(Violation::of_agents(list, problem, "move its agents to `agents.entries`, and remove the list"));
    }
    found
}

/// The agents whose id an earlier agent of the list has, too.
fn duplicate_ids(list: &KeyPath, agents: &[Value]) -> Vec<Violation> {
    let mut ids = HashSet::new();
    let of_index = |(at, agent): (usize, &Value)| {
        let id = normalize_id(agent.get("id")?.as_str()?);
        let problem = format!("is `{id}`, which an earlier agent already has as its id");
        let is_new = ids.insert(id);
        let hint = "give each agent its own id, or remove one of the two";
        (!is_new).then(|| Violation::of_agents(list.with_index(at).with_key("id"), problem, hint))
    };
    agents.iter().enumerate().filter_map(of_index).collect()
}
