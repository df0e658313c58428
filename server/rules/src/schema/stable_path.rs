//! Stable paths: an agent in a list is identified by its id instead of its index, which may change. Paths that are
//! stored for long have this form.

use std::collections::HashMap;

use json5_edit::{KeyPath, KeyPathStep};
use serde_json::Value;

use super::{agent_id::normalize_id, paths::agent_list_path};

/// Replaces the index of an agent by its id. An entry without an id of its own keeps its index.
pub(crate) fn to_stable(path: &KeyPath, document: &Value) -> KeyPath {
    with_agent_id(path, |index| {
        let ids = agent_ids(document);
        let id = ids.get(index).copied().flatten()?;
        (first_index_of(&ids, id) == Some(index)).then_some(id)
    })
}

/// Replaces the id of an agent by its current index. `None` when the agent does not exist, unless the path is its whole
/// entry: that gets the index after the last agent.
pub(crate) fn to_current(path: &KeyPath, document: &Value) -> Option<KeyPath> {
    if agent_id_of(path).is_some() {
        AgentIndexes::from_document(document).to_current(path)
    } else {
        Some(path.clone())
    }
}

/// The index of each agent in a document's list, to convert many paths of one document.
pub(crate) struct AgentIndexes {
    by_id: HashMap<String, usize>,
    count: usize,
}

impl AgentIndexes {
    /// Reads the indexes. Of several agents with the same id, the first counts, as everywhere.
    pub(crate) fn from_document(document: &Value) -> Self {
        let ids = agent_ids(document);
        let mut by_id = HashMap::new();
        for (index, id) in ids.iter().enumerate().filter_map(|(index, id)| Some((index, (*id)?))) {
            by_id.entry(normalize_id(id)).or_insert(index);
        }
        Self { by_id, count: ids.len() }
    }

    /// Converts a stable path; see [`to_current`].
    pub(crate) fn to_current(&self, path: &KeyPath) -> Option<KeyPath> {
        let list = agent_list_path();
        match path.steps().strip_prefix(list.steps()) {
            Some([KeyPathStep::Key(id), rest @ ..]) => {
                let index = self.by_id.get(&normalize_id(id)).copied();
                let agent = list.with_index(index.or_else(|| rest.is_empty().then_some(self.count))?);
                Some(agent.steps().iter().chain(rest).cloned().collect())
            }
            _ => Some(path.clone()),
        }
    }
}

/// Replaces the index of an agent by its name, if `name` returns one: `agents.list[1].model` →
/// `agents.list.work.model`.
pub(crate) fn with_agent_id<'a>(path: &KeyPath, name: impl Fn(usize) -> Option<&'a str>) -> KeyPath {
    let list = agent_list_path();
    let Some([KeyPathStep::Index(index), rest @ ..]) = path.steps().strip_prefix(list.steps()) else {
        return path.clone();
    };
    let Some(name) = name(*index) else { return path.clone() };
    list.with_key(name).steps().iter().chain(rest).cloned().collect()
}

/// Returns the id of the agent that a stable path is about.
pub(crate) fn agent_id_of(path: &KeyPath) -> Option<&str> {
    match path.steps() {
        [KeyPathStep::Key(agents), KeyPathStep::Key(list), KeyPathStep::Key(id), ..]
            if agents == "agents" && list == "list" =>
        {
            Some(id)
        }
        _ => None,
    }
}

fn agent_ids(document: &Value) -> Vec<Option<&str>> {
    let entries = document.pointer("/agents/list").and_then(Value::as_array);
    entries.into_iter().flatten().map(|entry| entry.get("id")?.as_str()).collect()
}

/// Returns the index of the agent with this id. The first one counts, as everywhere.
fn first_index_of(ids: &[Option<&str>], id: &str) -> Option<usize> {
    ids.iter().position(|other| other.is_some_and(|other| normalize_id(other) == normalize_id(id)))
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
            // An agent without an id of its own is identified by its index.
            ("agents.list[1].model", "agents.list[1].model", Some("agents.list[1].model")),
            ("agents.list[3].model", "agents.list[3].model", Some("agents.list[3].model")),
            ("agents.list[9].model", "agents.list[9].model", Some("agents.list[9].model")),
            ("agents.entries.work.model", "agents.entries.work.model", Some("agents.entries.work.model")),
            ("agents.list", "agents.list", Some("agents.list")),
        ] {
            let path = to_stable(&written.parse().unwrap(), &before);
            assert_eq!(path.to_string(), name);
            assert_eq!(to_current(&name.parse().unwrap(), &after).map(|path| path.to_string()).as_deref(), now);
        }
        assert_eq!(to_current(&"agents.list.work.model".parse().unwrap(), &after), None);
        let entry = |document| to_current(&"agents.list.work".parse().unwrap(), document).map(|path| path.to_string());
        assert_eq!(entry(&after).as_deref(), Some("agents.list[2]"));
        assert_eq!(entry(&json!({})).as_deref(), Some("agents.list[0]"));
    }
}
