//! The allowlist: the models that may be chosen by name. Chains may always use the models that they name.

use contract::{AllowedModels, ModelRef};
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use super::steps;
use crate::{
    document::{
        agents::Agent,
        policy::{self, lacks_model_policy, policy_entries},
        view::View,
    },
    schema::paths::model_map_path,
};

/// Where the allowlist is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowlistSource {
    /// There is no allowlist: every model may be chosen.
    Off,
    /// The model map `agents.defaults.models`: the models listed there are allowed.
    Map,
    /// `agents.defaults.modelPolicy.allow`.
    Policy,
}

impl AllowlistSource {
    /// Finds the allowlist that applies to all agents.
    pub fn detect(view: &View) -> Self {
        match is_map_allowlist(view) {
            true if view.model_entries().next().is_some() => Self::Map,
            false if !policy_entries(view).is_empty() => Self::Policy,
            _ => Self::Off,
        }
    }
}

/// The allowlist for all agents, as it is displayed.
pub fn allowed_models(view: &View) -> AllowedModels {
    let list = AllowlistSource::detect(view);
    let models = match list {
        AllowlistSource::Off => Vec::new(),
        AllowlistSource::Map => view.model_entries().map(|entry| entry.label()).collect(),
        AllowlistSource::Policy => policy_entries(view).iter().map(|(_, step)| step.label()).collect(),
    };
    AllowedModels { is_on: list != AllowlistSource::Off, models }
}

/// The allowlist for one agent, or for all agents.
pub fn allowed_models_for(view: &View, agent: Option<&Agent>) -> AllowedModels {
    let Some(list) = agent.and_then(|agent| policy::agent_policy_path(view, agent)) else {
        return allowed_models(view);
    };
    let models: Vec<_> = policy::read_entries(view, &list).iter().map(|(_, step)| step.label()).collect();
    AllowedModels { is_on: !models.is_empty(), models }
}

/// The edit that adds a model to the model map, where OpenClaw lists every model of a chain; `None` if it is there. If
/// the map is missing or empty, nothing is added: a first entry could turn the map into an allowlist.
pub fn missing_entry_edit(view: &View, model: &ModelRef) -> Option<Edit> {
    let has_models = view.model_entries().next().is_some();
    (has_models && view.model_entry(model).is_none()).then(|| empty_entry_edit(model))
}

/// The note for an entry that [`missing_entry_edit`] adds.
pub(crate) fn entry_added_note(view: &View, model: &ModelRef) -> String {
    match AllowlistSource::detect(view) {
        AllowlistSource::Map => format!("`{model}` is added to the allowlist (`agents.defaults.models`)"),
        AllowlistSource::Off | AllowlistSource::Policy => format!("`{model}` is added to `agents.defaults.models`"),
    }
}

/// The edits that must accompany a new entry in the model map, and the note for the user. The first entry may turn the
/// map into an allowlist, so either the models in use are added or the map is marked as no allowlist.
pub(crate) fn entry_side_edits(view: &View, model: &ModelRef) -> (Vec<Edit>, Option<String>) {
    match AllowlistSource::detect(view) {
        AllowlistSource::Map => (Vec::new(), Some(entry_added_note(view, model))),
        AllowlistSource::Off if lacks_model_policy(view.generation()) => {
            let others = other_models_in_use(view, model);
            (others.iter().map(empty_entry_edit).collect(), Some(allowlist_started_note(&others)))
        }
        _ if !is_map_allowlist(view) => (Vec::new(), None),
        _ => (
            vec![mark_migrated()],
            Some(
                "`meta.migrations.modelPolicyAllowlist` is set, so that the new entry does not forbid other models"
                    .to_owned(),
            ),
        ),
    }
}

/// The models that the chains use besides `model`. They are allowed too when an allowlist is started.
pub(crate) fn other_models_in_use(view: &View, model: &ModelRef) -> Vec<ModelRef> {
    steps::step_models(view).into_iter().filter(|other| other != model).collect()
}

/// The note that explains the effects of starting an allowlist.
pub(crate) fn allowlist_started_note(others: &[ModelRef]) -> String {
    let begins = "this starts an allowlist: other models can no longer be chosen";
    match others {
        [] => begins.to_owned(),
        others => {
            let others: Vec<_> = others.iter().map(|model| format!("`{model}`")).collect();
            format!("{begins}; the models in use are added too: {}", others.join(", "))
        }
    }
}

/// The edit that adds an empty entry for a model to the model map.
pub(crate) fn empty_entry_edit(model: &ModelRef) -> Edit {
    Edit::Set { path: model_map_path().with_key(&model.key()), value: json!({}).into() }
}

/// The edit that marks the model map as no allowlist. OpenClaw sets the same marker when it migrates the list.
pub(crate) fn mark_migrated() -> Edit {
    Edit::Set { path: migration_marker_path(), value: true.into() }
}

/// Whether the model map is an allowlist as soon as it has an entry. Before 2026.8.1 it always is; since then only in a
/// file without a policy (not even an empty one) and without the migration marker.
pub(crate) fn is_map_allowlist(view: &View) -> bool {
    let is_moved = || view.get(&migration_marker_path()) == Some(&Value::Bool(true));
    lacks_model_policy(view.generation()) || !(policy::has_policy(view) || is_moved())
}

fn migration_marker_path() -> KeyPath {
    KeyPath::from_keys(["meta", "migrations", "modelPolicyAllowlist"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Generation;

    #[test]
    fn allowlist_source_is_detected() {
        use Generation::{AgentDb, JsonStore, SharedDb};
        let marked = json!({ "migrations": { "modelPolicyAllowlist": true } });
        let odd = json!({ "migrations": { "modelPolicyAllowlist": "yes" } });
        let (map, policy) = (json!({ "a/b": {} }), json!({ "allow": ["c/d"] }));
        let none = Value::Null;
        for (generation, meta, models, policy, list) in [
            (JsonStore, json!({}), json!({}), json!({}), AllowlistSource::Off),
            (JsonStore, json!({}), map.clone(), json!({}), AllowlistSource::Map),
            (AgentDb, json!({}), map.clone(), json!({}), AllowlistSource::Map),
            (JsonStore, json!({}), json!({}), policy.clone(), AllowlistSource::Off),
            (SharedDb, json!({}), map.clone(), none.clone(), AllowlistSource::Map),
            (SharedDb, odd, map.clone(), none.clone(), AllowlistSource::Map),
            (SharedDb, json!({}), json!({}), none.clone(), AllowlistSource::Off),
            // Any policy means that the model map is no allowlist, migrated or not.
            (SharedDb, json!({}), map.clone(), json!({}), AllowlistSource::Off),
            (SharedDb, json!({}), map.clone(), json!({ "allow": [] }), AllowlistSource::Off),
            (SharedDb, json!({}), map.clone(), policy.clone(), AllowlistSource::Policy),
            (SharedDb, json!({}), json!({}), policy.clone(), AllowlistSource::Policy),
            (SharedDb, marked.clone(), map.clone(), policy, AllowlistSource::Policy),
            (SharedDb, marked.clone(), map.clone(), none, AllowlistSource::Off),
            (SharedDb, marked, map, json!({ "allow": [] }), AllowlistSource::Off),
        ] {
            let document = json!({
                "meta": meta,
                "agents": { "defaults": { "models": models, "modelPolicy": policy } },
            });
            let view = View::new(document.clone()).with_generation(generation);
            assert_eq!(AllowlistSource::detect(&view), list, "{generation:?} {document}");
        }
    }

    #[test]
    fn agent_list_overrides_default_list() {
        let entry = |allow: Value| json!({ "modelPolicy": { "allow": allow } });
        let entries = json!({ "own": entry(json!(["a/b", "c/*"])), "every": entry(json!([])), "none": {} });
        let defaults = entry(json!(["x/y"]));
        let document = json!({ "agents": { "defaults": defaults, "entries": entries } });
        let said = |generation, id: Option<&str>| {
            let view = View::new(document.clone()).with_generation(generation);
            let AllowedModels { is_on, models } = allowed_models_for(&view, view.find_agent(id).unwrap().as_ref());
            (is_on, models.join(" "))
        };
        for (id, is_on, models) in [
            (None, true, "x/y"),
            (Some("own"), true, "a/b c/*"),
            (Some("every"), false, ""),
            (Some("none"), true, "x/y"),
        ] {
            assert_eq!(said(Generation::SharedDb, id), (is_on, models.to_owned()), "{id:?}");
        }
        assert_eq!(said(Generation::JsonStore, Some("own")), (false, String::new()));
    }

    #[test]
    fn model_is_added_to_nonempty_map() {
        let edit = |models: Value| {
            let view = View::new(json!({ "agents": { "defaults": { "models": models } } }));
            missing_entry_edit(&view, &ModelRef::new("openrouter", "openrouter/auto").unwrap())
                .map(|edit| edit.path().clone())
        };
        assert_eq!(edit(json!({})), None);
        assert_eq!(edit(json!({ "openrouter/openrouter/auto": {} })), None);
        assert_eq!(edit(json!({ "a/b": {} })), Some(model_map_path().with_key("openrouter/auto")));
    }
}
