//! Decides which plugin a model needs, by the rules of OpenClaw 2026.9.6.

use std::path::Path;

use catalog_data::canonical_provider;
use contract::ModelRef;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{CODEX_PLUGIN_ID, Plugin};
use crate::document::view::View;

/// The address at which OpenClaw selects the `codex` runtime for models of `openai`.
const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// Provider settings that keep OpenClaw from running the provider's models with `codex`.
const OVERRIDE_KEYS: &[&str] = &["api", "headers", "params", "request"];

/// Whether the configuration says that a plugin is installed or disabled: then OpenClaw does not look for it.
pub(super) fn is_configured_or_disabled(view: &View, plugin: &Plugin) -> bool {
    let plugins_path = KeyPath::from_keys(["plugins"]);
    let get = |path: KeyPath| view.get(&path);
    let names = |value: Option<&Value>| -> Vec<String> {
        let texts = value.and_then(Value::as_array).into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let is_off = |path: KeyPath| get(path).is_some_and(|enabled| enabled == false);
    let is_installed = get(plugins_path.with_key("installs").with_key(&plugin.id)).is_some();
    let is_plugin_path = |path: &String| {
        let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name == plugin.id || plugin.package.rsplit('/').next() == Some(name)
    };
    is_installed
        || is_off(plugins_path.with_key("enabled"))
        || is_off(plugins_path.with_key("entries").with_key(&plugin.id).with_key("enabled"))
        || names(get(plugins_path.with_key("deny"))).contains(&plugin.id)
        || names(get(plugins_path.with_key("load").with_key("paths"))).iter().any(is_plugin_path)
}

/// Whether OpenClaw runs a model with `codex`: the model or its provider is configured so, or no runtime is configured
/// and the model is served at the address of `OpenAI` itself.
pub(super) fn runs_with_codex(view: &View, model: &ModelRef) -> bool {
    let provider = find_provider(view, model.provider());
    match configured_runtime(view, model, provider) {
        Some(runtime) => runtime == CODEX_PLUGIN_ID,
        None => model.provider() == "openai" && provider.is_none_or(is_official_endpoint),
    }
}

fn is_official_endpoint(provider: &Value) -> bool {
    let address = provider.get("baseUrl").and_then(Value::as_str).map(|url| url.trim().trim_end_matches('/'));
    address.is_none_or(|url| url == OPENAI_BASE_URL) && OVERRIDE_KEYS.iter().all(|key| provider.get(key).is_none())
}

fn find_provider<'v>(view: &'v View, name: &str) -> Option<&'v Value> {
    let providers = view.get(&KeyPath::from_keys(["models", "providers"]))?.as_object()?;
    providers.iter().find(|(key, _)| canonical_provider(key, view.generation()) == name).map(|(_, provider)| provider)
}

/// Returns the configured runtime of a model. The model's own setting takes precedence over the provider's. `auto` and
/// `default` count as not set.
fn configured_runtime<'v>(view: &'v View, model: &ModelRef, provider: Option<&'v Value>) -> Option<&'v str> {
    let of_map = view.get(&KeyPath::from_keys(["agents", "defaults", "models"]).with_key(&model.key()));
    let models = provider.and_then(|provider| provider.get("models")?.as_array());
    let of_provider = models.into_iter().flatten().find(|entry| entry.get("id").is_some_and(|id| id == model.model()));
    let candidates = [of_map, of_provider, provider];
    let runtimes = candidates.into_iter().flatten().filter_map(|value| value.pointer("/agentRuntime/id")?.as_str());
    runtimes.map(str::trim).find(|runtime| !matches!(*runtime, "" | "auto" | "default"))
}
