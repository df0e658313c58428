//! One credential of a report, with its state.

use std::collections::HashMap;

use contract::{CredentialInfo, CredentialMode, CredentialStatus};

use super::{PROFILE_PREFIX, ReportRequest, visible};
use crate::auth::{
    auth_mode::mode_of,
    config_profile::find_config_profile,
    expiry::Expiry,
    failure_reason::FailureReason,
    order::Eligibility,
    profile::{Profile, ProfileSecret, StoreScope},
    profile_status::{ProfileHealth, ProfileStatus},
    resolve::{TriedCredential, TriedState},
    usage::{ProfileUsage, UnusableKind},
};

/// What the state of a credential is asked for.
pub(super) struct CredentialRow<'a> {
    pub(super) report: &'a ReportRequest<'a>,
    pub(super) provider: &'a str,
    /// The model whose cooldowns count; `None`: those of all models.
    pub(super) model: Option<&'a str>,
}

impl<'a> CredentialRow<'a> {
    /// Address or name of the account: as the configuration has it, or else the credential.
    fn account(&self, profile: &'a Profile) -> Option<&'a str> {
        let configured = find_config_profile(self.report.view, &profile.id).and_then(|configured| configured.email);
        configured.or(profile.email.as_deref()).or(profile.display_name.as_deref())
    }

    /// The credential with its state. `left_out` has the stored ones that are not tried.
    pub(super) fn info(&self, one: &TriedCredential, left_out: &HashMap<&str, Eligibility>) -> CredentialInfo {
        let now = self.report.now;
        let profile_id = one.source.strip_prefix(PROFILE_PREFIX);
        let profile = profile_id.and_then(|id| self.report.store.find(id));
        let left_out = profile_id.and_then(|id| left_out.get(id).copied());
        let usage = self.usage(profile, one);
        // The usage of a credential is stored with the names of its own provider.
        let provider = profile.map_or(self.provider, |profile| profile.provider.as_str());
        let (status, reason) = match profile_id {
            Some(_) => self.profile_status(profile, one, left_out),
            None if one.state == TriedState::PassedOver => (CredentialStatus::Missing, None),
            None => usage
                .and_then(|usage| self.status_by_usage(provider, usage))
                .unwrap_or((CredentialStatus::Active, None)),
        };
        let expires_at = profile.and_then(|profile| match profile.expiry {
            Expiry::At(time) => Some(time),
            Expiry::Never | Expiry::Invalid => None,
        });
        let usable_at = usage.and_then(|usage| usage.unusable_until(provider, self.model, now));
        let (name, remaining) = (profile_id.map(visible), |time: i64| self.report.remaining(time));
        CredentialInfo {
            source: name.as_ref().map_or_else(|| one.source.clone(), |id| [PROFILE_PREFIX, id].concat()),
            profile_id: name,
            mode: profile.map_or_else(|| source_mode(one), |profile| mode_of(profile.kind)),
            label: profile.map_or_else(|| one.label.clone(), secret_label),
            account: profile.and_then(|profile| self.account(profile)).map(visible),
            status,
            health: profile.map(|profile| ProfileHealth::of(profile, now, self.report.warn_ms).as_str().to_owned()),
            reason: reason.map(str::to_owned),
            why: visible(&one.why),
            expires_at,
            expires_in: expires_at.filter(|time| *time > now).map(remaining),
            usable_at,
            unusable_model: usage.and_then(|usage| usage.limited_model(provider, now)).map(str::to_owned),
            usable_in: usable_at.map(remaining),
            is_own: profile.is_some_and(|profile| profile.scope == StoreScope::Agent),
            is_left_out: left_out.is_some_and(is_not_named),
            is_chosen: one.state == TriedState::Chosen,
            probe_key: String::new(),
            proof: None,
        }
    }

    /// How the credential was used; `None` if that is not stored.
    fn usage(&self, profile: Option<&Profile>, one: &TriedCredential) -> Option<&ProfileUsage> {
        let store = self.report.store;
        let of_key = || store.config_key_usage(self.provider, self.report.view.generation());
        let of_profile = profile.and_then(|profile| store.usage(&profile.id));
        of_profile.or_else(|| one.is_config_key.then(of_key).flatten())
    }

    /// Whether a stored credential can be used now, and OpenClaw's code for the reason why not.
    fn profile_status(
        &self,
        profile: Option<&Profile>,
        one: &TriedCredential,
        left_out: Option<Eligibility>,
    ) -> (CredentialStatus, Option<&'static str>) {
        let Some(profile) = profile else {
            return (CredentialStatus::Missing, Some(Eligibility::ProfileMissing.as_str()));
        };
        let by_time = self.status_by_time(profile);
        match left_out {
            Some(Eligibility::Expired) => (CredentialStatus::Expired, Some(Eligibility::Expired.as_str())),
            Some(reason) if is_not_named(reason) => (by_time.0, by_time.1.or(Some(reason.as_str()))),
            Some(reason) => (CredentialStatus::Missing, Some(reason.as_str())),
            None if one.state == TriedState::PassedOver && by_time.0 == CredentialStatus::Active => {
                let is_reference = matches!(profile.secret, ProfileSecret::Reference(_));
                let reason = if is_reference { Eligibility::UnresolvedRef } else { Eligibility::MissingCredential };
                (CredentialStatus::Missing, Some(reason.as_str()))
            }
            // OpenClaw renews a sign-in without a valid expiry.
            None if one.state != TriedState::PassedOver && by_time.0 == CredentialStatus::Missing => {
                (CredentialStatus::Active, None)
            }
            None => by_time,
        }
    }

    fn status_by_time(&self, profile: &Profile) -> (CredentialStatus, Option<&'static str>) {
        let ReportRequest { store, now, warn_ms, .. } = *self.report;
        let usage = store.usage(&profile.id);
        let failure = usage.and_then(|usage| self.failure(&profile.provider, usage));
        match ProfileStatus::of(profile, usage, self.model, now, warn_ms) {
            ProfileStatus::Active | ProfileStatus::Inactive => (CredentialStatus::Active, None),
            ProfileStatus::Expiring => (CredentialStatus::Expiring, None),
            ProfileStatus::Expired => (CredentialStatus::Expired, Some(Eligibility::Expired.as_str())),
            ProfileStatus::Disabled => (CredentialStatus::Disabled, failure),
            ProfileStatus::Cooldown => (CredentialStatus::Cooldown, failure),
            ProfileStatus::Missing => (CredentialStatus::Missing, Some(Eligibility::MissingCredential.as_str())),
        }
    }

    /// The state of a credential that is not used for a while.
    fn status_by_usage(
        &self,
        provider: &str,
        usage: &ProfileUsage,
    ) -> Option<(CredentialStatus, Option<&'static str>)> {
        let status = match usage.unusable_kind(provider, self.model, self.report.now)? {
            UnusableKind::Cooldown => CredentialStatus::Cooldown,
            UnusableKind::Disabled | UnusableKind::Blocked => CredentialStatus::Disabled,
        };
        Some((status, self.failure(provider, usage)))
    }

    fn failure(&self, provider: &str, usage: &ProfileUsage) -> Option<&'static str> {
        usage.unusable_reason(provider, self.model, self.report.now).map(FailureReason::as_str)
    }
}

/// Whether a credential is not tried because an order or the configuration does not name it.
fn is_not_named(reason: Eligibility) -> bool {
    matches!(reason, Eligibility::ExcludedByAuthOrder | Eligibility::NotInAuthProfiles | Eligibility::SetupPending)
}

/// What may be shown of the secret of a stored credential.
fn secret_label(profile: &Profile) -> String {
    match &profile.secret {
        ProfileSecret::Inline(facts) => facts.label(),
        ProfileSecret::Reference(reference) => reference.label(),
        ProfileSecret::Missing if profile.has_refresh_token => "set".to_owned(),
        ProfileSecret::Missing => "missing".to_owned(),
    }
}

fn source_mode(one: &TriedCredential) -> CredentialMode {
    one.mode.unwrap_or(CredentialMode::ApiKey)
}
