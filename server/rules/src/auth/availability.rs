//! Which providers have a credential. It is the one that would pay for a request, so lists, suggestions and reports
//! always agree.

use std::{cell::RefCell, collections::BTreeMap};

use super::{
    environment::MachineFacts,
    profile_store::ProfileStore,
    resolve::{CredentialRequest, StoreLocation, resolve_credential},
};
use crate::document::view::View;

/// Which providers have a credential, each decided once.
#[derive(Debug)]
pub struct Availability<'a> {
    view: &'a View,
    store: &'a ProfileStore,
    machine: &'a MachineFacts,
    /// In milliseconds since 1970.
    now: i64,
    known: RefCell<BTreeMap<String, bool>>,
}

impl<'a> Availability<'a> {
    /// Decides with the stored credentials, the configuration and the variables of `view`, and what the machine has.
    pub fn new(view: &'a View, store: &'a ProfileStore, machine: &'a MachineFacts, now: i64) -> Self {
        Self { view, store, machine, now, known: RefCell::default() }
    }

    /// Whether a provider has a credential. One in cooldown counts.
    pub fn has_credential(&self, provider: &str) -> bool {
        if let Some(known) = self.known.borrow().get(provider) {
            return *known;
        }
        let found = self.find_credential(provider);
        self.known.borrow_mut().insert(provider.to_owned(), found);
        found
    }

    fn find_credential(&self, provider: &str) -> bool {
        let Self { view, store, machine, now, .. } = *self;
        let location = &StoreLocation::default();
        let request = CredentialRequest { view, store, provider, model: None, profile: None, machine, location, now };
        let chosen = resolve_credential(&request).chosen;
        chosen.is_some_and(|chosen| !chosen.is_aws_default_chain() || machine.aws_profile.is_some())
    }
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::{Value, json};

    use super::*;
    use crate::base::env::{Env, Variables};

    fn view(provider: &Value, variables: &[&str]) -> View {
        let set: Variables = variables.iter().map(|name| ((*name).to_owned(), "value".to_owned())).collect();
        View::new(json!({ "models": { "providers": { "house": provider } } })).with_env(Env::new(vec![set]))
    }

    fn has_credential(view: &View, provider: &str) -> bool {
        Availability::new(view, &ProfileStore::default(), &MachineFacts::default(), 1).has_credential(provider)
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
            ("AWS_PROFILE", "amazon-bedrock", Generation::SharedDb, true),
            ("OPENAI_API_KEY", "amazon-bedrock", Generation::SharedDb, false),
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
    fn a_stored_credential_counts_unless_it_cannot_be_tried() {
        let view = View::default();
        let has_credential = |profile: Value, usage: Value| {
            let document = json!({ "version": 1, "profiles": { "a": profile }, "usageStats": { "a": usage } });
            let store = ProfileStore::read(&document, None, Generation::JsonStore).unwrap();
            Availability::new(&view, &store, &MachineFacts::default(), 1000).has_credential("xai")
        };
        let token = |expires: i64| json!({ "type": "token", "provider": "xai", "token": "t", "expires": expires });
        assert!(has_credential(token(5000), json!({})));
        assert!(has_credential(token(5000), json!({ "cooldownUntil": 5000 })));
        assert!(!has_credential(token(500), json!({})));
        assert!(!has_credential(json!({ "type": "token", "provider": "xai" }), json!({})));
    }
}
