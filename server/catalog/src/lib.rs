//! Which models there are, as far as this binary knows.
//!
//! **Why this crate exists.** A typo in a model's name costs a night: OpenClaw accepts it, and nothing answers. Whoever
//! writes a ref asks here first. The facts are compiled in, so that this works offline; `models.tsv` is both the source
//! that people review and the form that is embedded.
//!
//! **How to add a model.** Add a line to `models.tsv`: its ref, a tab, and `text` or `text+image`. Keep the lines sorted
//! by their bytes; a test says when they are not. A provider that sells whatever others make belongs into
//! [`is_open_ended`] instead, because no list of its models is ever complete.
//!
//! **What it must never do.** Read a file, ask the network, or be the only reason for a refusal that cannot be overruled:
//! a model can be newer than this binary.

use std::sync::LazyLock;

use contract::ModelRef;

static ROWS: LazyLock<Vec<(&str, Fact)>> = LazyLock::new(|| rows(include_str!("../models.tsv")).collect());

/// Providers without a list of their own: they hand on what others make, run what somebody downloaded, or name what an
/// account has set up.
const OPEN_ENDED: &[&str] = &[
    "amazon-bedrock",
    "azure-openai-responses",
    "baseten",
    "chutes",
    "claude-cli",
    "cloudflare-ai-gateway",
    "deepinfra",
    "fireworks",
    "google-vertex",
    "huggingface",
    "kilocode",
    "litellm",
    "lmstudio",
    "nvidia",
    "ollama",
    "ollama-cloud",
    "opencode",
    "opencode-go",
    "openrouter",
    "sglang",
    "synthetic",
    "together",
    "venice",
    "vercel-ai-gateway",
    "vllm",
];

/// The plugins that OpenClaw 2026.9.6 needs for providers that are not in its package, as its own list of them has it:
/// provider, plugin, npm package.
pub fn provider_plugins() -> impl Iterator<Item = [&'static str; 3]> {
    include_str!("../plugins.tsv").lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some([columns.next()?, columns.next()?, columns.next()?])
    })
}

/// What is known of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Whether a request may have a picture in it.
    pub takes_images: bool,
}

/// What is known of one model; `None` when it is not in the list.
pub fn find(model: &ModelRef) -> Option<Fact> {
    let key = model.key();
    let at = ROWS.binary_search_by(|(known, _)| (*known).cmp(&key)).ok()?;
    ROWS.get(at).map(|(_, fact)| *fact)
}

/// The refs of all models in the list, sorted.
pub fn keys() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|(key, _)| *key)
}

/// The providers that are known here, with and without a list, in no order that means anything.
pub fn providers() -> impl Iterator<Item = &'static str> {
    let mut listed: Vec<_> = keys().filter_map(|key| Some(key.split_once('/')?.0)).collect();
    listed.dedup();
    listed.into_iter().filter(|provider| !is_open_ended(provider)).chain(OPEN_ENDED.iter().copied())
}

/// Whether the list of a provider's models has no end, so that any name may be right.
pub fn is_open_ended(provider: &str) -> bool {
    OPEN_ENDED.contains(&provider)
}

/// A line that is none of ours is passed over: `every_line_is_a_row` keeps them out.
fn rows(text: &'static str) -> impl Iterator<Item = (&'static str, Fact)> {
    text.lines().filter_map(|line| {
        let (key, input) = line.split_once('\t')?;
        Some((key, Fact { takes_images: takes_images(input)? }))
    })
}

fn takes_images(input: &str) -> Option<bool> {
    match input {
        "text" => Some(false),
        "text+image" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(provider: &str, model: &str) -> ModelRef {
        ModelRef::new(provider, model).unwrap()
    }

    #[test]
    fn every_line_is_a_row() {
        let lines = include_str!("../models.tsv").lines().count();
        assert_eq!((ROWS.len(), lines > 50), (lines, true));
    }

    #[test]
    fn the_rows_are_sorted_and_each_is_there_once() {
        assert!(keys().is_sorted_by(|a, b| a < b));
        assert!(OPEN_ENDED.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn each_provider_has_one_plugin() {
        let rows: Vec<_> = provider_plugins().collect();
        assert_eq!(rows.len(), include_str!("../plugins.tsv").lines().count());
        assert!(rows.is_sorted_by(|[a, ..], [b, ..]| a < b));
        assert!(rows.contains(&["mistral", "mistral", "@openclaw/mistral-provider"]));
    }

    #[test]
    fn a_key_is_spelled_as_refs_are() {
        for key in keys() {
            let (provider, id) = key.split_once('/').unwrap();
            assert_eq!(model(provider, id).key(), key);
            assert_eq!(provider, provider.to_lowercase());
            assert!(!key.contains(char::is_whitespace), "{key}");
        }
    }

    #[test]
    fn what_is_known_is_found() {
        for (provider, id, takes_images) in [
            ("anthropic", "claude-opus-4-5", Some(true)),
            ("zai", "glm-4.7", Some(false)),
            // However it is taken apart.
            ("openrouter", "auto", Some(true)),
            ("openrouter", "openrouter/auto", Some(true)),
            ("openai", "gpt-52", None),
            ("openai", "GPT-5.2", None),
        ] {
            assert_eq!(find(&model(provider, id)).map(|fact| fact.takes_images), takes_images, "{provider}/{id}");
        }
    }

    #[test]
    fn a_provider_is_known_once() {
        let mut all: Vec<_> = providers().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.contains(&"anthropic") && all.contains(&"ollama"));
    }

    #[test]
    fn a_list_without_an_end_is_none_to_be_complete() {
        assert!(is_open_ended("openrouter") && is_open_ended("claude-cli"));
        assert!(!is_open_ended("anthropic") && !is_open_ended("opnerouter"));
    }
}
