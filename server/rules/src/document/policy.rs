//! The model policy of `SharedDb` homes: a list of models and wildcards, for all agents or for one.

use std::collections::BTreeSet;

use contract::{ChainStep, Generation, ModelRef};
use json5_edit::KeyPath;
use serde_json::Value;

use super::{agents::Agent, model_ref::is_wildcard, view::View};
use crate::schema::paths::model_policy_path;

/// The parsed policy for all agents. It is parsed once to look up many models.
pub(crate) struct ModelPolicy {
    entries: BTreeSet<ModelRef>,
    wildcards: Vec<ModelRef>,
}

impl ModelPolicy {
    /// Reads the policy of a document.
    pub(crate) fn read(view: &View) -> Self {
        let entries: BTreeSet<_> = policy_entries(view).into_iter().filter_map(|(_, step)| step.model).collect();
        Self { wildcards: entries.iter().filter(|entry| is_wildcard(entry)).cloned().collect(), entries }
    }

    /// The entry that allows a model: its own entry, else a wildcard.
    pub(crate) fn allowing_entry(&self, model: &ModelRef) -> Option<&ModelRef> {
        self.entries.get(model).or_else(|| self.wildcards.iter().find(|wildcard| wildcard_covers(wildcard, model)))
    }
}

/// The entries of the policy for all agents, each with its index in the list.
pub(crate) fn policy_entries(view: &View) -> Vec<(usize, ChainStep)> {
    read_entries(view, &policy_allow_path())
}

/// Resolves the texts of a list to models, each with its index.
pub(crate) fn read_entries(view: &View, list: &KeyPath) -> Vec<(usize, ChainStep)> {
    let allow = view.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
    allow.filter_map(|(index, entry)| Some((index, view.chain_step(entry.as_str()?)))).collect()
}

/// Whether there is a policy, even an empty one: then the model map is no allowlist.
pub(crate) fn has_policy(view: &View) -> bool {
    view.get(&model_policy_path()).is_some_and(Value::is_object)
}

/// `agents.defaults.modelPolicy.allow`
pub(crate) fn policy_allow_path() -> KeyPath {
    model_policy_path().with_key("allow")
}

/// The path of an agent's own list, if it has one. It replaces the list for all agents.
pub(crate) fn agent_policy_path(view: &View, agent: &Agent) -> Option<KeyPath> {
    let path = agent.entry_path.as_ref()?.with_key("modelPolicy").with_key("allow");
    (!lacks_model_policy(view.generation()) && view.get(&path).is_some_and(Value::is_array)).then_some(path)
}

/// The note that names the agents with their own list, which a change of the list for all agents does not affect.
pub(crate) fn unaffected_agents_note(view: &View) -> Option<String> {
    let agents = view.agents().all;
    let ids: Vec<_> = agents
        .iter()
        .filter(|agent| agent_policy_path(view, agent).is_some())
        .map(|agent| format!("`{}`", agent.id))
        .collect();
    match ids.as_slice() {
        [] => None,
        [id] => Some(format!("{id} has its own list, which this does not change")),
        ids => Some(format!("{} have their own lists, which this does not change", ids.join(", "))),
    }
}

/// Whether a wildcard matches a model, or everything that another wildcard matches.
fn wildcard_covers(wildcard: &ModelRef, model: &ModelRef) -> bool {
    let key = wildcard.key();
    key.strip_suffix('*').is_some_and(|start| model.key().starts_with(start))
}

/// The `modelPolicy.allow` lists of the defaults and of the agents, each with its display name, and with the path and
/// the content of its entries. An entry may be an alias.
pub(crate) fn policy_lists(view: &View) -> Vec<(String, Vec<(KeyPath, ChainStep)>)> {
    if lacks_model_policy(view.generation()) {
        return Vec::new();
    }
    let own = |agent: &Agent| {
        let name = format!("the allowlist of agent `{}`", agent.id);
        agent_policy_path(view, agent).map(|list| (name, list))
    };
    let of_agents: Vec<_> = view.agents().all.iter().filter_map(own).collect();
    let shared = ("the allowlist".to_owned(), policy_allow_path());
    let entries = |(name, list): (String, KeyPath)| {
        let entries =
            read_entries(view, &list).into_iter().map(|(index, step)| (list.with_index(index), step)).collect();
        (name, entries)
    };
    std::iter::once(shared).chain(of_agents).map(entries).collect()
}

/// Whether the OpenClaw of this generation does not support `modelPolicy`.
pub(crate) const fn lacks_model_policy(generation: Generation) -> bool {
    match generation {
        Generation::JsonStore | Generation::AgentDb => true,
        Generation::SharedDb | Generation::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    #[test]
    fn wildcard_matches_by_prefix() {
        let allow = ["openai/*", "openrouter/meta/*", "opencode/x", "*", "5"];
        let view = View::new(json!({ "agents": { "defaults": { "modelPolicy": { "allow": allow } } } }));
        let policy = ModelPolicy::read(&view.with_generation(Generation::SharedDb));
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
            let model = View::default().resolve_name(model).unwrap();
            assert_eq!(policy.allowing_entry(&model).map(ModelRef::key).as_deref(), by, "{model}");
        }
    }
}
