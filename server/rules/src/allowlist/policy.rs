//! The policy of later homes: a list of models and of wildcards, for all agents or for one of them.

use std::collections::BTreeSet;

use contract::{ModelRef, Rung};
use json5_edit::KeyPath;
use serde_json::Value;

use super::is_old;
use crate::{agents::Agent, refs::is_wildcard, view::View};

/// What the list for all agents lets through. Many models may be looked up in it.
pub(crate) struct Policy {
    entries: BTreeSet<ModelRef>,
    wildcards: Vec<ModelRef>,
}

impl Policy {
    /// What it says in this document.
    pub(crate) fn of(view: &View) -> Self {
        let entries: BTreeSet<_> = policy(view).into_iter().filter_map(|(_, rung)| rung.model).collect();
        Self { wildcards: entries.iter().filter(|entry| is_wildcard(entry)).cloned().collect(), entries }
    }

    /// The entry that allows a model: its own, else a wildcard.
    pub(crate) fn allows(&self, model: &ModelRef) -> Option<&ModelRef> {
        self.entries.get(model).or_else(|| self.wildcards.iter().find(|wildcard| covers(wildcard, model)))
    }
}

/// What the policy allows, each with its index in the list.
pub(crate) fn policy(view: &View) -> Vec<(usize, Rung)> {
    texts(view, &policy_path())
}

/// The texts of a list, as models.
pub(super) fn texts(view: &View, list: &KeyPath) -> Vec<(usize, Rung)> {
    let allow = view.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
    allow.filter_map(|(index, entry)| Some((index, view.rung(entry.as_str()?)))).collect()
}

/// Whether there is a policy, even an empty one: then the map of models is no list.
pub(super) fn has_policy(view: &View) -> bool {
    view.get(&path()).is_some_and(Value::is_object)
}

/// Where the policy's list stands.
pub(crate) fn policy_path() -> KeyPath {
    path().key("allow")
}

/// Where the list of an agent stands that has its own. It takes the place of the one for all.
pub(super) fn own(view: &View, agent: &Agent) -> Option<KeyPath> {
    let path = agent.at.as_ref()?.key("modelPolicy").key("allow");
    (!is_old(view.generation()) && view.get(&path).is_some_and(Value::is_array)).then_some(path)
}

/// Whom a change of the list for all does not reach.
pub(crate) fn out_of_reach(view: &View) -> Option<String> {
    let agents = view.agents().all;
    let ids: Vec<_> =
        agents.iter().filter(|agent| own(view, agent).is_some()).map(|agent| format!("`{}`", agent.id)).collect();
    match ids.as_slice() {
        [] => None,
        [id] => Some(format!("{id} has a list of its own, which this does not change")),
        ids => Some(format!("{} have lists of their own, which this does not change", ids.join(", "))),
    }
}

/// Whether a wildcard stands for a model, or for all that another wildcard does.
fn covers(wildcard: &ModelRef, model: &ModelRef) -> bool {
    let key = wildcard.key();
    key.strip_suffix('*').is_some_and(|start| model.key().starts_with(start))
}

fn path() -> KeyPath {
    KeyPath::of(["agents", "defaults", "modelPolicy"])
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wildcard_covers_what_begins_like_it() {
        let allow = ["openai/*", "openrouter/meta/*", "opencode/x", "*", "5"];
        let view = View::new(json!({ "agents": { "defaults": { "modelPolicy": { "allow": allow } } } }));
        let policy = Policy::of(&view.with_generation(Generation::SharedDb));
        for (model, by) in [
            ("openai/gpt-5.4", Some("openai/*")),
            ("OpenAI/gpt/x", Some("openai/*")),
            ("openai/*", Some("openai/*")),
            ("openai/gpt/*", Some("openai/*")),
            ("openrouter/meta/llama", Some("openrouter/meta/*")),
            ("openrouter/meta", None),
            ("openrouter/*", None),
            ("openai-codex/gpt", None),
            ("opencode/x", Some("opencode/x")),
            ("opencode/xy", None),
        ] {
            let model = View::default().resolve(model).unwrap();
            assert_eq!(policy.allows(&model).map(ModelRef::key).as_deref(), by, "{model}");
        }
    }
}
