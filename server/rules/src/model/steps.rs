//! Finds every step of every chain, with a label for messages.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use contract::{AliasUse, ChainId, ChainStep, ModelRef, Role};
use json5_edit::KeyPath;
use serde_json::Value;

use super::known_models;
use crate::{
    base::decision::Decision,
    document::{
        policy,
        view::{View, primary_name},
    },
    schema::paths::{model_map_path, model_path},
};

/// A configured step of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LocatedStep {
    /// The label of the step: `step 2 of the text chain`.
    pub(crate) label: String,
    /// The label of its chain: `the text chain`.
    pub(crate) chain_label: String,
    /// The chain, for programs.
    pub(crate) chain_id: ChainId,
    /// The number of the step in its chain. The primary is 1.
    pub(crate) number: usize,
    /// The path of the step in the document.
    pub(crate) at: KeyPath,
    /// The step itself.
    pub(crate) chain_step: ChainStep,
}

impl LocatedStep {
    /// Converts the step to an [`AliasUse`].
    pub(crate) fn to_use(&self) -> AliasUse {
        AliasUse { chain: self.chain_id.clone(), step: self.number }
    }
}

/// A mention of a model in the document: a step of a chain, or an entry of an allowlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModelMention {
    /// The label of the mention: `step 2 of the text chain`.
    pub(crate) label: String,
    /// The label of its chain or allowlist: `the text chain`.
    pub(crate) container_label: String,
    /// Whether it is an entry of an allowlist.
    pub(crate) is_allowlist: bool,
    pub(crate) at: KeyPath,
    pub(crate) chain_step: ChainStep,
}

/// Returns the steps of the text chain, of the image chain, and of the agents with their own chain.
pub(crate) fn all_steps(view: &View) -> Vec<LocatedStep> {
    let of = |role, agent| ChainId { role, agent };
    let shared = [Role::Text, Role::Image].map(|role| {
        let name = format!("the {} chain", role.as_str());
        chain_steps(view, &model_path(role), &of(role, None), &name)
    });
    let agents = view.agents().all;
    let own = agents.iter().filter_map(|agent| {
        let (at, id) = (agent.entry_path.as_ref()?.with_key("model"), of(Role::Text, Some(agent.id.clone())));
        Some(chain_steps(view, &at, &id, &format!("the chain of agent `{}`", agent.id)))
    });
    shared.into_iter().chain(own).flatten().collect()
}

/// Returns every mention of a model by a text that may be an alias.
pub(crate) fn model_mentions(view: &View) -> Vec<ModelMention> {
    let step = |LocatedStep { label: name, chain_label: part_of, at, chain_step: step, .. }: LocatedStep| {
        ModelMention { label: name, container_label: part_of, is_allowlist: false, at, chain_step: step }
    };
    let listed = policy::policy_lists(view).into_iter().flat_map(|(list, entries)| {
        let entry = move |(at, step)| ModelMention {
            label: list.clone(),
            container_label: list.clone(),
            is_allowlist: true,
            at,
            chain_step: step,
        };
        entries.into_iter().map(entry)
    });
    all_steps(view).into_iter().map(step).chain(listed).collect()
}

/// Returns the models of all steps, each once.
pub(crate) fn step_models(view: &View) -> Vec<ModelRef> {
    let mut seen = BTreeSet::new();
    all_steps(view)
        .into_iter()
        .filter_map(|step| step.chain_step.model)
        .filter(|model| seen.insert(model.clone()))
        .collect()
}

/// Returns each model of the chains and the model map with its use: as the primary of a chain, as a fallback of a chain,
/// or in the model map.
pub(crate) fn model_uses(view: &View) -> Vec<(String, ModelRef)> {
    let steps = all_steps(view).into_iter();
    let steps =
        steps.filter_map(|step| Some((format!("{} {}", step.number == 1, step.chain_label), step.chain_step.model?)));
    steps.chain(view.model_entries().filter_map(|entry| Some((String::new(), entry.model?)))).collect()
}

/// Returns the first step with this model.
pub(crate) fn first_step_of(view: &View, model: &ModelRef) -> Option<LocatedStep> {
    all_steps(view).into_iter().find(|step| step.chain_step.model.as_ref() == Some(model))
}

/// Adds warnings for the mentions that a decision does not edit but that change their meaning.
pub(crate) fn with_alias_warnings(view: &View, mut decision: Decision) -> Decision {
    // A mention that is not edited changes its meaning only when an alias changes.
    let touches_aliases = decision.edits.iter().any(|edit| {
        let (path, map) = (edit.path(), model_map_path());
        path.steps().starts_with(map.steps()) || map.steps().starts_with(path.steps())
    });
    let after = touches_aliases.then(|| edited_view(view, &decision)).flatten();
    decision.edited_document = after.as_ref().map(View::shared_document).or(decision.edited_document);
    let after = after.filter(|after| !after.has_same_aliases(view));
    let shifts = after.map(|after| alias_shifts(view, &after)).unwrap_or_default();
    for AliasShift { text, breaks } in shifts {
        if breaks { decision.breaks.push(text) } else { decision.notes.push(text) }
    }
    decision
}

/// The configuration after the edits of a decision; `None` if they cannot be made.
fn edited_view(view: &View, decision: &Decision) -> Option<View> {
    match &decision.edited_document {
        Some(document) => Some(view.with_document(Arc::clone(document))),
        None => view.with_edits(&decision.edits).ok(),
    }
}

/// A mention of an alias that a change does not edit and that means another model afterwards.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AliasShift {
    /// The message: the configured text, and what it means before and after.
    pub(crate) text: String,
    /// Whether the mention means no known model afterwards.
    pub(crate) breaks: bool,
}

/// Returns the mentions that mean another model after a change. A step is the same one at any position in its chain.
pub(crate) fn alias_shifts(before: &View, after: &View) -> Vec<AliasShift> {
    let target_text =
        |model: Option<&ModelRef>| model.map_or_else(|| "nothing".to_owned(), |model| format!("`{model}`"));
    let key = |mention: &ModelMention| (mention.container_label.clone(), mention.chain_step.configured.clone());
    let resolved_before: BTreeMap<_, _> =
        model_mentions(before).into_iter().map(|mention| (key(&mention), mention.chain_step.model)).collect();
    let to_resolved = |mention: ModelMention| {
        let ModelMention { label: name, chain_step: ChainStep { configured, model, .. }, .. } = &mention;
        let resolved_before =
            resolved_before.get(&key(&mention)).filter(|resolved_before| *resolved_before != model)?.as_ref();
        // A mention may be misread as some model; being mentioned does not make that model known.
        let is_known = |model: &ModelRef| known_models::is_known(before, model) || after.model_entry(model).is_some();
        let breaks = !model.as_ref().is_some_and(is_known);
        let (from, to) = (target_text(resolved_before), target_text(model.as_ref()));
        let unknown =
            if breaks && model.is_some() { ", a model that is not in the catalog or your config" } else { "" };
        Some(AliasShift {
            text: format!("{name} uses `{configured}`, which changes from {from} to {to}{unknown}"),
            breaks,
        })
    };
    model_mentions(after).into_iter().filter_map(to_resolved).collect()
}

fn chain_steps(view: &View, path: &KeyPath, id: &ChainId, of: &str) -> Vec<LocatedStep> {
    let own = view.get(path);
    let first = if own.is_some_and(Value::is_string) { path.clone() } else { path.with_key("primary") };
    let primary = primary_name(own).map(|name| (1, first, view.chain_step(name)));
    let fallback = |((index, step), number)| (number, path.with_key("fallbacks").with_index(index), step);
    let fallbacks = view.indexed_fallbacks(own).into_iter().zip(2..).map(fallback);
    let step = |(number, path, step)| LocatedStep {
        label: format!("step {number} of {of}"),
        chain_label: of.to_owned(),
        chain_id: id.clone(),
        number,
        at: path,
        chain_step: step,
    };
    primary.into_iter().chain(fallbacks).map(step).collect()
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    fn shift_texts(before: &View, after: &View) -> Vec<String> {
        alias_shifts(before, after).into_iter().map(|shift| shift.text).collect()
    }

    fn test_document(fast: &str) -> Value {
        json!({ "agents": {
            "defaults": {
                "model": { "primary": "fast", "fallbacks": ["a/b", "openai/"] },
                "imageModel": "a/b",
                "models": { fast: { "alias": "fast" } },
            },
            "list": [
                { "id": "main" },
                { "id": "work", "model": "FAST" },
                { "id": "play", "model": { "fallbacks": ["x/y"] } },
            ],
        } })
    }

    #[test]
    fn steps_have_labels() {
        let names: Vec<_> = all_steps(&View::new(test_document("c/d"))).into_iter().map(|step| step.label).collect();
        assert_eq!(
            names,
            [
                "step 1 of the text chain",
                "step 2 of the text chain",
                "step 3 of the text chain",
                "step 1 of the image chain",
                "step 1 of the chain of agent `work`",
                "step 2 of the chain of agent `play`",
            ]
        );
    }

    #[test]
    fn a_model_counts_once() {
        let view = View::new(test_document("c/d"));
        assert_eq!(step_models(&view).iter().map(ModelRef::key).collect::<Vec<_>>(), ["c/d", "a/b", "x/y"]);
        assert_eq!(
            first_step_of(&view, &ModelRef::new("x", "y").unwrap()).unwrap().label,
            "step 2 of the chain of agent `play`"
        );
    }

    #[test]
    fn alias_step_follows_new_target() {
        let view = |fast| View::new(test_document(fast));
        assert_eq!(
            shift_texts(&view("c/d"), &view("e/f")),
            [
                "step 1 of the text chain uses `fast`, which changes from `c/d` to `e/f`",
                "step 1 of the chain of agent `work` uses `FAST`, which changes from `c/d` to `e/f`",
            ]
        );
        assert!(alias_shifts(&view("c/d"), &view("c/d")).is_empty());
    }

    #[test]
    fn mention_paths_point_to_their_text() {
        let view = View::new(test_document("c/d"));
        for mention in model_mentions(&view) {
            assert_eq!(view.get(&mention.at).unwrap(), &json!(mention.chain_step.configured), "{}", mention.label);
        }
    }

    #[test]
    fn allowlist_aliases_are_mentions() {
        let view = |model: &str| {
            let entries = json!({ "work": { "modelPolicy": { "allow": ["a/b", "fast"] } } });
            let (models, policy) = (json!({ model: { "alias": "fast" } }), json!({ "allow": ["fast"] }));
            let document =
                json!({ "agents": { "defaults": { "models": models, "modelPolicy": policy }, "entries": entries } });
            View::new(document).with_generation(Generation::SharedDb)
        };
        assert_eq!(
            shift_texts(&view("c/d"), &view("e/f")),
            [
                "the allowlist uses `fast`, which changes from `c/d` to `e/f`",
                "the allowlist of agent `work` uses `fast`, which changes from `c/d` to `e/f`",
            ]
        );
        assert!(model_mentions(&view("c/d").with_generation(Generation::JsonStore)).is_empty());
    }

    #[test]
    fn moved_step_is_reported_at_new_position() {
        let view = |model: &str, fallbacks: &[&str]| {
            let models = json!({ model: { "alias": "fast" } });
            let chain = json!({ "primary": "x/y", "fallbacks": fallbacks });
            View::new(json!({ "agents": { "defaults": { "model": chain, "models": models } } }))
        };
        assert_eq!(
            shift_texts(&view("c/d", &["a/b", "fast"]), &view("e/f", &["n/n", "a/b", "fast"])),
            ["step 4 of the text chain uses `fast`, which changes from `c/d` to `e/f`"]
        );
        assert!(alias_shifts(&view("c/d", &[]), &view("e/f", &["fast"])).is_empty());
    }
}
