//! The model map, `agents.defaults.models`: aliases and settings of models, and in many homes the allowlist, too.

use std::collections::BTreeSet;

use contract::{Generation, ModelRef};
use json5_edit::KeyPath;
use serde_json::Value;

use super::View;
use crate::{
    base::env::{Env, has_variable},
    document::model_ref,
    schema::paths::model_map_path,
};

/// The built-in aliases of OpenClaw 2026.3.13, for listed models without an alias. They exist only in memory. An empty
/// alias disables them.
const EARLY_ALIASES: &[(&str, &str)] = &[
    ("opus", "anthropic/claude-opus-4-6"),
    ("sonnet", "anthropic/claude-sonnet-4-6"),
    ("gpt", "openai/gpt-5.4"),
    ("gpt-mini", "openai/gpt-5-mini"),
    ("gemini", "google/gemini-3.1-pro-preview"),
    ("gemini-flash", "google/gemini-3-flash-preview"),
    ("gemini-flash-lite", "google/gemini-3.1-flash-lite-preview"),
];

/// The built-in aliases of OpenClaw 2026.9.6. Such an alias yields if the file gives it to any other model.
const LATE_ALIASES: &[(&str, &str)] = &[
    ("opus", "anthropic/claude-opus-5"),
    ("sonnet", "anthropic/claude-sonnet-5"),
    ("gpt", "openai/gpt-5.4"),
    ("gpt-mini", "openai/gpt-5.4-mini"),
    ("gpt-nano", "openai/gpt-5.4-nano"),
    ("gemini", "google/gemini-3.1-pro-preview"),
    ("gemini-flash", "google/gemini-3-flash-preview"),
    ("gemini-flash-lite", "google/gemini-3.1-flash-lite"),
];

/// An entry of the model map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelEntry {
    /// The key, as it is spelled in the file.
    pub key: String,
    /// The model that the key means, if any.
    pub model: Option<ModelRef>,
    /// The alias, as it is written; `None` when it is blank.
    pub alias: Option<String>,
    /// The alias with variables filled in, as users type it. It is never shown, because it may be a secret.
    pub(crate) effective_alias: Option<String>,
    /// Whether the alias is OpenClaw's own, not written in the file.
    pub is_alias_built_in: bool,
    /// OpenClaw's own alias, if the entry lacks it only because the file gives it to another model.
    pub(crate) yielded_alias: Option<&'static str>,
}

impl ModelEntry {
    /// Returns the text to show: the model when it is known, otherwise the key.
    pub fn label(&self) -> String {
        self.model.as_ref().map_or_else(|| self.key.clone(), ModelRef::key)
    }

    /// Returns the path of the entry.
    pub fn entry_path(&self) -> KeyPath {
        model_map_path().with_key(&self.key)
    }

    /// Whether a name is the alias of the entry. Case does not matter.
    pub fn has_alias(&self, alias: &str) -> bool {
        self.effective_alias.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(alias))
    }
}

impl View {
    /// Returns the entries of the model map, in the order of the file.
    pub fn model_entries(&self) -> impl Iterator<Item = ModelEntry> {
        read_entries(&self.document, &self.env, self.generation)
    }

    /// Returns the entry of a model. If the model has several spellings, the one that OpenClaw writes takes precedence.
    pub fn model_entry(&self, model: &ModelRef) -> Option<ModelEntry> {
        let key = model.key();
        let found: Vec<_> = self.model_entries().filter(|entry| entry.model.as_ref() == Some(model)).collect();
        let index = found.iter().position(|entry| entry.key == key).unwrap_or_default();
        found.into_iter().nth(index)
    }
}

/// Returns the alias that OpenClaw gives to a listed model by itself.
pub(crate) fn built_in_alias(key: &str, generation: Generation) -> Option<&'static str> {
    let names = if has_early_aliases(generation) { EARLY_ALIASES } else { LATE_ALIASES };
    names.iter().find(|(_, of)| *of == key).map(|(alias, _)| *alias)
}

const fn has_early_aliases(generation: Generation) -> bool {
    match generation {
        Generation::JsonStore | Generation::AgentDb => true,
        Generation::SharedDb | Generation::Unknown => false,
    }
}

fn read_entries(document: &Value, env: &Env, generation: Generation) -> impl Iterator<Item = ModelEntry> {
    let models = document.pointer("/agents/defaults/models").and_then(Value::as_object);
    let later = models.filter(|_| !has_early_aliases(generation)).into_iter().flatten();
    let taken =
        later.filter_map(|(_, entry)| effective_alias(entry, env)).map(|alias| alias.to_ascii_lowercase()).collect();
    models.into_iter().flatten().map(move |(key, entry)| read_entry(key, entry, env, generation, &taken))
}

fn read_entry(key: &str, entry: &Value, env: &Env, generation: Generation, taken: &BTreeSet<String>) -> ModelEntry {
    let is_without = entry.as_object().is_some_and(|members| !members.contains_key("alias"));
    let own = if is_without { built_in_alias(key, generation) } else { None };
    let (yields, given) = if own.is_some_and(|own| taken.contains(own)) { (own, None) } else { (None, own) };
    ModelEntry {
        key: key.to_owned(),
        model: model_ref::parse_ref(key, generation),
        is_alias_built_in: given.is_some(),
        alias: written_alias(entry, env).or_else(|| given.map(str::to_owned)),
        effective_alias: effective_alias(entry, env).or_else(|| given.map(str::to_owned)),
        yielded_alias: yields,
    }
}

/// Returns the alias as it is written, if it is not blank.
fn written_alias(entry: &Value, env: &Env) -> Option<String> {
    let text = entry.get("alias")?.as_str()?;
    effective_alias(entry, env).map(|called| if has_variable(text) { text.trim().to_owned() } else { called })
}

/// Returns the alias with variables filled in.
fn effective_alias(entry: &Value, env: &Env) -> Option<String> {
    let own = entry.get("alias").and_then(Value::as_str).and_then(|text| env.expand(text));
    own.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
