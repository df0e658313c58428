//! The plugins that OpenClaw needs for models. Since OpenClaw 2026.8.1, most providers are npm packages of their own.
//! While one is missing, OpenClaw tries to install it before most commands, and refuses to select its models.

mod requirements;

use std::collections::{BTreeMap, BTreeSet};

use catalog_data::canonical_provider;
use contract::{Check, Generation, ModelRef, Verdict};
use serde_json::Value;

use crate::{base::finding::new_check, document::view::View, model::steps};

/// The runtime that OpenClaw selects for models of `openai`.
const CODEX_PLUGIN_ID: &str = "codex";

/// A plugin that can be installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// The id of the plugin in OpenClaw.
    pub id: String,
    /// The name of the npm package.
    pub package: String,
    /// The providers that the plugin adds, with all their aliases.
    pub providers: Vec<String>,
}

/// The plugins of a home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PluginInventory {
    /// The plugins that can be installed.
    pub installable: Vec<Plugin>,
    /// The ids of the plugins that are present: bundled with OpenClaw, or installed in the state directory.
    pub present_ids: BTreeSet<String>,
}

/// A model whose plugin is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPlugin {
    /// The first model that needs the plugin.
    pub model: ModelRef,
    /// The missing plugin.
    pub plugin: Plugin,
}

impl Plugin {
    /// Returns the `codex` runtime plugin, which adds no provider.
    fn codex_runtime() -> Self {
        Self { id: CODEX_PLUGIN_ID.to_owned(), package: "@openclaw/codex".to_owned(), providers: Vec::new() }
    }
}

/// Returns the plugins of OpenClaw 2026.9.6, for homes where no OpenClaw can be asked.
pub fn embedded_plugins() -> Vec<Plugin> {
    let plugin = |[provider, id, package]: [&str; 3]| Plugin {
        id: id.to_owned(),
        package: package.to_owned(),
        providers: vec![provider.to_owned()],
    };
    catalog_data::provider_plugins().map(plugin).chain([Plugin::codex_runtime()]).collect()
}

/// Parses the plugin list of OpenClaw's package. `None` when the value is not such a list.
pub fn parse_plugin_list(list: &Value) -> Option<Vec<Plugin>> {
    let entries = list.get("entries")?.as_array()?;
    let plugins: Vec<_> = entries.iter().filter_map(parse_plugin).chain([Plugin::codex_runtime()]).collect();
    (plugins.len() > 1).then_some(plugins)
}

fn name_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str).filter(|text| is_plugin_name(text))
}

fn parse_plugin(entry: &Value) -> Option<Plugin> {
    let providers = entry.pointer("/openclaw/providers")?.as_array()?.iter();
    let names = providers.flat_map(|provider| {
        let aliases = provider.get("aliases").and_then(Value::as_array);
        let aliases = aliases.into_iter().flatten().filter_map(Value::as_str);
        name_at(provider, "/id").into_iter().chain(aliases).map(str::to_owned)
    });
    Some(Plugin {
        id: name_at(entry, "/openclaw/plugin/id")?.to_owned(),
        package: name_at(entry, "/openclaw/install/npmSpec")?.to_owned(),
        providers: names.collect(),
    })
}

/// Whether a text is a safe plugin name: it becomes a part of a path and of a command that is shown.
fn is_plugin_name(text: &str) -> bool {
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

/// Returns the models that a change adds to a chain or to the model map. Empty when the home needs no plugins.
pub fn added_models(before: &View, after: &View) -> Vec<ModelRef> {
    if after.generation() != Generation::SharedDb {
        return Vec::new();
    }
    let models_before = BTreeSet::from_iter(steps::model_uses(before));
    let mut seen = BTreeSet::new();
    let added =
        steps::model_uses(after).into_iter().filter(|mention| !models_before.contains(mention)).map(|(_, model)| model);
    added.filter(|model| seen.insert(model.clone())).collect()
}

/// Returns the missing plugins that these models need, each once.
pub fn missing_plugins<'a>(view: &View, models: &[ModelRef], plugins: &'a PluginInventory) -> Vec<MissingPlugin> {
    let mut seen = BTreeSet::new();
    let names = |plugin: &'a Plugin| {
        plugin.providers.iter().map(move |name| (canonical_provider(name, view.generation()), plugin))
    };
    let of_provider: BTreeMap<_, _> = plugins.installable.iter().flat_map(names).collect();
    let codex = plugins.installable.iter().find(|plugin| plugin.id == CODEX_PLUGIN_ID);
    let needed = models.iter().flat_map(|model| {
        let codex = codex.filter(|_| requirements::runs_with_codex(view, model));
        let needed = of_provider.get(model.provider()).copied().into_iter().chain(codex);
        needed.map(|plugin| MissingPlugin { model: model.clone(), plugin: plugin.clone() })
    });
    let is_absent = |MissingPlugin { plugin, .. }: &MissingPlugin| {
        !plugins.present_ids.contains(&plugin.id)
            && !requirements::is_configured_or_disabled(view, plugin)
            && seen.insert(plugin.id.clone())
    };
    needed.filter(is_absent).collect()
}

/// Whether the OpenClaw of the home needs plugins: since 2026.8.1.
pub fn are_plugins_needed(view: &View) -> bool {
    view.generation() == Generation::SharedDb
}

/// Returns a check for each missing plugin, for all models of a home.
pub fn plugin_checks(view: &View, plugins: &PluginInventory) -> Vec<Check> {
    let mut seen = BTreeSet::new();
    let models = steps::model_uses(view).into_iter().map(|(_, model)| model);
    let models: Vec<_> = models.filter(|model| seen.insert(model.clone())).collect();
    missing_plugins(view, &models, plugins).into_iter().map(|missing| missing.to_check()).collect()
}

impl MissingPlugin {
    /// Returns the warning for a change that adds the model.
    pub fn warning_text(&self) -> String {
        format!("{}: {} installs it", self.detail_text(), self.install_command())
    }

    fn to_check(&self) -> Check {
        new_check("plugins", Verdict::Warn, self.detail_text(), Some(format!("{} installs it", self.install_command())))
    }

    fn detail_text(&self) -> String {
        format!("`{}` needs OpenClaw's plugin `{}`, which is not installed", self.model.key(), self.plugin.id)
    }

    fn install_command(&self) -> String {
        format!("`openclaw plugins install {}`", self.plugin.package)
    }
}

#[cfg(test)]
mod tests;
