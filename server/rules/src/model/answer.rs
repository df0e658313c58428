//! Determines the model that is asked first, even where no valid model is configured.

use std::collections::BTreeSet;

use contract::{Answer, AnswerReason, Chain, ChainStep, Generation, ModelRef};
use serde_json::Value;

use super::known_models;
use crate::{
    document::{
        model_ref::{implied_provider, without_profile},
        view::View,
    },
    schema::paths::providers_path,
};

impl View {
    /// Returns the model that answers requests to a chain. For a name that is not a model, OpenClaw uses its own
    /// default; a name with an unset variable is used as it is written.
    pub fn answer_for(&self, chain: &Chain) -> Answer {
        let (model, reason) = match &chain.primary {
            None => (self.openclaw_default(), AnswerReason::NotConfigured),
            Some(step) => match (&step.model, self.is_hidden_model_known(step)) {
                (Some(model), _) if known_models::is_known(self, model) => (model.key(), AnswerReason::Configured),
                (Some(model), _) => (model.key(), AnswerReason::NotInCatalog),
                (None, Some(true)) => (step.label(), AnswerReason::Configured),
                (None, Some(false)) => (step.label(), AnswerReason::NotInCatalog),
                (None, None) if self.expand(&step.configured).is_none() => (step.label(), AnswerReason::VariableUnset),
                (None, None) => (self.openclaw_default(), AnswerReason::NoSuchModel),
            },
        };
        let fallback_count = self.other_model_count(chain, &model);
        Answer { model, reason, fallback_count }
    }

    /// Returns how many other models can be tried: each is counted once, without the one that answers.
    fn other_model_count(&self, chain: &Chain, answers: &str) -> usize {
        let first = chain.primary.as_ref().and_then(|step| self.usable_key(step));
        let is_other = |model: &String| first.as_deref().unwrap_or(answers) != model;
        chain.fallbacks.iter().filter_map(|step| self.usable_key(step)).filter(is_other).collect::<BTreeSet<_>>().len()
    }

    /// Returns what identifies a model that can be asked: its key, or the configured text if its variable may hold a
    /// secret.
    fn usable_key(&self, step: &ChainStep) -> Option<String> {
        let hidden = || self.is_hidden_model_known(step).map(|_| step.configured.clone());
        step.model.as_ref().map(ModelRef::key).or_else(hidden)
    }

    /// Returns warnings if the primary does not mean what it seems to mean.
    pub fn primary_warnings(&self, chain: &Chain) -> Vec<String> {
        let answer = self.answer_for(chain);
        let (model, is_openclaws) = (&answer.model, answer.is_openclaw_default());
        let warning_for = |step: &ChainStep| match () {
            () if is_openclaws => Some(format!(
                "`{}` is neither a model nor an alias, so OpenClaw uses its own default, `{model}`",
                step.configured
            )),
            () if self.is_unqualified(step) => Some(unqualified_warning(step)),
            () => None,
        };
        chain.primary.as_ref().and_then(warning_for).into_iter().collect()
    }

    /// Whether a name works although it has no provider and is not an alias.
    pub fn is_unqualified(&self, step: &ChainStep) -> bool {
        let is_bare = |name: &str| !name.contains('/') && self.resolve_alias(without_profile(name.trim())).is_none();
        step.model.is_some() && self.visible_name(&step.configured).is_some_and(|name| is_bare(&name))
    }

    /// Whether the model of a step is known, if the step's model is hidden because a variable holds it; otherwise
    /// `None`.
    pub(crate) fn is_hidden_model_known(&self, step: &ChainStep) -> Option<bool> {
        let model = self.resolve_unmasked(&step.configured).filter(|_| step.model.is_none())?;
        Some(known_models::is_known(self, &model))
    }

    /// Returns OpenClaw's own default: the first model of the first configured provider, unless the implied provider is
    /// also configured; otherwise the built-in default.
    fn openclaw_default(&self) -> String {
        let providers = self.get(&providers_path()).and_then(Value::as_object);
        let others = providers.filter(|providers| !providers.contains_key(implied_provider(self.generation())));
        let first = others.into_iter().flatten().find_map(|(name, entry)| {
            let id = entry.get("models")?.as_array()?.first()?.get("id")?.as_str()?;
            self.resolve_name(&format!("{name}/{id}"))
        });
        first.map_or_else(|| built_in_default(self.generation()).to_owned(), |model| model.key())
    }
}

/// Returns the warning about a name without a provider, and the model that OpenClaw reads it as.
pub(crate) fn unqualified_warning(step: &ChainStep) -> String {
    format!("`{}` has no provider, so OpenClaw reads it as `{}`", step.configured, step.label())
}

/// Returns the built-in default of 2026.3.13 or of 2026.9.6.
const fn built_in_default(generation: Generation) -> &'static str {
    match generation {
        Generation::JsonStore | Generation::AgentDb => "anthropic/claude-opus-4-6",
        Generation::SharedDb | Generation::Unknown => "openai/gpt-6-astra",
    }
}

#[cfg(test)]
mod tests {
    use contract::Role;
    use serde_json::json;

    use super::*;

    fn first_answer(document: Value, generation: Generation) -> (String, bool, Vec<String>) {
        let view = View::new(document).with_generation(generation);
        let chain = view.default_chain(Role::Text);
        let answer = view.answer_for(&chain);
        (answer.model.clone(), answer.is_openclaw_default(), view.primary_warnings(&chain))
    }

    fn document_with_primary(name: &str) -> Value {
        json!({ "agents": { "defaults": { "model": name, "models": { "a/b": { "alias": "x" } } } } })
    }

    #[test]
    fn unset_chain_answers_with_openclaw_default() {
        let model = json!([{ "id": "m1", "name": "M" }]);
        for (providers, seeds, shared) in [
            (json!({}), "anthropic/claude-opus-4-6", "openai/gpt-6-astra"),
            (json!({ "none": {}, "zz": { "models": model } }), "zz/m1", "zz/m1"),
            (json!({ "zz": { "models": model }, "anthropic": {} }), "anthropic/claude-opus-4-6", "zz/m1"),
            (json!({ "zz": { "models": model }, "openai": {} }), "zz/m1", "openai/gpt-6-astra"),
            (
                json!({ "zz": { "models": [5] }, "yy": { "models": "x" } }),
                "anthropic/claude-opus-4-6",
                "openai/gpt-6-astra",
            ),
        ] {
            let document = json!({ "models": { "providers": providers } });
            assert_eq!(
                first_answer(document.clone(), Generation::JsonStore),
                (seeds.to_owned(), true, vec![]),
                "{document}"
            );
            assert_eq!(first_answer(document, Generation::SharedDb), (shared.to_owned(), true, vec![]));
        }
    }

    #[test]
    fn only_other_models_can_be_tried_and_each_counts_once() {
        for (primary, fallbacks, others) in [
            (json!("a/b"), json!(["a/b"]), 0),
            (json!("x"), json!(["a/b", "X", "c/d", "c/d"]), 1),
            (json!("a/b"), json!(["c/d", "openai/", "${GONE}", "e/f"]), 2),
            (Value::Null, json!(["anthropic/claude-opus-4-6", "c/d"]), 1),
            (json!("openai/"), json!(["anthropic/claude-opus-4-6", "c/d"]), 1),
        ] {
            let model = json!({ "primary": primary, "fallbacks": fallbacks });
            let models = json!({ "a/b": { "alias": "x" } });
            let view = View::new(json!({ "agents": { "defaults": { "model": model, "models": models } } }))
                .with_generation(Generation::JsonStore);
            assert_eq!(view.answer_for(&view.default_chain(Role::Text)).fallback_count, others, "{model}");
        }
    }

    #[test]
    fn misleading_primaries_have_a_warning() {
        for (name, model, is_openclaws, doubt) in [
            ("a/b", "a/b", false, None),
            ("X", "a/b", false, None),
            ("x@a:work", "a/b", false, None),
            ("${GONE}", "${GONE}", false, None),
            (
                "gpt-5.2",
                "anthropic/gpt-5.2",
                false,
                Some("`gpt-5.2` has no provider, so OpenClaw reads it as `anthropic/gpt-5.2`"),
            ),
            (
                "openai/",
                "anthropic/claude-opus-4-6",
                true,
                Some(
                    "`openai/` is neither a model nor an alias, so OpenClaw uses its own default, `anthropic/claude-opus-4-6`",
                ),
            ),
        ] {
            let doubts = doubt.into_iter().map(str::to_owned).collect();
            assert_eq!(
                first_answer(document_with_primary(name), Generation::JsonStore),
                (model.to_owned(), is_openclaws, doubts),
                "{name}"
            );
        }
    }
}
