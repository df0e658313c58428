//! Paths by identity: an agent of a list is its id, wherever it stands. What is kept for long is kept so.

use std::collections::HashMap;

use json5_edit::{KeyPath, Step};
use serde_json::Value;

use crate::agents::normalise;

/// The path with an agent's id in the place of its index. An entry without an id of its own keeps its index.
pub(crate) fn named(path: &KeyPath, document: &Value) -> KeyPath {
    with_name(path, |index| {
        let ids = ids(document);
        let id = ids.get(index).copied().flatten()?;
        (place(&ids, id) == Some(index)).then_some(id)
    })
}

/// Where that is now; `None` when the agent is gone. An agent's whole entry then belongs behind the others.
pub(crate) fn placed(path: &KeyPath, document: &Value) -> Option<KeyPath> {
    if agent_of(path).is_some() { AgentIndexes::of(document).placed(path) } else { Some(path.clone()) }
}

/// Where each agent of a document's list stands: for many paths of one document.
pub(crate) struct AgentIndexes {
    by_id: HashMap<String, usize>,
    count: usize,
}

impl AgentIndexes {
    /// The first with an id counts, as everywhere.
    pub(crate) fn of(document: &Value) -> Self {
        let ids = ids(document);
        let mut by_id = HashMap::new();
        for (index, id) in ids.iter().enumerate().filter_map(|(index, id)| Some((index, (*id)?))) {
            by_id.entry(normalise(id)).or_insert(index);
        }
        Self { by_id, count: ids.len() }
    }

    /// See [`placed`].
    pub(crate) fn placed(&self, path: &KeyPath) -> Option<KeyPath> {
        let list = list();
        match path.steps().strip_prefix(list.steps()) {
            Some([Step::Key(id), rest @ ..]) => {
                let index = self.by_id.get(&normalise(id)).copied();
                let agent = list.index(index.or_else(|| rest.is_empty().then_some(self.count))?);
                Some(agent.steps().iter().chain(rest).cloned().collect())
            }
            _ => Some(path.clone()),
        }
    }
}

/// `agents.list[1].model` → `agents.list.work.model`, for whom `name` knows.
pub(crate) fn with_name<'a>(path: &KeyPath, name: impl Fn(usize) -> Option<&'a str>) -> KeyPath {
    let list = list();
    let Some([Step::Index(index), rest @ ..]) = path.steps().strip_prefix(list.steps()) else { return path.clone() };
    let Some(name) = name(*index) else { return path.clone() };
    list.key(name).steps().iter().chain(rest).cloned().collect()
}

/// `agents.list`
pub(crate) fn list() -> KeyPath {
    KeyPath::of(["agents", "list"])
}

/// The agent that a path by identity is about.
pub(crate) fn agent_of(path: &KeyPath) -> Option<&str> {
    match path.steps() {
        [Step::Key(agents), Step::Key(list), Step::Key(id), ..] if agents == "agents" && list == "list" => Some(id),
        _ => None,
    }
}

fn ids(document: &Value) -> Vec<Option<&str>> {
    let entries = document.pointer("/agents/list").and_then(Value::as_array);
    entries.into_iter().flatten().map(|entry| entry.get("id")?.as_str()).collect()
}

/// The first with this id counts, as everywhere.
fn place(ids: &[Option<&str>], id: &str) -> Option<usize> {
    ids.iter().position(|other| other.is_some_and(|other| normalise(other) == normalise(id)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_agent_is_found_wherever_it_stands() {
        let before = json!({ "agents": { "list": [{ "id": "main" }, {}, { "id": "7" }, { "id": "Main" }, 5] } });
        let after = json!({ "agents": { "list": [{ "id": "7" }, { "id": "main" }] } });
        for (written, name, now) in [
            ("agents.list[0].model", "agents.list.main.model", Some("agents.list[1].model")),
            ("agents.list[2].model.fallbacks", "agents.list.7.model.fallbacks", Some("agents.list[0].model.fallbacks")),
            // Without an id of its own it is its place.
            ("agents.list[1].model", "agents.list[1].model", Some("agents.list[1].model")),
            ("agents.list[3].model", "agents.list[3].model", Some("agents.list[3].model")),
            ("agents.list[9].model", "agents.list[9].model", Some("agents.list[9].model")),
            ("agents.entries.work.model", "agents.entries.work.model", Some("agents.entries.work.model")),
            ("agents.list", "agents.list", Some("agents.list")),
        ] {
            let path = named(&written.parse().unwrap(), &before);
            assert_eq!(path.to_string(), name);
            assert_eq!(placed(&name.parse().unwrap(), &after).map(|path| path.to_string()).as_deref(), now);
        }
        assert_eq!(placed(&"agents.list.work.model".parse().unwrap(), &after), None);
        let entry = |document| placed(&"agents.list.work".parse().unwrap(), document).map(|path| path.to_string());
        assert_eq!(entry(&after).as_deref(), Some("agents.list[2]"));
        assert_eq!(entry(&json!({})).as_deref(), Some("agents.list[0]"));
    }
}
