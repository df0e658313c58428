//! The state of a stored credential in one word.

use super::{
    expiry::{Expiry, ExpiryState},
    profile::{Profile, ProfileKind},
    usage::{ProfileUsage, UnusableKind},
};

/// The state of a stored credential, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileStatus {
    /// It can be used.
    Active,
    /// It can be used, but expires soon.
    Expiring,
    /// It has expired.
    Expired,
    /// It is disabled or blocked for hours.
    Disabled,
    /// It has failed, and is not used for minutes.
    Cooldown,
    /// It has no secret, or no valid expiry.
    Missing,
    /// It is a replacement that is not active yet.
    Inactive,
}

/// The state of a stored credential in OpenClaw's words, which do not include cooldowns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileHealth {
    /// It expires later than the warning, or OpenClaw can renew it.
    Ok,
    /// It has no expiry. An API key is static even without a secret.
    Static,
    /// It expires soon.
    Expiring,
    /// It has expired.
    Expired,
    /// It has no secret, or no valid expiry.
    Missing,
}

impl ProfileStatus {
    /// Finds the state for a model, or for all, if a warning is wanted this many milliseconds before the expiry.
    pub fn of(profile: &Profile, usage: Option<&ProfileUsage>, model: Option<&str>, now: i64, warn_ms: i64) -> Self {
        if profile.is_setup {
            return Self::Inactive;
        }
        if !profile.has_credential() || profile.expiry == Expiry::Invalid {
            return Self::Missing;
        }
        let state = profile.expiry_state(now, warn_ms);
        match (state, usage.and_then(|usage| usage.unusable_kind(&profile.provider, model, now))) {
            (ExpiryState::Expired, _) => Self::Expired,
            (_, Some(UnusableKind::Disabled | UnusableKind::Blocked)) => Self::Disabled,
            (_, Some(UnusableKind::Cooldown)) => Self::Cooldown,
            (ExpiryState::Expiring, None) => Self::Expiring,
            (ExpiryState::Active | ExpiryState::NoExpiry, None) => Self::Active,
        }
    }

    /// The word that is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
            Self::Cooldown => "cooldown",
            Self::Missing => "missing",
            Self::Inactive => "inactive",
        }
    }
}

impl ProfileHealth {
    /// Finds the state, if a warning is wanted this many milliseconds before the expiry.
    pub fn of(profile: &Profile, now: i64, warn_ms: i64) -> Self {
        let is_key = profile.kind == ProfileKind::ApiKey;
        if !is_key && (!profile.has_credential() || profile.expiry == Expiry::Invalid) {
            return Self::Missing;
        }
        match profile.expiry_state(now, warn_ms) {
            ExpiryState::NoExpiry => Self::Static,
            ExpiryState::Active => Self::Ok,
            ExpiryState::Expiring => Self::Expiring,
            ExpiryState::Expired => Self::Expired,
        }
    }

    /// OpenClaw's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Static => "static",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Missing => "missing",
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::Generation;
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1000;
    const WARN_MS: i64 = 100;

    #[test]
    fn the_state_depends_on_expiry_and_usage() {
        let (later, soon, past) = (json!(5000), json!(1100), json!(1000));
        let cooldown = json!({ "cooldownUntil": 2000 });
        let disabled = json!({ "cooldownUntil": 2000, "disabledUntil": 2000 });
        let none = json!({});
        let key = json!({ "type": "api_key", "key": "k" });
        let token = |expires: &_| json!({ "type": "token", "token": "t", "expires": expires });
        let sign_in = |expires: &_| json!({ "type": "oauth", "access": "a", "refresh": "r", "expires": expires });
        let setup = json!({ "type": "api_key", "key": "k", "setup": {} });
        for (entry, usage, status, health) in [
            (key.clone(), &none, "active", "static"),
            (key.clone(), &cooldown, "cooldown", "static"),
            (key.clone(), &disabled, "disabled", "static"),
            (key, &json!({ "blockedUntil": 2000 }), "disabled", "static"),
            (json!({ "type": "api_key" }), &none, "missing", "static"),
            (setup, &cooldown, "inactive", "static"),
            (json!({ "type": "token", "token": "t" }), &none, "active", "static"),
            (json!({ "type": "token" }), &none, "missing", "missing"),
            (token(&later), &none, "active", "ok"),
            (token(&soon), &none, "expiring", "expiring"),
            (token(&soon), &cooldown, "cooldown", "expiring"),
            (token(&past), &cooldown, "expired", "expired"),
            (token(&json!(0)), &none, "missing", "missing"),
            (sign_in(&later), &none, "active", "ok"),
            (sign_in(&soon), &none, "active", "ok"),
            (sign_in(&past), &none, "active", "ok"),
            (sign_in(&json!(null)), &none, "missing", "missing"),
            (json!({ "type": "oauth", "access": "a", "expires": past }), &none, "expired", "expired"),
            (json!({ "type": "oauth", "expires": later }), &none, "missing", "missing"),
        ] {
            let mut entry = entry;
            entry["provider"] = json!("a");
            let profile = Profile::read("id", &entry, Generation::JsonStore).unwrap();
            let usage = ProfileUsage::read(usage);
            let found = ProfileStatus::of(&profile, Some(&usage), None, NOW, WARN_MS).as_str();
            assert_eq!((found, ProfileHealth::of(&profile, NOW, WARN_MS).as_str()), (status, health), "{entry}");
        }
    }
}
