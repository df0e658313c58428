//! How a provider authenticates, in one word.

use catalog_data::canonical_provider;

use contract::CredentialMode;

use super::{
    config_key::{auth_override, find_config_key},
    environment::{BEDROCK, MachineFacts, find_variable_or_login},
    profile::ProfileKind,
    profile_store::ProfileStore,
};
use crate::document::view::View;

/// How a provider authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderAuthMode {
    /// In one way.
    One(CredentialMode),
    /// The store has credentials of several kinds.
    Mixed,
    /// It has no credential.
    Unknown,
}

impl ProviderAuthMode {
    /// OpenClaw's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One(mode) => mode.as_str(),
            Self::Mixed => "mixed",
            Self::Unknown => "unknown",
        }
    }

    /// Finds the word for a provider. All its stored credentials count, also those that cannot be used.
    pub fn find(view: &View, store: &ProfileStore, provider: &str, machine: &MachineFacts) -> Self {
        let generation = view.generation();
        let chosen = auth_override(view, provider);
        if chosen == Some(CredentialMode::AwsSdk.as_str()) {
            return Self::One(CredentialMode::AwsSdk);
        }
        let modes: Vec<_> = store.of_provider(provider, generation).map(|one| mode_of(one.kind)).collect();
        match modes.as_slice() {
            [] => {}
            [mode, rest @ ..] if rest.iter().all(|other| other == mode) => return Self::One(*mode),
            _ => return Self::Mixed,
        }
        if chosen.is_none() && canonical_provider(provider, generation) == BEDROCK {
            return Self::One(CredentialMode::AwsSdk);
        }
        let environment = find_variable_or_login(view, provider, machine).map(|found| found.mode);
        let configured = || find_config_key(view, provider)?.ok().map(|key| key.mode);
        environment.or_else(configured).map_or(Self::Unknown, Self::One)
    }
}

/// How a stored credential authenticates.
pub fn mode_of(kind: ProfileKind) -> CredentialMode {
    match kind {
        ProfileKind::ApiKey => CredentialMode::ApiKey,
        ProfileKind::Token => CredentialMode::Token,
        ProfileKind::OAuth => CredentialMode::OAuth,
    }
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::{Value, json};

    use super::*;
    use crate::auth::vectors::view_of;

    #[test]
    fn stored_credentials_count_before_all_others() {
        let entry = |kind: &str| json!({ "type": kind, "provider": "house" });
        let all = MachineFacts { has_adc_file: true, ..MachineFacts::default() };
        let kinds = |kinds: &[&str]| -> Value {
            kinds.iter().enumerate().map(|(at, kind)| (format!("house:{at}"), entry(kind))).collect()
        };
        for (profiles, provider, auth, expected) in [
            (kinds(&["token", "token"]), "house", json!(null), "token"),
            (kinds(&["api_key", "oauth", "api_key"]), "house", json!("api-key"), "mixed"),
            (kinds(&["oauth"]), "house", json!("aws-sdk"), "aws-sdk"),
            (kinds(&[]), "house", json!(null), "unknown"),
            (kinds(&[]), "bedrock", json!(null), "aws-sdk"),
            (kinds(&[]), "amazon-bedrock", json!("api-key"), "unknown"),
            (kinds(&[]), "openai", json!(null), "api-key"),
        ] {
            let config = json!({ "models": { "providers": { provider: { "auth": auth } } } });
            let view = view_of(&json!({ "cfg": config, "env": { "AWS_PROFILE": "p", "OPENAI_API_KEY": "k" } }));
            let store = ProfileStore::read(&json!({ "profiles": profiles }), None, Generation::JsonStore).unwrap();
            let found = ProviderAuthMode::find(&view, &store, provider, &all);
            assert_eq!(found.as_str(), expected, "{profiles} {provider} {auth}");
        }
    }
}
