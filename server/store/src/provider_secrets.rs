//! The secrets of credentials, for requests to their providers. Nothing here prints, stores or compares one.

use rules::{
    auth::{
        aws_profile::AwsKeys,
        config_key::config_entry,
        profile::{Profile, ProfileKind},
        secret_ref::SecretRef,
    },
    base::typed_secret::Secret,
    document::view::View,
};
use serde_json::{Map, Value};

use crate::{ParsedStore, StoredCredentials};

/// The stores that an agent sees.
#[derive(Clone, Copy)]
pub struct StoreDocuments<'d> {
    /// Its own store, which counts first.
    pub own: Option<&'d ParsedStore>,
    /// The store that all agents use.
    pub shared: Option<&'d ParsedStore>,
}

impl StoredCredentials {
    /// The stores with their secrets.
    pub const fn documents(&self) -> StoreDocuments<'_> {
        StoreDocuments { own: self.own.as_ref(), shared: self.shared.as_ref() }
    }
}

impl StoreDocuments<'_> {
    /// The secret of a stored credential: its key, its token, or the access token of a sign-in. A reference to a variable
    /// is followed; `None` if there is no secret, or it is in a file or comes from a program.
    pub fn profile_secret(self, view: &View, id: &str) -> Option<Secret> {
        find_profile_secret([self.own, self.shared].into_iter().flatten(), view, id)
    }
}

/// The secret of the first entry with this id.
fn find_profile_secret<'d>(stores: impl IntoIterator<Item = &'d ParsedStore>, view: &View, id: &str) -> Option<Secret> {
    entry_secret(view, id, stores.into_iter().find_map(|store| find_entry(store, id))?)
}

fn find_entry<'d>(store: &'d ParsedStore, id: &str) -> Option<&'d Map<String, Value>> {
    store.profiles.get("profiles")?.get(id)?.as_object()
}

fn entry_secret(view: &View, id: &str, entry: &Map<String, Value>) -> Option<Secret> {
    let value = Value::Object(entry.clone());
    let (keys, reference) = match Profile::read(id, &value, view.generation()).ok()?.kind {
        ProfileKind::ApiKey => (&["key", "apiKey"][..], "keyRef"),
        ProfileKind::Token => (&["token"][..], "tokenRef"),
        ProfileKind::OAuth => (&["access"][..], ""),
    };
    let written = keys.iter().find_map(|key| entry.get(*key));
    let inline = written.and_then(Value::as_str).filter(|text| SecretRef::parse_text(text).is_none());
    let referred = || written.into_iter().chain(entry.get(reference)).find_map(SecretRef::parse);
    inline.and_then(secret_of_text).or_else(|| variable_secret(view, referred()?.variable_name()?))
}

/// The value of a variable.
pub fn variable_secret(view: &View, name: &str) -> Option<Secret> {
    secret_of_text(&view.variable(name)?)
}

/// The key of a provider in the configuration, whose variables and references to variables are followed. The name of a
/// known variable stands for its value.
pub fn config_key_secret(view: &View, provider: &str) -> Option<Secret> {
    let value = config_entry(view, provider)?.get("apiKey")?;
    if let Some(reference) = SecretRef::parse(value) {
        return variable_secret(view, reference.variable_name()?);
    }
    let text = view.expand(value.as_str()?)?;
    match rules::auth::secret_facts::variable_marker(&text) {
        Some(name) => variable_secret(view, name),
        None => secret_of_text(&text),
    }
}

/// The configured headers of a provider. One with a variable that is not set is left out.
pub fn config_headers(view: &View, provider: &str) -> Vec<(String, Secret)> {
    let headers = config_entry(view, provider).and_then(|entry| entry.get("headers")).and_then(Value::as_object);
    let header = |(name, value): (&String, &Value)| {
        let secret = match SecretRef::parse(value) {
            Some(reference) => variable_secret(view, reference.variable_name()?)?,
            None => secret_of_text(&view.expand(value.as_str()?)?)?,
        };
        Some((name.to_ascii_lowercase(), secret))
    };
    headers.into_iter().flatten().filter_map(header).collect()
}

/// The keys of AWS in variables; `None` if they are elsewhere.
pub(crate) fn aws_variables(view: &View) -> Option<AwsKeys> {
    Some(AwsKeys {
        access_key_id: view.variable("AWS_ACCESS_KEY_ID").filter(|id| !id.trim().is_empty())?,
        secret_access_key: variable_secret(view, "AWS_SECRET_ACCESS_KEY")?,
        session_token: variable_secret(view, "AWS_SESSION_TOKEN"),
    })
}

fn secret_of_text(text: &str) -> Option<Secret> {
    let text = text.trim();
    (!text.is_empty()).then(|| Secret::new(text))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test compares the secrets that it made up")]
mod tests {
    use rules::base::env::{Env, Variables};
    use serde_json::json;

    use super::*;

    fn view(document: Value) -> View {
        let set: Variables = [("HOUSE", "sk-house"), ("GROQ_API_KEY", "gk"), ("AWS_ACCESS_KEY_ID", "AKIA")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        View::new(document).with_env(Env::new(vec![set]))
    }

    fn text(secret: Option<Secret>) -> String {
        secret.map_or_else(|| "none".to_owned(), |secret| secret.expose().to_owned())
    }

    fn documents(profiles: &Value) -> ParsedStore {
        ParsedStore { display_path: String::new(), profiles: json!({ "profiles": profiles }), state: None }
    }

    #[test]
    fn a_profile_has_its_secret_in_one_of_several_members() {
        let own = documents(&json!({ "a:own": { "type": "api_key", "provider": "a", "key": "sk-own" } }));
        let shared = documents(&json!({
            "a:own": { "type": "api_key", "provider": "a", "key": "sk-shared" },
            "a:token": { "type": "token", "provider": "a", "token": " tok\n" },
            "a:oauth": { "type": "oauth", "provider": "a", "access": "acc", "refresh": "ref", "expires": 1 },
            "a:variable": { "type": "api_key", "provider": "a", "key": "${HOUSE}" },
            "a:ref": { "type": "api_key", "provider": "a", "keyRef": { "source": "env", "provider": "default", "id": "HOUSE" } },
            "a:file": { "type": "token", "provider": "a", "tokenRef": { "source": "file", "provider": "f", "id": "/x" } },
            "a:unset": { "type": "api_key", "provider": "a", "key": "${NONE}" },
            "a:blank": { "type": "api_key", "provider": "a", "key": " " },
        }));
        let view = view(json!({}));
        for (id, expected) in [
            ("a:own", "sk-own"),
            ("a:token", "tok"),
            ("a:oauth", "acc"),
            ("a:variable", "sk-house"),
            ("a:ref", "sk-house"),
            ("a:file", "none"),
            ("a:unset", "none"),
            ("a:blank", "none"),
            ("a:none", "none"),
        ] {
            assert_eq!(text(find_profile_secret([&own, &shared], &view, id)), expected, "{id}");
        }
    }

    #[test]
    fn the_configuration_has_keys_and_headers() {
        let entry = |key: Value| view(json!({ "models": { "providers": { "house": { "apiKey": key } } } }));
        for (key, expected) in [
            (json!("sk-1"), "sk-1"),
            (json!("${HOUSE}"), "sk-house"),
            (json!("GROQ_API_KEY"), "gk"),
            (json!({ "source": "env", "id": "HOUSE" }), "sk-house"),
            (json!("${NONE}"), "none"),
            (json!(5), "none"),
        ] {
            assert_eq!(text(config_key_secret(&entry(key.clone()), "house")), expected, "{key}");
        }
        let headers = json!({ "X-One": "1", "X-Two": "${HOUSE}", "X-Three": "${NONE}" });
        let view = view(json!({ "models": { "providers": { "house": { "headers": headers } } } }));
        let found: Vec<_> =
            config_headers(&view, "house").into_iter().map(|(name, value)| (name, value.expose().to_owned())).collect();
        assert_eq!(found, [("x-one".to_owned(), "1".to_owned()), ("x-two".to_owned(), "sk-house".to_owned())]);
        assert!(aws_variables(&view).is_none());
    }
}
