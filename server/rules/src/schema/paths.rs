//! Paths of the configuration that rules read and edit. Each has a row in the schema table.

use contract::Role;
use json5_edit::{KeyPath, KeyPathStep};

/// The path of the model of a role, as configured for all agents.
pub(crate) fn model_path(role: Role) -> KeyPath {
    let key = match role {
        Role::Text => "model",
        Role::Image => "imageModel",
    };
    KeyPath::from_keys(["agents", "defaults", key])
}

/// The path of the model map.
pub(crate) fn model_map_path() -> KeyPath {
    KeyPath::from_keys(["agents", "defaults", "models"])
}

/// The path of the model policy of all agents.
pub(crate) fn model_policy_path() -> KeyPath {
    KeyPath::from_keys(["agents", "defaults", "modelPolicy"])
}

/// The path of the providers of models.
pub(crate) fn providers_path() -> KeyPath {
    KeyPath::from_keys(["models", "providers"])
}

/// The path of the agents in the older layout.
pub(crate) fn agent_list_path() -> KeyPath {
    KeyPath::from_keys(["agents", "list"])
}

/// The path of the agents in the newer layout.
pub(crate) fn agent_entries_path() -> KeyPath {
    KeyPath::from_keys(["agents", "entries"])
}

/// Splits a path to the entry of an agent, or into one, into the path of the entry and the steps below it.
pub(crate) fn split_agent_entry(path: &KeyPath) -> Option<(KeyPath, &[KeyPathStep])> {
    let containers = [agent_list_path(), agent_entries_path()];
    let container = containers.iter().find(|container| path.steps().starts_with(container.steps()))?;
    let (entry, rest) = path.steps().split_at_checked(container.steps().len() + 1)?;
    Some((entry.iter().cloned().collect(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{locate, release::Releases};

    #[test]
    fn each_path_has_a_row() {
        for path in [
            model_path(Role::Text),
            model_path(Role::Image),
            model_map_path(),
            model_policy_path(),
            providers_path(),
            agent_list_path(),
            agent_entries_path(),
        ] {
            assert!(locate(&path).is_accepted_by(Releases::ALL), "{path}");
        }
        for role in [Role::Text, Role::Image] {
            assert!(locate(&model_path(role)).is_chain());
        }
        for path in [agent_list_path().with_index(0), agent_entries_path().with_key("a")] {
            assert!(locate(&path).is_agent_entry(), "{path}");
        }
    }

    #[test]
    fn a_path_is_split_at_the_entry_of_its_agent() {
        for (path, expected) in [
            ("agents.list[1].model.primary", Some(("agents.list[1]", 2))),
            ("agents.entries.work", Some(("agents.entries.work", 0))),
            ("agents.list", None),
            ("agents.defaults.model", None),
        ] {
            let path: KeyPath = path.parse().unwrap();
            let found = split_agent_entry(&path).map(|(entry, rest)| (entry.to_string(), rest.len()));
            assert_eq!(found, expected.map(|(entry, count)| (entry.to_owned(), count)), "{path}");
        }
    }
}
