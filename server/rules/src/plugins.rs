//! Plugins that OpenClaw needs for models. From 2026.8.1 on, most providers are npm packages of their own. While one is
//! missing, OpenClaw tries to install it before most commands, and refuses to select its models.

mod needed;

use std::collections::{BTreeMap, BTreeSet};

use contract::{Check, Generation, ModelRef, Verdict};
use serde_json::Value;

use crate::{health::check, refs::provider_name, steps, view::View};

/// The runtime that OpenClaw selects for models of `openai`.
const CODEX: &str = "codex";

/// A plugin that can be installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// As OpenClaw calls it.
    pub id: String,
    /// The npm package.
    pub package: String,
    /// The providers that it adds, by all their names.
    pub providers: Vec<String>,
}

/// What is known of the plugins of a home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plugins {
    /// Those that can be installed.
    pub known: Vec<Plugin>,
    /// The ids of those that are there: in the package of OpenClaw, or installed in the state directory.
    pub present: BTreeSet<String>,
}

/// A model whose plugin is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The first of its models.
    pub model: ModelRef,
    /// What it needs.
    pub plugin: Plugin,
}

impl Plugin {
    /// The runtime plugin, which adds no provider.
    fn codex() -> Self {
        Self { id: CODEX.to_owned(), package: "@openclaw/codex".to_owned(), providers: Vec::new() }
    }
}

/// The plugins of OpenClaw 2026.9.6, for homes without an OpenClaw that can be asked.
pub fn embedded() -> Vec<Plugin> {
    let plugin = |[provider, id, package]: [&str; 3]| Plugin {
        id: id.to_owned(),
        package: package.to_owned(),
        providers: vec![provider.to_owned()],
    };
    catalog::provider_plugins().map(plugin).chain([Plugin::codex()]).collect()
}

/// The plugins in the list that OpenClaw's package has of them; `None` when it is no such list.
pub fn listed(list: &Value) -> Option<Vec<Plugin>> {
    let entries = list.get("entries")?.as_array()?;
    let plugins: Vec<_> = entries.iter().filter_map(listed_plugin).chain([Plugin::codex()]).collect();
    (plugins.len() > 1).then_some(plugins)
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str).filter(|text| is_name(text))
}

fn listed_plugin(entry: &Value) -> Option<Plugin> {
    let providers = entry.pointer("/openclaw/providers")?.as_array()?.iter();
    let names = providers.flat_map(|provider| {
        let aliases = provider.get("aliases").and_then(Value::as_array);
        let aliases = aliases.into_iter().flatten().filter_map(Value::as_str);
        text(provider, "/id").into_iter().chain(aliases).map(str::to_owned)
    });
    Some(Plugin {
        id: text(entry, "/openclaw/plugin/id")?.to_owned(),
        package: text(entry, "/openclaw/install/npmSpec")?.to_owned(),
        providers: names.collect(),
    })
}

/// It becomes a part of a path and of a command that is shown.
fn is_name(text: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with(['.', '-'])
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    match text.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').is_some_and(|(scope, name)| is_plain(scope) && is_plain(name)),
        None => is_plain(text),
    }
}

/// The models that a change puts into a chain or into the map of models. None where no plugins are needed.
pub fn added_models(before: &View, after: &View) -> Vec<ModelRef> {
    if after.generation() != Generation::SharedDb {
        return Vec::new();
    }
    let known = BTreeSet::from_iter(places(before));
    let mut seen = BTreeSet::new();
    let added = places(after).into_iter().filter(|place| !known.contains(place)).map(|(_, model)| model);
    added.filter(|model| seen.insert(model.clone())).collect()
}

/// Each model of the configuration, and where it is used: as a primary, as a fallback or in the map.
fn places(view: &View) -> Vec<(String, ModelRef)> {
    let steps = steps::all(view).into_iter();
    let steps = steps.filter_map(|step| Some((format!("{} {}", step.number == 1, step.chain), step.rung.model?)));
    steps.chain(view.listed().filter_map(|entry| Some((String::new(), entry.model?)))).collect()
}

/// The plugins that these models need and that are not there, each once.
pub fn missing<'a>(view: &View, models: &[ModelRef], plugins: &'a Plugins) -> Vec<Missing> {
    let mut seen = BTreeSet::new();
    let names = |plugin: &'a Plugin| plugin.providers.iter().map(move |name| (provider_name(name), plugin));
    let of_provider: BTreeMap<_, _> = plugins.known.iter().flat_map(names).collect();
    let codex = plugins.known.iter().find(|plugin| plugin.id == CODEX);
    let needed = models.iter().flat_map(|model| {
        let codex = codex.filter(|_| needed::runs_with_codex(view, model));
        let needed = of_provider.get(model.provider()).copied().into_iter().chain(codex);
        needed.map(|plugin| Missing { model: model.clone(), plugin: plugin.clone() })
    });
    let is_absent = |Missing { plugin, .. }: &Missing| {
        !plugins.present.contains(&plugin.id) && !needed::is_settled(view, plugin) && seen.insert(plugin.id.clone())
    };
    needed.filter(is_absent).collect()
}

/// Whether plugins have to be looked for: not before 2026.8.1.
pub fn are_needed(view: &View) -> bool {
    view.generation() == Generation::SharedDb
}

/// As findings, for all models of a home.
pub fn checks(view: &View, plugins: &Plugins) -> Vec<Check> {
    let mut seen = BTreeSet::new();
    let models = places(view).into_iter().map(|(_, model)| model);
    let models: Vec<_> = models.filter(|model| seen.insert(model.clone())).collect();
    missing(view, &models, plugins).into_iter().map(|missing| missing.check()).collect()
}

impl Missing {
    /// For a change that puts the model in.
    pub fn warning(&self) -> String {
        format!("{}: {} installs it", self.detail(), self.command())
    }

    fn check(&self) -> Check {
        check("plugins", Verdict::Warn, self.detail(), Some(format!("{} installs it", self.command())))
    }

    fn detail(&self) -> String {
        format!("`{}` needs OpenClaw's plugin `{}`, which is not installed", self.model.key(), self.plugin.id)
    }

    fn command(&self) -> String {
        format!("`openclaw plugins install {}`", self.plugin.package)
    }
}

#[cfg(test)]
mod tests;
