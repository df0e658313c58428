//! The profiles that the configuration names in `auth.profiles`. They have no secrets.

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::Value;

use super::{
    profile::{Profile, ProfileKind},
    provider_name::credential_provider,
};
use crate::document::view::View;

/// A profile that the configuration names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConfigProfile<'v> {
    pub(crate) id: &'v str,
    provider: &'v str,
    mode: Option<&'v str>,
    /// The address of the account.
    pub(crate) email: Option<&'v str>,
}

impl<'v> ConfigProfile<'v> {
    fn read(id: &'v str, entry: &'v Value) -> Option<Self> {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        Some(Self { id, provider: text("provider")?, mode: text("mode"), email: text("email") })
    }

    /// Whether the profile is of a provider, by the id whose credentials are used.
    pub(crate) fn is_of(&self, provider: &str, generation: Generation) -> bool {
        credential_provider(self.provider, generation) == provider
    }

    /// Whether the provider is written exactly as in the store.
    pub(crate) fn has_provider_as_stored(&self, profile: &Profile) -> bool {
        self.provider == profile.written_provider
    }

    /// Whether the mode is that of a kind.
    pub(crate) fn has_mode_of(&self, kind: ProfileKind) -> bool {
        self.mode == Some(kind.as_str())
    }

    /// Whether the mode suits the kind of the credential, where an order is made: a token may take the place of a
    /// sign-in.
    pub(crate) fn suits_in_order(&self, kind: ProfileKind) -> bool {
        match self.mode {
            None => true,
            Some("api_key" | "api-key") => kind == ProfileKind::ApiKey,
            Some("token") => kind == ProfileKind::Token,
            Some("oauth") => matches!(kind, ProfileKind::OAuth | ProfileKind::Token),
            Some(_) => false,
        }
    }

    /// Whether the mode suits the kind of a credential that is asked for by its id: tokens and sign-ins may take each
    /// other's place.
    pub(crate) fn suits_explicitly(&self, kind: ProfileKind) -> bool {
        self.suits_in_order(kind) || self.mode == Some("token") && kind == ProfileKind::OAuth
    }
}

/// Finds the profile with an id.
pub(crate) fn find_config_profile<'v>(view: &'v View, id: &'v str) -> Option<ConfigProfile<'v>> {
    // Asked for each of thousands of stored credentials, so no path is built.
    ConfigProfile::read(id, view.document().get("auth")?.get("profiles")?.get(id)?)
}

/// All profiles, in the order of the file.
pub(crate) fn config_profiles(view: &View) -> impl Iterator<Item = ConfigProfile<'_>> {
    let entries = view.get(&config_profiles_path()).and_then(Value::as_object);
    entries.into_iter().flatten().filter_map(|(id, entry)| ConfigProfile::read(id, entry))
}

fn config_profiles_path() -> KeyPath {
    KeyPath::from_keys(["auth", "profiles"])
}
