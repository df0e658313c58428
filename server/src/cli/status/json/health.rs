//! The states of stored credentials in OpenClaw's words, which do not include cooldowns.

use std::borrow::Cow;

use contract::{CredentialInfo, CredentialMode, ProviderCredentials};
use serde::Serialize;

use super::{is_sign_in, stored_of};

/// The states of all stored credentials, and of each provider.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HealthJson<'a> {
    warn_after_ms: i64,
    profiles: Vec<ProfileHealthJson<'a>>,
    providers: Vec<ProviderHealthJson<'a>>,
}

impl<'a> HealthJson<'a> {
    /// Of providers in the order of their names.
    pub(super) fn new(providers: &[&'a ProviderCredentials], warn_after_ms: i64, now: i64) -> Self {
        let health = HealthReader { now };
        let providers: Vec<_> = providers.iter().map(|of| health.provider(of)).collect();
        let profiles = providers.iter().flat_map(|of| of.profiles.iter().cloned()).collect();
        Self { warn_after_ms, profiles, providers }
    }
}

/// The stored credentials of a provider, and the worst state of its sign-ins and tokens.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProviderHealthJson<'a> {
    provider: &'a str,
    status: &'static str,
    profiles: Vec<ProfileHealthJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_ms: Option<i64>,
}

/// A stored credential with OpenClaw's words for its state, which do not include cooldowns.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct ProfileHealthJson<'a> {
    profile_id: Option<&'a str>,
    provider: &'a str,
    r#type: &'static str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_ms: Option<i64>,
    source: &'static str,
    label: Cow<'a, str>,
}

/// Reads the states of stored credentials in OpenClaw's words.
#[derive(Clone, Copy)]
struct HealthReader {
    now: i64,
}

impl HealthReader {
    fn provider(self, of: &ProviderCredentials) -> ProviderHealthJson<'_> {
        let profiles = self.profiles(of);
        let with_expiry = || stored_of(of).filter(|one| is_sign_in(one));
        let has = |word: &str| with_expiry().any(|one| one.health.as_deref() == Some(word));
        let status = match () {
            () if has("expired") || has("missing") => "expired",
            () if has("expiring") => "expiring",
            () if with_expiry().next().is_some() => "ok",
            () if profiles.is_empty() => "missing",
            () => "static",
        };
        let expires_at = profiles.iter().filter_map(|profile| profile.expires_at).min();
        let remaining_ms = expires_at.map(|time| time.saturating_sub(self.now));
        ProviderHealthJson { provider: &of.provider, status, profiles, expires_at, remaining_ms }
    }

    fn profiles(self, of: &ProviderCredentials) -> Vec<ProfileHealthJson<'_>> {
        let mut profiles: Vec<_> = stored_of(of).map(|one| self.profile(of, one)).collect();
        profiles.sort_by_cached_key(|profile| profile.profile_id.map(str::to_lowercase));
        profiles
    }

    fn profile<'a>(self, of: &'a ProviderCredentials, one: &'a CredentialInfo) -> ProfileHealthJson<'a> {
        let (id, status) = (one.profile_id.as_deref(), one.health.as_deref().unwrap_or_default());
        // OpenClaw tells the expiry of a token only while it is valid.
        let is_over = one.mode == CredentialMode::Token && status == "expired";
        let expires_at = one.expires_at.filter(|_| !is_over);
        let label = one.account.as_ref().map(|account| format!("{} ({account})", id.unwrap_or_default()));
        ProfileHealthJson {
            profile_id: id,
            provider: &of.provider,
            r#type: type_word(one.mode),
            status,
            reason_code: one.reason.as_deref().filter(|_| matches!(status, "expired" | "missing")),
            expires_at,
            remaining_ms: expires_at.map(|time| time.saturating_sub(self.now)),
            source: "store",
            label: label.map_or(Cow::Borrowed(id.unwrap_or_default()), Cow::Owned),
        }
    }
}

/// OpenClaw's word in a store.
const fn type_word(mode: CredentialMode) -> &'static str {
    match mode {
        CredentialMode::ApiKey => "api_key",
        CredentialMode::OAuth => "oauth",
        CredentialMode::Token => "token",
        CredentialMode::AwsSdk => "aws_sdk",
    }
}
