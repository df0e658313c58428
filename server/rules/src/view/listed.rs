//! The map of models, `agents.defaults.models`: aliases and settings, and in many homes what is allowed, too.

use std::collections::BTreeSet;

use contract::{Generation, ModelRef};
use json5_edit::KeyPath;
use serde_json::Value;

use super::View;
use crate::{
    env::{Env, has_variable},
    refs,
};

/// What OpenClaw 2026.3.13 calls a model that is listed and has no alias: its own names, in memory only. An empty alias
/// keeps them away.
const EARLY: &[(&str, &str)] = &[
    ("opus", "anthropic/claude-opus-4-6"),
    ("sonnet", "anthropic/claude-sonnet-4-6"),
    ("gpt", "openai/gpt-5.4"),
    ("gpt-mini", "openai/gpt-5-mini"),
    ("gemini", "google/gemini-3.1-pro-preview"),
    ("gemini-flash", "google/gemini-3-flash-preview"),
    ("gemini-flash-lite", "google/gemini-3.1-flash-lite-preview"),
];

/// The same of 2026.9.6, where such a name yields to any other model that somebody gave it to.
const LATE: &[(&str, &str)] = &[
    ("opus", "anthropic/claude-opus-5"),
    ("sonnet", "anthropic/claude-sonnet-5"),
    ("gpt", "openai/gpt-5.4"),
    ("gpt-mini", "openai/gpt-5.4-mini"),
    ("gpt-nano", "openai/gpt-5.4-nano"),
    ("gemini", "google/gemini-3.1-pro-preview"),
    ("gemini-flash", "google/gemini-3-flash-preview"),
    ("gemini-flash-lite", "google/gemini-3.1-flash-lite"),
];

/// A member of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As it is spelled in the file.
    pub key: String,
    /// What that means, if anything.
    pub model: Option<ModelRef>,
    /// Its alias, as it is written. Blank is none.
    pub alias: Option<String>,
    /// The same with variables filled in: what people call it by. It is never shown, as it may be a secret.
    pub(crate) called: Option<String>,
    /// Nobody wrote that alias: it is OpenClaw's own.
    pub is_built_in: bool,
    /// OpenClaw's own alias, which it does not have only because another model was given it.
    pub(crate) yields: Option<&'static str>,
}

impl Listed {
    /// What to show: the model when it is known, else the text in the file.
    pub fn label(&self) -> String {
        self.model.as_ref().map_or_else(|| self.key.clone(), ModelRef::key)
    }

    /// Where it stands.
    pub fn path(&self) -> KeyPath {
        map().key(&self.key)
    }

    /// Whether a name is its alias. Case does not matter.
    pub fn is_called(&self, alias: &str) -> bool {
        self.called.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(alias))
    }
}

/// Where the map stands.
pub fn map() -> KeyPath {
    KeyPath::of(["agents", "defaults", "models"])
}

impl View {
    /// The map of models, in the order of the file.
    pub fn listed(&self) -> impl Iterator<Item = Listed> {
        read(&self.document, &self.env, self.generation)
    }

    /// The member for a model. Of several spellings the one that OpenClaw writes goes first.
    pub fn entry(&self, model: &ModelRef) -> Option<Listed> {
        let key = model.key();
        let found: Vec<_> = self.listed().filter(|entry| entry.model.as_ref() == Some(model)).collect();
        let at = found.iter().position(|entry| entry.key == key).unwrap_or_default();
        found.into_iter().nth(at)
    }
}

/// The alias that OpenClaw gives to a listed model by itself.
pub(crate) fn built_in(key: &str, generation: Generation) -> Option<&'static str> {
    let names = if is_early(generation) { EARLY } else { LATE };
    names.iter().find(|(_, of)| *of == key).map(|(alias, _)| *alias)
}

const fn is_early(generation: Generation) -> bool {
    match generation {
        Generation::Seeds | Generation::AgentDb => true,
        Generation::SharedDb | Generation::Unknown => false,
    }
}

pub(super) fn read(document: &Value, env: &Env, generation: Generation) -> impl Iterator<Item = Listed> {
    let models = document.pointer("/agents/defaults/models").and_then(Value::as_object);
    let later = models.filter(|_| !is_early(generation)).into_iter().flatten();
    let taken = later.filter_map(|(_, entry)| called(entry, env)).map(|alias| alias.to_ascii_lowercase()).collect();
    models.into_iter().flatten().map(move |(key, entry)| listed(key, entry, env, generation, &taken))
}

fn listed(key: &str, entry: &Value, env: &Env, generation: Generation, taken: &BTreeSet<String>) -> Listed {
    let is_without = entry.as_object().is_some_and(|members| !members.contains_key("alias"));
    let own = if is_without { built_in(key, generation) } else { None };
    let (yields, given) = if own.is_some_and(|own| taken.contains(own)) { (own, None) } else { (None, own) };
    Listed {
        key: key.to_owned(),
        model: refs::of_key(key),
        is_built_in: given.is_some(),
        alias: written(entry, env).or_else(|| given.map(str::to_owned)),
        called: called(entry, env).or_else(|| given.map(str::to_owned)),
        yields,
    }
}

/// The alias that somebody wrote, when it is one.
fn written(entry: &Value, env: &Env) -> Option<String> {
    let text = entry.get("alias")?.as_str()?;
    called(entry, env).map(|called| if has_variable(text) { text.trim().to_owned() } else { called })
}

/// The same with variables filled in.
fn called(entry: &Value, env: &Env) -> Option<String> {
    let own = entry.get("alias").and_then(Value::as_str).and_then(|text| env.text(text));
    own.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
