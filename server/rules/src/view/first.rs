//! What is asked first, also where nothing that means anything is configured.

use std::collections::BTreeSet;

use contract::{Answer, Because, Chain, Generation, ModelRef, Rung};
use json5_edit::KeyPath;
use serde_json::Value;

use super::View;
use crate::{
    known,
    refs::{implied_provider, without_profile},
};

impl View {
    /// What a request gets that goes to a chain. A name that means nothing makes OpenClaw take its own default; one that
    /// a variable belongs into is taken as it stands.
    pub fn answer(&self, chain: &Chain) -> Answer {
        let (model, why) = match &chain.primary {
            None => (self.own_default(), Because::Unset),
            Some(rung) => match (&rung.model, self.kept_to_itself(rung)) {
                (Some(model), _) if known::is_known(self, model) => (model.key(), Because::Set),
                (Some(model), _) => (model.key(), Because::Unheard),
                (None, Some(true)) => (rung.label(), Because::Set),
                (None, Some(false)) => (rung.label(), Because::Unheard),
                (None, None) if self.env.text(&rung.configured).is_none() => (rung.label(), Because::Unfilled),
                (None, None) => (self.own_default(), Because::Meaningless),
            },
        };
        let others = self.others(chain, &model);
        Answer { model, why, others }
    }

    /// How many other models can be tried: each once, and not the one that answers.
    fn others(&self, chain: &Chain, answers: &str) -> usize {
        let first = chain.primary.as_ref().and_then(|rung| self.usable(rung));
        let is_other = |model: &String| first.as_deref().unwrap_or(answers) != model;
        chain.fallbacks.iter().filter_map(|rung| self.usable(rung)).filter(is_other).collect::<BTreeSet<_>>().len()
    }

    /// What tells a model that can be asked from others: its key, or the text where a secret may fill it.
    fn usable(&self, rung: &Rung) -> Option<String> {
        let hidden = || self.kept_to_itself(rung).map(|_| rung.configured.clone());
        rung.model.as_ref().map(ModelRef::key).or_else(hidden)
    }

    /// What is not as it looks about a primary.
    pub fn doubts(&self, chain: &Chain) -> Vec<String> {
        let answer = self.answer(chain);
        let (model, is_openclaws) = (&answer.model, answer.is_openclaws());
        let said = |rung: &Rung| match () {
            () if is_openclaws => Some(format!(
                "`{}` is neither a model nor an alias, so OpenClaw uses its own default, `{model}`",
                rung.configured
            )),
            () if self.is_unqualified(rung) => Some(unqualified(rung)),
            () => None,
        };
        chain.primary.as_ref().and_then(said).into_iter().collect()
    }

    /// Whether a name that works has no provider and is no alias either.
    pub fn is_unqualified(&self, rung: &Rung) -> bool {
        let is_bare = |name: &str| !name.contains('/') && self.alias(without_profile(name.trim())).is_none();
        rung.model.is_some() && self.shown(&rung.configured).is_some_and(|name| is_bare(&name))
    }

    /// OpenClaw's own default: the first model of the first provider that is set up, as long as the one that it would
    /// take else is not set up, too.
    fn own_default(&self) -> String {
        let providers = self.get(&KeyPath::of(["models", "providers"])).and_then(Value::as_object);
        let others = providers.filter(|providers| !providers.contains_key(implied_provider(self.generation)));
        let first = others.into_iter().flatten().find_map(|(name, entry)| {
            let id = entry.get("models")?.as_array()?.first()?.get("id")?.as_str()?;
            self.resolve(&format!("{name}/{id}"))
        });
        first.map_or_else(|| built_in(self.generation).to_owned(), |model| model.key())
    }
}

/// A name without a provider that works, and as what.
pub(crate) fn unqualified(rung: &Rung) -> String {
    format!("`{}` has no provider, so OpenClaw reads it as `{}`", rung.configured, rung.label())
}

/// As 2026.3.13 and 2026.9.6 have it.
const fn built_in(generation: Generation) -> &'static str {
    match generation {
        Generation::Seeds | Generation::AgentDb => "anthropic/claude-opus-4-6",
        Generation::SharedDb | Generation::Unknown => "openai/gpt-6-astra",
    }
}

#[cfg(test)]
mod tests {
    use contract::Role;
    use serde_json::json;

    use super::*;

    fn first(document: Value, generation: Generation) -> (String, bool, Vec<String>) {
        let view = View::new(document).with_generation(generation);
        let chain = view.chain(Role::Text);
        let answer = view.answer(&chain);
        (answer.model.clone(), answer.is_openclaws(), view.doubts(&chain))
    }

    fn primary(name: &str) -> Value {
        json!({ "agents": { "defaults": { "model": name, "models": { "a/b": { "alias": "x" } } } } })
    }

    #[test]
    fn where_nothing_is_configured_it_is_openclaws_own() {
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
            assert_eq!(first(document.clone(), Generation::Seeds), (seeds.to_owned(), true, vec![]), "{document}");
            assert_eq!(first(document, Generation::SharedDb), (shared.to_owned(), true, vec![]));
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
                .with_generation(Generation::Seeds);
            assert_eq!(view.answer(&view.chain(Role::Text)).others, others, "{model}");
        }
    }

    #[test]
    fn what_is_not_as_it_looks_is_said() {
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
            assert_eq!(first(primary(name), Generation::Seeds), (model.to_owned(), is_openclaws, doubts), "{name}");
        }
    }
}
