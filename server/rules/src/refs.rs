//! What a name means: alias, provider, model.

use std::collections::BTreeMap;

use contract::{Generation, ModelRef, text::is_hostile};

use crate::{
    decision::Refusal,
    view::{Listed, View},
};

/// Other names of providers.
const PROVIDERS: &[(&str, &str)] = &[
    ("z.ai", "zai"),
    ("z-ai", "zai"),
    ("opencode-zen", "opencode"),
    ("opencode-go-auth", "opencode-go"),
    ("qwen", "qwen-portal"),
    ("kimi-code", "kimi-coding"),
    ("bedrock", "amazon-bedrock"),
    ("aws-bedrock", "amazon-bedrock"),
    ("bytedance", "volcengine"),
    ("doubao", "volcengine"),
];

/// Short names of Anthropic's models, in any case.
const ANTHROPIC: &[(&str, &str)] = &[
    ("opus-4.6", "claude-opus-4-6"),
    ("opus-4.5", "claude-opus-4-5"),
    ("sonnet-4.6", "claude-sonnet-4-6"),
    ("sonnet-4.5", "claude-sonnet-4-5"),
];

/// Short names of Google's models, in exactly this case.
const GOOGLE: &[(&str, &str)] = &[
    ("gemini-3-pro", "gemini-3-pro-preview"),
    ("gemini-3-flash", "gemini-3-flash-preview"),
    ("gemini-3.1-pro", "gemini-3.1-pro-preview"),
    ("gemini-3.1-flash-lite", "gemini-3.1-flash-lite-preview"),
    ("gemini-3.1-flash", "gemini-3-flash-preview"),
    ("gemini-3.1-flash-preview", "gemini-3-flash-preview"),
];

/// Alias and what it stands for. A file may name thousands, and each of thousands of models is looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases {
    /// In the order of the file.
    entries: Vec<(String, ModelRef)>,
    /// By the alias in lower case; where it stands in `entries`.
    by_name: BTreeMap<String, usize>,
    by_model: BTreeMap<ModelRef, usize>,
}

impl Aliases {
    /// Of the members of `agents.defaults.models`. A key that is no ref has no working alias.
    pub fn from_listed(listed: impl Iterator<Item = Listed>) -> Self {
        let mut aliases = Self::default();
        listed.for_each(|entry| _ = aliases.add(entry));
        aliases
    }

    /// By what people call it; a variable is not filled in where the alias is shown.
    fn add(&mut self, entry: Listed) -> Option<()> {
        let (called, alias, model) = (entry.called?, entry.alias?, entry.model?);
        let at = self.entries.len();
        self.by_name.insert(called.to_ascii_lowercase(), at);
        self.by_model.entry(model.clone()).or_insert(at);
        self.entries.push((alias, model));
        Some(())
    }

    /// What a name stands for. Case does not matter; of two that differ only in case the last wins.
    pub fn resolve(&self, name: &str) -> Option<&ModelRef> {
        let at = self.by_name.get(&name.to_ascii_lowercase())?;
        self.entries.get(*at).map(|(_, model)| model)
    }

    /// The alias of a model; of several the first.
    pub fn of(&self, model: &ModelRef) -> Option<&str> {
        let at = self.by_model.get(model)?;
        self.entries.get(*at).map(|(alias, _)| alias.as_str())
    }

    /// Alias and model, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ModelRef)> {
        self.entries.iter().map(|(alias, model)| (alias.as_str(), model))
    }
}

/// The provider that OpenClaw assumes where a name has none: 2026.3.13 and 2026.9.6 differ.
pub const fn implied_provider(generation: Generation) -> &'static str {
    match generation {
        Generation::Seeds | Generation::AgentDb => "anthropic",
        Generation::SharedDb | Generation::Unknown => "openai",
    }
}

/// What a name means: an alias when it has no slash, else a ref. `implied` is the provider of a name without one.
pub fn resolve(name: &str, aliases: &Aliases, implied: &str) -> Option<ModelRef> {
    let name = without_profile(name.trim());
    if !name.contains('/')
        && let Some(model) = aliases.resolve(name)
    {
        return Some(model.clone());
    }
    parse(name, implied)
}

/// What a key of `agents.defaults.models` means: never an alias.
pub(crate) fn of_key(key: &str) -> Option<ModelRef> {
    parse(key, implied_provider(Generation::Seeds))
}

/// What a typed name means, when it is fit to be written: a ref has no blanks inside, no variable, no half of a
/// credential, no mask, nothing that a terminal obeys or hides, and no backtick, which would end it in a sentence.
pub(crate) fn named(view: &View, typed: &str) -> Result<ModelRef, Refusal> {
    let model = named_or_wildcard(view, typed).ok().filter(|model| !is_wildcard(model));
    model.ok_or_else(|| Refusal::not_a_model(typed))
}

/// The same in a list of allowed models, which may have a wildcard.
pub(crate) fn named_or_wildcard(view: &View, typed: &str) -> Result<ModelRef, Refusal> {
    let is_strange = |c: char| c.is_whitespace() || is_hostile(c) || "${}`‹›•".contains(c);
    let is_fit =
        |model: &ModelRef| !model.key().contains(is_strange) && model.model().trim_matches('@') == model.model();
    view.resolve(typed).filter(is_fit).ok_or_else(|| Refusal::not_a_model(typed))
}

/// Whether it stands for all models of a provider, `openai/*`, or for some of them, `openrouter/meta/*`.
pub(crate) fn is_wildcard(model: &ModelRef) -> bool {
    model.key().ends_with("/*")
}

/// A ref, without looking at aliases. All models of nobody in particular are none.
fn parse(name: &str, implied: &str) -> Option<ModelRef> {
    let name = Some(without_profile(name.trim())).filter(|name| *name != "*")?;
    let (provider, model) = name.split_once('/').unwrap_or((implied, name));
    let provider = provider_name(provider);
    let model = model_name(&provider, model.trim());
    ModelRef::new(provider, model)
}

/// Cuts a credential off: `openai/gpt-5.2@openai:work` → `openai/gpt-5.2`. An `@` before the last slash belongs to the
/// name.
pub(crate) fn without_profile(name: &str) -> &str {
    let last = name.rfind('/').map_or(0, |slash| slash + 1);
    match name.get(last..).and_then(|tail| tail.find('@')).map(|at| last + at) {
        Some(at) if at > 0 && at + 1 < name.len() => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// A provider by its own name.
pub(crate) fn provider_name(typed: &str) -> String {
    let lower = typed.trim().to_lowercase();
    look_up(PROVIDERS, &lower).map_or(lower.clone(), str::to_owned)
}

fn model_name(provider: &str, typed: &str) -> String {
    let has_slash = typed.contains('/');
    match provider {
        "anthropic" => anthropic(typed).to_owned(),
        "vercel-ai-gateway" if !has_slash => match anthropic(typed) {
            full if full.starts_with("claude-") => format!("anthropic/{full}"),
            other => other.to_owned(),
        },
        "google" | "google-vertex" => look_up(GOOGLE, typed).unwrap_or(typed).to_owned(),
        "openrouter" if !has_slash && !typed.is_empty() => format!("openrouter/{typed}"),
        _ => typed.to_owned(),
    }
}

fn anthropic(typed: &str) -> &str {
    look_up(ANTHROPIC, &typed.to_lowercase()).unwrap_or(typed)
}

fn look_up<'a>(table: &'a [(&str, &str)], name: &str) -> Option<&'a str> {
    table.iter().find(|(from, _)| *from == name).map(|(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aliases() -> Aliases {
        named([("anthropic/claude-opus-4-5", "opus"), ("google/gemini-2.5-flash", "Fast"), ("/x", "broken")])
    }

    fn named<const N: usize>(entries: [(&str, &str); N]) -> Aliases {
        let listed = |(key, alias): (&str, &str)| Listed {
            key: key.to_owned(),
            model: of_key(key),
            alias: Some(alias.to_owned()),
            called: Some(alias.to_owned()),
            is_built_in: false,
            yields: None,
        };
        Aliases::from_listed(entries.into_iter().map(listed))
    }

    #[test]
    fn what_a_name_means() {
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
            assert_eq!(resolve(name, &aliases(), "anthropic").map(|model| model.key()).as_deref(), key, "{name:?}");
        }
    }

    #[test]
    fn a_name_without_a_provider_means_what_the_generation_says() {
        let meant = |generation| resolve("some-model", &aliases(), implied_provider(generation)).unwrap().key();
        assert_eq!(meant(Generation::Seeds), "anthropic/some-model");
        assert_eq!(meant(Generation::SharedDb), "openai/some-model");
    }

    #[test]
    fn of_two_aliases_that_differ_in_case_the_last_wins() {
        let aliases = named([("a/one", "x"), ("a/two", "X"), ("a/three", "é")]);
        assert_eq!(aliases.resolve("x").unwrap().key(), "a/two");
        assert_eq!(aliases.resolve("É"), None);
    }

    #[test]
    fn of_two_aliases_of_a_model_the_first_is_its_name_and_both_work() {
        let aliases = named([("a/one", "z"), ("a/two", "y"), ("a/one", "b")]);
        let one = aliases.resolve("B").unwrap();
        assert_eq!((aliases.of(one), aliases.resolve("z")), (Some("z"), Some(one)));
        assert_eq!(aliases.iter().map(|(alias, _)| alias).collect::<Vec<_>>(), ["z", "y", "b"]);
    }
}
