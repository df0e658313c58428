//! Decides which providers have a credential.

use catalog_data::{find_provider, providers};
use contract::Generation;
use serde_json::Value;

use crate::document::view::{
    View,
    providers::{has_local_host, provider_entry},
};

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
}
