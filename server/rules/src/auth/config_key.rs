//! The key of a provider in the configuration.

use contract::CredentialMode;
use serde_json::Value;

use super::{
    environment::{follow_reference, variable_facts},
    provider_name::member_of_provider,
    secret_facts::{SecretFacts, marker, variable_marker},
    secret_ref::SecretRef,
};
use crate::{
    document::view::{View, providers::host_name},
    schema::paths::providers_path,
};

/// Hosts whose servers need no key. OpenClaw compares them exactly.
const KEYLESS_HOSTS: &[&str] = &["localhost", "127.0.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1"];

/// A key that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UsableKey {
    pub(super) source: String,
    pub(super) label: String,
    pub(super) mode: CredentialMode,
    /// What is known about the key; `None` if it is in a file or comes from a program.
    pub(super) facts: Option<SecretFacts>,
}

/// Where a key is, as OpenClaw names the configuration.
pub(super) const CONFIG_SOURCE: &str = "models.json";

/// The entry of a provider in the configuration. The exact name counts before other spellings.
pub fn config_entry<'v>(view: &'v View, provider: &str) -> Option<&'v Value> {
    let entries = view.get(&providers_path())?.as_object()?;
    member_of_provider(entries, provider, view.generation())
}

/// The way of a provider to authenticate, if the configuration sets it.
pub(super) fn auth_override<'v>(view: &'v View, provider: &str) -> Option<&'v str> {
    config_entry(view, provider)?.get("auth")?.as_str()
}

/// The key of a provider in the configuration: `None` if it has none, and an error with its label and a reason if it
/// cannot be used.
pub(super) fn find_config_key(view: &View, provider: &str) -> Option<Result<UsableKey, (String, String)>> {
    match config_entry(view, provider)?.get("apiKey")? {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(read_text(view, text)),
        Value::Null => None,
        value => Some(match SecretRef::parse(value) {
            Some(reference) => read_reference(view, &reference),
            None => Err(("set".to_owned(), "it is neither a text nor a reference".to_owned())),
        }),
    }
}

fn read_text(view: &View, text: &str) -> Result<UsableKey, (String, String)> {
    let Some(key) = view.expand(text) else {
        let label = SecretRef::parse_text(text).map_or("set".to_owned(), |reference| reference.label());
        return Err((label, "a variable in it is not set".to_owned()));
    };
    let facts = SecretFacts::of_config_key(&key);
    let facts = facts.ok_or_else(|| ("missing".to_owned(), "it is blank".to_owned()))?;
    let label = facts.label();
    if marker(&key).is_some() {
        return Err((label, "it is a marker, not a key".to_owned()));
    }
    let mode = CredentialMode::ApiKey;
    let Some(name) = variable_marker(&key) else {
        return Ok(UsableKey { source: CONFIG_SOURCE.to_owned(), label, mode, facts: Some(facts) });
    };
    let source = format!("env: {name} (models.json marker)");
    match variable_facts(view, name) {
        Some(facts) => Ok(UsableKey { source, label: facts.label(), mode, facts: Some(facts) }),
        None => Err((label, format!("the variable `{name}` that it names is not set"))),
    }
}

fn read_reference(view: &View, reference: &SecretRef) -> Result<UsableKey, (String, String)> {
    let facts = follow_reference(view, reference).map_err(|reason| (reference.label(), reason))?;
    let (source, label) = (CONFIG_SOURCE.to_owned(), reference.label());
    Ok(UsableKey { source, label, mode: CredentialMode::ApiKey, facts })
}

/// The key that OpenClaw makes up for a server that needs none: for Ollama wherever it runs, and for any server on this
/// machine.
pub(super) fn find_keyless_server(view: &View, provider: &str, id: &str) -> Option<UsableKey> {
    let entry = config_entry(view, provider)?;
    let key = match id {
        "ollama" if ["api", "baseUrl", "models"].iter().any(|key| entry.get(key).is_some()) => "ollama-local",
        _ if is_keyless_server(view, entry) => "custom-local",
        _ => return None,
    };
    let facts = SecretFacts::of(key)?;
    let source = format!("models.providers.{provider} (synthetic local key)");
    Some(UsableKey { source, label: facts.label(), mode: CredentialMode::ApiKey, facts: Some(facts) })
}

fn is_keyless_server(view: &View, entry: &Value) -> bool {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let has_models = entry.get("models").and_then(Value::as_array).is_some_and(|models| !models.is_empty());
    has_models
        && text("api").is_some()
        && entry
            .get("apiKey")
            .is_none_or(|key| key.is_null() || key.as_str().is_some_and(|text| text.trim().is_empty()))
        && matches!(text("auth"), None | Some("api-key"))
        && text("baseUrl").and_then(|url| host_name(view, url)).is_some_and(|host| KEYLESS_HOSTS.contains(&&*host))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::env::{Env, Variables};

    fn view(entry: &Value) -> View {
        let set: Variables = [("GROQ_API_KEY", "gk"), ("HOUSE", "sk-0123456789house")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        View::new(json!({ "models": { "providers": { "house": entry } } })).with_env(Env::new(vec![set]))
    }

    #[test]
    fn a_key_is_written_or_referred_to() {
        for (key, expected) in [
            (json!("sk-0123456789own"), "models.json …9own"),
            (json!("${HOUSE}"), "models.json …ouse"),
            (json!("${NONE}"), "ref(env:NONE): a variable in it is not set"),
            (json!("x${NONE}"), "set: a variable in it is not set"),
            (json!("GROQ_API_KEY"), "env: GROQ_API_KEY (models.json marker) set"),
            (json!("OPENAI_API_KEY"), "marker(OPENAI_API_KEY): the variable `OPENAI_API_KEY` that it names is not set"),
            (json!("AWS_PROFILE"), "marker(AWS_PROFILE): it is a marker, not a key"),
            (json!({ "source": "env", "id": "HOUSE" }), "models.json ref(env:HOUSE)"),
            (json!({ "source": "env", "id": "NONE" }), "ref(env:NONE): the variable `NONE` is not set"),
            (json!({ "source": "exec", "provider": "vault", "id": "x" }), "models.json ref(exec:x)"),
            (json!(5), "set: it is neither a text nor a reference"),
            (json!("日本"), "missing: it is blank"),
            (json!(" "), "none"),
            (json!(null), "none"),
        ] {
            let found = find_config_key(&view(&json!({ "apiKey": key })), "house");
            let found = match found {
                Some(Ok(key)) => format!("{} {}", key.source, key.label),
                Some(Err((label, reason))) => format!("{label}: {reason}"),
                None => "none".to_owned(),
            };
            assert_eq!(found, expected, "{key}");
        }
    }

    #[test]
    fn only_exact_hosts_need_no_key() {
        for (url, expected) in [
            ("http://localhost:1/v1", true),
            ("http://[::ffff:127.0.0.1]/v1", true),
            ("http://[::1]", true),
            ("http://127.0.0.2/v1", false),
            ("http://nas.local/v1", false),
            ("http://192.168.1.5/v1", false),
        ] {
            let entry = json!({ "baseUrl": url, "api": "openai-completions", "models": [{ "id": "m" }] });
            assert_eq!(find_keyless_server(&view(&entry), "house", "house").is_some(), expected, "{url}");
        }
        let with_key =
            json!({ "baseUrl": "http://localhost", "api": "x", "models": [{ "id": "m" }], "apiKey": "qwen-oauth" });
        assert_eq!(find_keyless_server(&view(&with_key), "house", "house"), None);
    }
}
