//! Decides which providers have a credential, and which are on this machine.

use std::net::IpAddr;

use catalog::ProviderKind;
use catalog_data::{find_provider, providers};
use contract::Generation;
use serde_json::Value;

use crate::document::view::{View, providers::configured_providers};

/// Keys that stand for a local server without a key.
const KEYLESS_MARKERS: &[&str] = &["custom-local", "ollama-local"];

/// Keys that stand for a credential in a store.
const STORE_MARKERS: &[&str] = &["minimax-oauth", "qwen-oauth", "secretref-managed"];

/// Every generation: a variable of any of them may be named in a configuration.
const GENERATIONS: [Generation; 2] = [Generation::JsonStore, Generation::SharedDb];

/// Whether a provider has a credential. The sources are the environment and the configuration.
pub(crate) fn has_credential(view: &View, provider: &str) -> bool {
    let entry = provider_entry(view, provider);
    has_variable(view, provider) || entry.is_some_and(|entry| has_config_key(view, entry))
}

/// Whether the models of a provider run on this machine. Without an address in the configuration, the kind of the
/// provider decides.
pub(crate) fn is_local(view: &View, provider: &str) -> bool {
    match provider_entry(view, provider).and_then(|entry| entry.get("baseUrl")?.as_str()) {
        Some(url) => has_local_host(view, url),
        None => find_provider(provider).is_some_and(|known| known.kind == ProviderKind::Local),
    }
}

fn provider_entry<'v>(view: &'v View, provider: &str) -> Option<&'v Value> {
    configured_providers(view).find(|(name, _)| name == provider).map(|(_, entry)| entry)
}

/// Whether the environment has a key of a provider.
fn has_variable(view: &View, provider: &str) -> bool {
    find_provider(provider)
        .is_some_and(|known| known.env_names(view.generation()).any(|name| view.is_variable_set(name)))
}

/// Whether a provider of the configuration has a key, or needs none.
fn has_config_key(view: &View, entry: &Value) -> bool {
    if entry.get("auth").and_then(Value::as_str) == Some("aws-sdk") {
        return has_variable(view, "amazon-bedrock");
    }
    match entry.get("apiKey") {
        Some(Value::String(key)) => is_usable_key(view, key),
        // A reference to a secret: only one to a variable can be checked here.
        Some(Value::Object(secret)) => match secret.get("source").and_then(Value::as_str) {
            Some("env") => secret.get("id").and_then(Value::as_str).is_some_and(|name| view.is_variable_set(name)),
            _ => true,
        },
        _ => is_keyless_server(view, entry),
    }
}

fn is_usable_key(view: &View, key: &str) -> bool {
    let Some(key) = view.expand(key) else { return false };
    let key = key.trim();
    if is_variable_name(key) {
        return view.is_variable_set(key);
    }
    KEYLESS_MARKERS.contains(&key) || !key.is_empty() && !STORE_MARKERS.contains(&key)
}

/// Whether a key is the name of a variable that OpenClaw reads a key from.
fn is_variable_name(key: &str) -> bool {
    GENERATIONS
        .iter()
        .any(|generation| providers().iter().any(|known| known.env_names(*generation).any(|name| name == key)))
}

/// Whether a provider without a key is a server on this machine, as OpenClaw recognizes one.
fn is_keyless_server(view: &View, entry: &Value) -> bool {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let has_models = entry.get("models").and_then(Value::as_array).is_some_and(|models| !models.is_empty());
    has_models
        && text("api").is_some()
        && matches!(text("auth"), None | Some("api-key"))
        && text("baseUrl").is_some_and(|url| has_local_host(view, url))
}

/// Whether an address is on this machine, or has a name of the local network. The address may hold a secret.
fn has_local_host(view: &View, url: &str) -> bool {
    let Some(url) = view.expand(url) else { return false };
    let rest = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.to_ascii_lowercase();
    let is_address = || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback() || address.is_unspecified());
    host == "localhost" || host.strip_suffix(".local").is_some() || is_address()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::env::{Env, Variables};

    fn view(provider: &Value, variables: &[&str]) -> View {
        let set: Variables = variables.iter().map(|name| ((*name).to_owned(), "value".to_owned())).collect();
        View::new(json!({ "models": { "providers": { "house": provider } } })).with_env(Env::new(vec![set]))
    }

    #[test]
    fn a_key_of_the_configuration_is_a_credential_if_it_can_be_used() {
        let local = |extra: Value| {
            let mut entry =
                json!({ "baseUrl": "http://[::1]:1/v1", "api": "openai-completions", "models": [{ "id": "a" }] });
            entry.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            entry
        };
        for (entry, variables, expected) in [
            (json!({ "apiKey": "sk-own" }), &[][..], true),
            (json!({ "apiKey": " " }), &[], false),
            (json!({ "apiKey": "${HOUSE}" }), &[], false),
            (json!({ "apiKey": "${HOUSE}" }), &["HOUSE"], true),
            (json!({ "apiKey": "OPENAI_API_KEY" }), &[], false),
            (json!({ "apiKey": "OPENAI_API_KEY" }), &["OPENAI_API_KEY"], true),
            (json!({ "apiKey": "MY_OWN_VAR" }), &[], true),
            (json!({ "apiKey": "ollama-local" }), &[], true),
            (json!({ "apiKey": "qwen-oauth" }), &[], false),
            (json!({ "apiKey": { "source": "env", "id": "HOUSE" } }), &[], false),
            (json!({ "apiKey": { "source": "env", "id": "HOUSE" } }), &["HOUSE"], true),
            (json!({ "apiKey": { "source": "exec", "id": "x" } }), &[], true),
            (json!({ "auth": "aws-sdk" }), &[], false),
            (json!({ "auth": "aws-sdk" }), &["AWS_PROFILE"], true),
            (json!({ "baseUrl": "http://10.0.0.5/v1", "api": "x", "models": [{ "id": "a" }] }), &[], false),
            (local(json!({})), &[], true),
            (local(json!({ "auth": "oauth" })), &[], false),
            (local(json!({ "models": [] })), &[], false),
            (json!("wrong"), &[], false),
            (json!({ "apiKey": 5 }), &[], false),
        ] {
            assert_eq!(has_credential(&view(&entry, variables), "house"), expected, "{entry} {variables:?}");
        }
    }

    #[test]
    fn variables_of_a_provider_depend_on_the_generation() {
        for (variable, provider, generation, expected) in [
            ("OPENAI_API_KEY", "openai", Generation::JsonStore, true),
            ("OPENAI_API_KEY", "anthropic", Generation::JsonStore, false),
            ("DEEPSEEK_API_KEY", "deepseek", Generation::JsonStore, false),
            ("DEEPSEEK_API_KEY", "deepseek", Generation::SharedDb, true),
        ] {
            let view = view(&json!({}), &[variable]).with_generation(generation);
            assert_eq!(has_credential(&view, provider), expected, "{variable} {provider} {generation:?}");
        }
    }

    #[test]
    fn the_block_of_the_configuration_is_a_source_of_variables() {
        let view = View::new(json!({ "env": { "vars": { "OPENAI_API_KEY": "sk-x" } } })).with_env(Env::default());
        assert!(has_credential(&view, "openai") && !has_credential(&view, "google"));
    }

    #[test]
    fn the_host_decides_whether_a_provider_is_local() {
        for (url, expected) in [
            ("http://localhost:1234/v1", true),
            ("http://user:key@LOCALHOST/v1", true),
            ("http://127.0.0.2", true),
            ("http://0.0.0.0:1", true),
            ("http://[::1]:1234/v1", true),
            ("http://nas.local/v1", true),
            ("127.0.0.1:80", true),
            ("http://192.168.1.5/v1", false),
            ("https://api.example.com/localhost", false),
            ("https://localhost.example.com", false),
            ("${UNSET}", false),
            ("", false),
        ] {
            assert_eq!(is_local(&view(&json!({ "baseUrl": url }), &[]), "house"), expected, "{url}");
        }
        assert!(is_local(&View::default(), "lmstudio") && !is_local(&View::default(), "openai"));
    }
}
