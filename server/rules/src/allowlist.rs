//! What may be asked for by name. The chains may always use what they name.

mod policy;

use contract::{Allowed, Generation, ModelRef, Rung};
use json5_edit::{Edit, KeyPath};
use serde_json::{Value, json};

use crate::{
    agents::Agent,
    steps,
    view::{View, map},
};
pub(crate) use policy::{Policy, out_of_reach, policy, policy_path};

/// Where the list of allowed models is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowlist {
    /// Nowhere: every model may be asked for.
    Off,
    /// The map of models itself: what is listed there is allowed.
    Map,
    /// `agents.defaults.modelPolicy.allow`.
    Policy,
}

impl Allowlist {
    /// Of all agents.
    pub fn of(view: &View) -> Self {
        match is_by_map(view) {
            true if view.listed().next().is_some() => Self::Map,
            false if !policy(view).is_empty() => Self::Policy,
            _ => Self::Off,
        }
    }
}

/// The list, as people see it.
pub fn allowed(view: &View) -> Allowed {
    let list = Allowlist::of(view);
    let models = match list {
        Allowlist::Off => Vec::new(),
        Allowlist::Map => view.listed().map(|entry| entry.label()).collect(),
        Allowlist::Policy => policy(view).iter().map(|(_, rung)| rung.label()).collect(),
    };
    Allowed { is_on: list != Allowlist::Off, models }
}

/// The list for one agent, or for all.
pub fn allowed_for(view: &View, agent: Option<&Agent>) -> Allowed {
    let Some(list) = agent.and_then(|agent| policy::own(view, agent)) else { return allowed(view) };
    let models: Vec<_> = policy::texts(view, &list).iter().map(|(_, rung)| rung.label()).collect();
    Allowed { is_on: !models.is_empty(), models }
}

/// The lists of allowed models that are written as lists, each with its name for people, its places and what stands there.
/// An entry of one may be an alias.
pub(crate) fn lists(view: &View) -> Vec<(String, Vec<(KeyPath, Rung)>)> {
    if is_old(view.generation()) {
        return Vec::new();
    }
    let own = |agent: &Agent| {
        let name = format!("the list of allowed models of agent `{}`", agent.id);
        policy::own(view, agent).map(|list| (name, list))
    };
    let of_agents: Vec<_> = view.agents().all.iter().filter_map(own).collect();
    let shared = ("the list of allowed models".to_owned(), policy_path());
    let entries = |(name, list): (String, KeyPath)| {
        let entries = policy::texts(view, &list).into_iter().map(|(index, rung)| (list.index(index), rung)).collect();
        (name, entries)
    };
    std::iter::once(shared).chain(of_agents).map(entries).collect()
}

/// OpenClaw lists every model of a chain among its models. Where there is no such list, or an empty one, a first entry
/// would mean that only the listed ones are allowed: then it stays away.
pub fn upsert(view: &View, model: &ModelRef) -> Option<Edit> {
    let has_models = view.listed().next().is_some();
    (has_models && view.entry(model).is_none()).then(|| entry(model))
}

/// What is said of an entry that [`upsert`] adds.
pub(crate) fn upserted(view: &View, model: &ModelRef) -> String {
    match Allowlist::of(view) {
        Allowlist::Map => format!("`{model}` is added to the allowlist (`agents.defaults.models`)"),
        Allowlist::Off | Allowlist::Policy => format!("`{model}` is added to `agents.defaults.models`"),
    }
}

/// What goes with a new entry for a model, so that nobody loses a model by it: a first one may make a list of allowed
/// models out of the map. Edits, and what should be said.
pub(crate) fn company(view: &View, model: &ModelRef) -> (Vec<Edit>, Option<String>) {
    match Allowlist::of(view) {
        Allowlist::Map => (Vec::new(), Some(upserted(view, model))),
        Allowlist::Off if is_old(view.generation()) => {
            let others = others(view, model);
            (others.iter().map(entry).collect(), Some(switched_on(&others)))
        }
        _ if !is_by_map(view) => (Vec::new(), None),
        _ => (
            vec![moved()],
            Some(
                "`meta.migrations.modelPolicyAllowlist` is set, so that the new entry does not forbid other models"
                    .to_owned(),
            ),
        ),
    }
}

/// What to allow when a list is made for a model: what the chains use besides.
pub(crate) fn others(view: &View, model: &ModelRef) -> Vec<ModelRef> {
    steps::models(view).into_iter().filter(|other| other != model).collect()
}

/// What a new list means.
pub(crate) fn switched_on(others: &[ModelRef]) -> String {
    let begins = "this starts an allowlist: other models can no longer be chosen";
    match others {
        [] => begins.to_owned(),
        others => {
            let others: Vec<_> = others.iter().map(|model| format!("`{model}`")).collect();
            format!("{begins}; the models in use are added too: {}", others.join(", "))
        }
    }
}

/// A bare member of the map.
pub(crate) fn entry(model: &ModelRef) -> Edit {
    Edit::Set { path: map().key(&model.key()), value: json!({}).into() }
}

/// Says that the map of models is no list of allowed ones, as OpenClaw itself does when it moves the list.
pub(crate) fn moved() -> Edit {
    Edit::Set { path: marker(), value: true.into() }
}

/// Whether the map of models is a list of allowed ones as soon as there is anything in it. Until 2026.8.1 it is; since
/// then only in a file that has no policy, not even an empty one, and was not moved to one.
pub(crate) fn is_by_map(view: &View) -> bool {
    let is_moved = || view.get(&marker()) == Some(&Value::Bool(true));
    is_old(view.generation()) || !(policy::has_policy(view) || is_moved())
}

/// Whether a home knows no policy.
pub(crate) const fn is_old(generation: Generation) -> bool {
    match generation {
        Generation::Seeds | Generation::AgentDb => true,
        Generation::SharedDb | Generation::Unknown => false,
    }
}

fn marker() -> KeyPath {
    KeyPath::of(["meta", "migrations", "modelPolicyAllowlist"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_list_is() {
        use Generation::{AgentDb, Seeds, SharedDb};
        let marked = json!({ "migrations": { "modelPolicyAllowlist": true } });
        let odd = json!({ "migrations": { "modelPolicyAllowlist": "yes" } });
        let (map, policy) = (json!({ "a/b": {} }), json!({ "allow": ["c/d"] }));
        let none = Value::Null;
        for (generation, meta, models, policy, list) in [
            (Seeds, json!({}), json!({}), json!({}), Allowlist::Off),
            (Seeds, json!({}), map.clone(), json!({}), Allowlist::Map),
            (AgentDb, json!({}), map.clone(), json!({}), Allowlist::Map),
            (Seeds, json!({}), json!({}), policy.clone(), Allowlist::Off),
            (SharedDb, json!({}), map.clone(), none.clone(), Allowlist::Map),
            (SharedDb, odd, map.clone(), none.clone(), Allowlist::Map),
            (SharedDb, json!({}), json!({}), none.clone(), Allowlist::Off),
            // Any policy switches the map off, moved or not.
            (SharedDb, json!({}), map.clone(), json!({}), Allowlist::Off),
            (SharedDb, json!({}), map.clone(), json!({ "allow": [] }), Allowlist::Off),
            (SharedDb, json!({}), map.clone(), policy.clone(), Allowlist::Policy),
            (SharedDb, json!({}), json!({}), policy.clone(), Allowlist::Policy),
            (SharedDb, marked.clone(), map.clone(), policy, Allowlist::Policy),
            (SharedDb, marked.clone(), map.clone(), none, Allowlist::Off),
            (SharedDb, marked, map, json!({ "allow": [] }), Allowlist::Off),
        ] {
            let document = json!({
                "meta": meta,
                "agents": { "defaults": { "models": models, "modelPolicy": policy } },
            });
            let view = View::new(document.clone()).with_generation(generation);
            assert_eq!(Allowlist::of(&view), list, "{generation:?} {document}");
        }
    }

    #[test]
    fn a_list_of_an_agent_takes_the_place_of_the_one_for_all() {
        let entry = |allow: Value| json!({ "modelPolicy": { "allow": allow } });
        let entries = json!({ "own": entry(json!(["a/b", "c/*"])), "every": entry(json!([])), "none": {} });
        let defaults = entry(json!(["x/y"]));
        let document = json!({ "agents": { "defaults": defaults, "entries": entries } });
        let said = |generation, id: Option<&str>| {
            let view = View::new(document.clone()).with_generation(generation);
            let Allowed { is_on, models } = allowed_for(&view, view.agent(id).unwrap().as_ref());
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
        assert_eq!(said(Generation::Seeds, Some("own")), (false, String::new()));
    }

    #[test]
    fn a_model_is_listed_where_others_are() {
        let edit = |models: Value| {
            let view = View::new(json!({ "agents": { "defaults": { "models": models } } }));
            upsert(&view, &ModelRef::new("openrouter", "openrouter/auto").unwrap()).map(|edit| edit.path().clone())
        };
        assert_eq!(edit(json!({})), None);
        assert_eq!(edit(json!({ "openrouter/openrouter/auto": {} })), None);
        assert_eq!(edit(json!({ "a/b": {} })), Some(map().key("openrouter/auto")));
    }
}
