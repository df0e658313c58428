//! Model aliases, and what a name means with them.

use std::collections::BTreeMap;

use contract::{Generation, ModelRef};

use super::ModelEntry;
use crate::document::model_ref::{parse_ref, without_profile};

/// Aliases and their models, indexed in both directions: a file may define thousands of aliases, and each of thousands
/// of models is looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AliasMap {
    /// Alias and model, in the order of the file.
    entries: Vec<(String, ModelRef)>,
    /// Index in `entries` by the alias in lower case.
    by_name: BTreeMap<String, usize>,
    by_model: BTreeMap<ModelRef, usize>,
}

impl AliasMap {
    /// Builds the map from the entries of `agents.defaults.models`. An entry whose key is not a ref has no working
    /// alias.
    pub(crate) fn from_entries(listed: impl Iterator<Item = ModelEntry>) -> Self {
        let mut aliases = Self::default();
        listed.for_each(|entry| _ = aliases.add_entry(entry));
        aliases
    }

    /// Adds an entry under its alias with the variables filled in. Where the alias is shown, its variables stay
    /// unfilled.
    fn add_entry(&mut self, entry: ModelEntry) -> Option<()> {
        let (called, alias, model) = (entry.effective_alias?, entry.alias?, entry.model?);
        let index = self.entries.len();
        self.by_name.insert(called.to_ascii_lowercase(), index);
        self.by_model.entry(model.clone()).or_insert(index);
        self.entries.push((alias, model));
        Some(())
    }

    /// Returns the model that an alias stands for. Case does not matter; of two aliases that differ only in case, the
    /// last one wins.
    pub(crate) fn resolve(&self, name: &str) -> Option<&ModelRef> {
        let index = self.by_name.get(&name.to_ascii_lowercase())?;
        self.entries.get(*index).map(|(_, model)| model)
    }

    /// Returns the alias of a model; the first one if there are several.
    pub(crate) fn alias_of(&self, model: &ModelRef) -> Option<&str> {
        let index = self.by_model.get(model)?;
        self.entries.get(*index).map(|(alias, _)| alias.as_str())
    }

    /// Iterates over aliases and models, in the order of the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &ModelRef)> {
        self.entries.iter().map(|(alias, model)| (alias.as_str(), model))
    }
}

/// Resolves a name to a model: an alias if the name has no slash, otherwise a ref.
pub(crate) fn resolve_name(name: &str, aliases: &AliasMap, generation: Generation) -> Option<ModelRef> {
    let name = without_profile(name.trim());
    if !name.contains('/')
        && let Some(model) = aliases.resolve(name)
    {
        return Some(model.clone());
    }
    parse_ref(name, generation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_aliases() -> AliasMap {
        alias_map([("anthropic/claude-opus-4-5", "opus"), ("google/gemini-2.5-flash", "Fast"), ("/x", "broken")])
    }

    fn alias_map<const N: usize>(entries: [(&str, &str); N]) -> AliasMap {
        let listed = |(key, alias): (&str, &str)| ModelEntry {
            key: key.to_owned(),
            model: parse_ref(key, Generation::JsonStore),
            alias: Some(alias.to_owned()),
            effective_alias: Some(alias.to_owned()),
            is_alias_built_in: false,
            yielded_alias: None,
        };
        AliasMap::from_entries(entries.into_iter().map(listed))
    }

    #[test]
    fn names_resolve_to_models() {
        for (name, key) in [
            ("openai/gpt-5.2", Some("openai/gpt-5.2")),
            ("  OpenAI/GPT-5.2 ", Some("openai/GPT-5.2")),
            ("opus", Some("anthropic/claude-opus-4-5")),
            ("OPUS", Some("anthropic/claude-opus-4-5")),
            ("fast", Some("google/gemini-2.5-flash")),
            ("opus@anthropic:work", Some("anthropic/claude-opus-4-5")),
            ("openai/gpt-5.2@openai:work", Some("openai/gpt-5.2")),
            ("a/b@c/d", Some("a/b@c/d")),
            ("broken", Some("anthropic/broken")),
            ("claude-opus-4-6", Some("anthropic/claude-opus-4-6")),
            ("z.ai/glm-5", Some("zai/glm-5")),
            ("bedrock/x", Some("amazon-bedrock/x")),
            ("anthropic/Opus-4.6", Some("anthropic/claude-opus-4-6")),
            ("google/gemini-3-pro", Some("google/gemini-3-pro-preview")),
            ("google/Gemini-3-pro", Some("google/Gemini-3-pro")),
            ("vercel-ai-gateway/sonnet-4.5", Some("vercel-ai-gateway/anthropic/claude-sonnet-4-5")),
            ("openrouter/auto", Some("openrouter/auto")),
            ("openrouter/meta/llama-4", Some("openrouter/meta/llama-4")),
            ("openai/*", Some("openai/*")),
            ("*", None),
            ("openai/", None),
            ("/x", None),
            ("", None),
            ("  ", None),
        ] {
            assert_eq!(
                resolve_name(name, &test_aliases(), Generation::JsonStore).map(|model| model.key()).as_deref(),
                key,
                "{name:?}"
            );
        }
    }

    #[test]
    fn bare_name_resolves_by_generation() {
        let key = |name, generation| resolve_name(name, &test_aliases(), generation).unwrap().key();
        assert_eq!(key("some-model", Generation::JsonStore), "anthropic/some-model");
        assert_eq!(key("some-model", Generation::SharedDb), "openai/some-model");
    }

    #[test]
    fn provider_aliases_depend_on_the_generation() {
        let key = |name, generation| resolve_name(name, &test_aliases(), generation).unwrap().key();
        for (name, early, late) in [
            ("qwen/qwen3-max", "qwen-portal/qwen3-max", "qwen/qwen3-max"),
            ("kimi/k2p5", "kimi/k2p5", "kimi-coding/k2p5"),
            ("z.ai/glm-5", "zai/glm-5", "zai/glm-5"),
        ] {
            assert_eq!(key(name, Generation::AgentDb), early, "{name}");
            assert_eq!(key(name, Generation::SharedDb), late, "{name}");
        }
    }

    #[test]
    fn of_two_aliases_that_differ_in_case_the_last_wins() {
        let aliases = alias_map([("a/one", "x"), ("a/two", "X"), ("a/three", "é")]);
        assert_eq!(aliases.resolve("x").unwrap().key(), "a/two");
        assert_eq!(aliases.resolve("É"), None);
    }

    #[test]
    fn first_alias_is_displayed_and_both_resolve() {
        let aliases = alias_map([("a/one", "z"), ("a/two", "y"), ("a/one", "b")]);
        let one = aliases.resolve("B").unwrap();
        assert_eq!((aliases.alias_of(one), aliases.resolve("z")), (Some("z"), Some(one)));
        assert_eq!(aliases.iter().map(|(alias, _)| alias).collect::<Vec<_>>(), ["z", "y", "b"]);
    }
}
