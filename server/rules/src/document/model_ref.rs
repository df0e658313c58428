//! Resolves model names: aliases, providers and refs.

use catalog_data::canonical_provider;
use contract::{Generation, ModelRef};

/// Short names of Anthropic's models. Case does not matter.
const ANTHROPIC_SHORT_NAMES: &[(&str, &str)] = &[
    ("opus-4.6", "claude-opus-4-6"),
    ("opus-4.5", "claude-opus-4-5"),
    ("sonnet-4.6", "claude-sonnet-4-6"),
    ("sonnet-4.5", "claude-sonnet-4-5"),
];

/// Short names of Google's models. Case matters.
const GOOGLE_SHORT_NAMES: &[(&str, &str)] = &[
    ("gemini-3-pro", "gemini-3-pro-preview"),
    ("gemini-3-flash", "gemini-3-flash-preview"),
    ("gemini-3.1-pro", "gemini-3.1-pro-preview"),
    ("gemini-3.1-flash-lite", "gemini-3.1-flash-lite-preview"),
    ("gemini-3.1-flash", "gemini-3-flash-preview"),
    ("gemini-3.1-flash-preview", "gemini-3-flash-preview"),
];

/// Returns the provider that OpenClaw assumes for a name without one: 2026.3.13 and 2026.9.6 differ.
pub const fn implied_provider(generation: Generation) -> &'static str {
    match generation {
        Generation::JsonStore | Generation::AgentDb => "anthropic",
        Generation::SharedDb | Generation::Unknown => "openai",
    }
}

/// Whether a ref is a wildcard: for all models of a provider (`openai/*`), or for some of them (`openrouter/meta/*`).
pub(crate) fn is_wildcard(model: &ModelRef) -> bool {
    model.key().ends_with("/*")
}

/// Parses a ref without looking at aliases. A bare `*` is not a model.
pub fn parse_ref(name: &str, generation: Generation) -> Option<ModelRef> {
    parse_ref_with(name, generation, |provider| canonical_provider(provider, generation))
}

/// Like [`parse_ref`], with a function that finds the canonical id of a provider.
pub(crate) fn parse_ref_with(
    name: &str,
    generation: Generation,
    canonical: impl FnOnce(&str) -> String,
) -> Option<ModelRef> {
    let name = Some(without_profile(name.trim())).filter(|name| *name != "*")?;
    let (provider, model) = name.split_once('/').unwrap_or((implied_provider(generation), name));
    let provider = canonical(provider);
    let model = canonical_model(&provider, model.trim());
    ModelRef::new(provider, model)
}

/// Removes the credential suffix: `openai/gpt-5.2@openai:work` → `openai/gpt-5.2`. An `@` before the last slash is part
/// of the name.
pub(crate) fn without_profile(name: &str) -> &str {
    if !name.contains('@') {
        return name;
    }
    let last = name.rfind('/').map_or(0, |slash| slash + 1);
    match name.get(last..).and_then(|tail| tail.find('@')).map(|at| last + at) {
        Some(at) if at > 0 && at + 1 < name.len() => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

fn canonical_model(provider: &str, typed: &str) -> String {
    let has_slash = typed.contains('/');
    match provider {
        "anthropic" => anthropic_model_name(typed).to_owned(),
        "vercel-ai-gateway" if !has_slash => match anthropic_model_name(typed) {
            full if full.starts_with("claude-") => format!("anthropic/{full}"),
            other => other.to_owned(),
        },
        "google" | "google-vertex" => look_up(GOOGLE_SHORT_NAMES, typed).unwrap_or(typed).to_owned(),
        "openrouter" if !has_slash && !typed.is_empty() => format!("openrouter/{typed}"),
        _ => typed.to_owned(),
    }
}

fn anthropic_model_name(typed: &str) -> &str {
    look_up(ANTHROPIC_SHORT_NAMES, &typed.to_lowercase()).unwrap_or(typed)
}

fn look_up<'a>(table: &'a [(&str, &str)], name: &str) -> Option<&'a str> {
    table.iter().find(|(from, _)| *from == name).map(|(_, to)| *to)
}
