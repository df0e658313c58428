//! Credentials in cooldown and disabled ones in `models status --json`.

use contract::{CredentialInfo, CredentialStatus, ProviderCredentials};
use serde::Serialize;

/// A stored credential that is not used for a while.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnusableJson<'a> {
    profile_id: Option<&'a str>,
    provider: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    until: i64,
    remaining_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
}

impl<'a> UnusableJson<'a> {
    pub(super) fn new(of: &'a ProviderCredentials, one: &'a CredentialInfo, now: i64) -> Option<Self> {
        let is_disabled = one.status == CredentialStatus::Disabled;
        Some(Self {
            profile_id: one.profile_id.as_deref(),
            provider: &of.provider,
            kind: if is_disabled { "disabled" } else { "cooldown" },
            reason: one.reason.as_deref(),
            until: one.usable_at?,
            remaining_ms: one.usable_at?.saturating_sub(now),
            model: one.unusable_model.as_deref(),
        })
    }

    /// When it can be used again.
    pub(super) const fn until(&self) -> i64 {
        self.until
    }
}
