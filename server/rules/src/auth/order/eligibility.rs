//! Whether a stored credential can be tried.

use super::OrderRequest;
use crate::auth::{
    config_profile::find_config_profile,
    expiry::Expiry,
    profile::{Profile, ProfileKind},
};

/// Whether a stored credential can be tried, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eligibility {
    /// It can be tried.
    Ok,
    /// The store has no credential with this id.
    ProfileMissing,
    /// It is of another provider, in the store or in the configuration.
    ProviderMismatch,
    /// The configuration gives it another mode.
    ModeMismatch,
    /// It has no secret.
    MissingCredential,
    /// Its expiry is not a valid time.
    InvalidExpires,
    /// It has expired.
    Expired,
    /// The secret that it refers to is not available.
    UnresolvedRef,
    /// The order of the provider does not name it.
    ExcludedByAuthOrder,
    /// The configuration names profiles of the provider, but not this one.
    NotInAuthProfiles,
    /// It is a replacement that is not active yet.
    SetupPending,
}

impl Eligibility {
    /// OpenClaw's word; the last two are our own.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::ProfileMissing => "profile_missing",
            Self::ProviderMismatch => "provider_mismatch",
            Self::ModeMismatch => "mode_mismatch",
            Self::MissingCredential => "missing_credential",
            Self::InvalidExpires => "invalid_expires",
            Self::Expired => "expired",
            Self::UnresolvedRef => "unresolved_ref",
            Self::ExcludedByAuthOrder => "excluded_by_auth_order",
            Self::NotInAuthProfiles => "not_in_auth_profiles",
            Self::SetupPending => "setup_pending",
        }
    }

    /// The reason as a phrase.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Ok => "it can be used",
            Self::ProfileMissing => "the store has no such profile",
            Self::ProviderMismatch => "it belongs to another provider",
            Self::ModeMismatch => "`auth.profiles` in the configuration gives it another mode",
            Self::MissingCredential => "it has no secret",
            Self::InvalidExpires => "its expiry is not a valid time",
            Self::Expired => "it has expired",
            Self::UnresolvedRef => "the secret that it refers to is not available",
            Self::ExcludedByAuthOrder => "the order of this provider does not name it",
            Self::NotInAuthProfiles => "`auth.profiles` in the configuration names others of this provider",
            Self::SetupPending => "it is a replacement that is not active yet",
        }
    }
}

impl OrderRequest<'_> {
    /// Whether a stored credential can be tried for the provider of the request. `provider` is the id under which its
    /// credentials are stored. References are not followed, and a sign-in that has expired can be tried because OpenClaw
    /// may renew it.
    pub(super) fn eligibility(&self, profile: &Profile, provider: &str) -> Eligibility {
        let generation = self.view.generation();
        let configured = find_config_profile(self.view, &profile.id);
        if profile.provider != provider || configured.is_some_and(|entry| !entry.is_of(provider, generation)) {
            return Eligibility::ProviderMismatch;
        }
        if configured.is_some_and(|entry| !entry.suits_in_order(profile.kind)) {
            return Eligibility::ModeMismatch;
        }
        if profile.is_setup {
            return Eligibility::SetupPending;
        }
        if !profile.has_credential() {
            return Eligibility::MissingCredential;
        }
        match (profile.kind, profile.expiry) {
            (ProfileKind::Token, Expiry::Invalid) => Eligibility::InvalidExpires,
            (ProfileKind::Token, expiry) if expiry.is_over(self.now) => Eligibility::Expired,
            _ => Eligibility::Ok,
        }
    }
}
