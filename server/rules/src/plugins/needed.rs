//! Which plugin a model needs, by the rules of OpenClaw 2026.9.6.

use std::path::Path;

use contract::ModelRef;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{CODEX, Plugin};
use crate::{refs::provider_name, view::View};

/// The address at which OpenClaw selects the `codex` runtime for models of `openai`.
const OPENAI: &str = "https://api.openai.com/v1";

/// What is set for a provider, and keeps OpenClaw from running its models with `codex`.
const OVERRIDES: &[&str] = &["api", "headers", "params", "request"];

/// Whether the configuration says that a plugin is there, or that it is not wanted: then OpenClaw does not look for it.
pub(super) fn is_settled(view: &View, plugin: &Plugin) -> bool {
    let at = KeyPath::of(["plugins"]);
    let get = |path: KeyPath| view.get(&path);
    let names = |value: Option<&Value>| -> Vec<String> {
        let texts = value.and_then(Value::as_array).into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let is_off = |path: KeyPath| get(path).is_some_and(|enabled| enabled == false);
    let is_installed = get(at.key("installs").key(&plugin.id)).is_some();
    let is_here = |path: &String| {
        let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name == plugin.id || plugin.package.rsplit('/').next() == Some(name)
    };
    is_installed
        || is_off(at.key("enabled"))
        || is_off(at.key("entries").key(&plugin.id).key("enabled"))
        || names(get(at.key("deny"))).contains(&plugin.id)
        || names(get(at.key("load").key("paths"))).iter().any(is_here)
}

/// Whether OpenClaw runs a model with `codex`: that is set for the model or its provider, or nothing is and it is served
/// at the provider's own address.
pub(super) fn runs_with_codex(view: &View, model: &ModelRef) -> bool {
    let provider = provider(view, model.provider());
    match runtime(view, model, provider) {
        Some(runtime) => runtime == CODEX,
        None => model.provider() == "openai" && provider.is_none_or(is_openais_own),
    }
}

fn is_openais_own(provider: &Value) -> bool {
    let address = provider.get("baseUrl").and_then(Value::as_str).map(|url| url.trim().trim_end_matches('/'));
    address.is_none_or(|url| url == OPENAI) && OVERRIDES.iter().all(|key| provider.get(key).is_none())
}

fn provider<'v>(view: &'v View, name: &str) -> Option<&'v Value> {
    let providers = view.get(&KeyPath::of(["models", "providers"]))?.as_object()?;
    providers.iter().find(|(key, _)| provider_name(key) == name).map(|(_, provider)| provider)
}

/// What is set for the model goes first. `auto` and `default` are as if nothing were set.
fn runtime<'v>(view: &'v View, model: &ModelRef, provider: Option<&'v Value>) -> Option<&'v str> {
    let of_map = view.get(&KeyPath::of(["agents", "defaults", "models"]).key(&model.key()));
    let models = provider.and_then(|provider| provider.get("models")?.as_array());
    let of_provider = models.into_iter().flatten().find(|entry| entry.get("id").is_some_and(|id| id == model.model()));
    let places = [of_map, of_provider, provider];
    let runtimes = places.into_iter().flatten().filter_map(|place| place.pointer("/agentRuntime/id")?.as_str());
    runtimes.map(str::trim).find(|runtime| !matches!(*runtime, "" | "auto" | "default"))
}
