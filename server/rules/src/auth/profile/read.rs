//! Reads an entry of a credential store.

use contract::Generation;
use serde_json::Value;

use super::{Profile, ProfileKind, ProfileSecret, StoreScope};
use crate::auth::{
    expiry::Expiry, provider_name::credential_provider, secret_facts::SecretFacts, secret_ref::SecretRef,
};

/// Why OpenClaw ignores an entry of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RejectedEntry {
    /// It is not an object.
    #[error("it is not an object")]
    NotAnObject,
    /// It has no type, or one that does not exist.
    #[error("its type is not `api_key`, `token` or `oauth`")]
    UnknownType,
    /// It has no provider.
    #[error("it names no provider")]
    NoProvider,
}

impl Profile {
    /// Reads an entry. The secret in it is dropped.
    pub fn read(id: &str, entry: &Value, generation: Generation) -> Result<Self, RejectedEntry> {
        let members = entry.as_object().ok_or(RejectedEntry::NotAnObject)?;
        Self::from_members(id, |name| members.get(name), generation)
    }

    /// Reads an entry whose members are known by their names.
    pub(in crate::auth) fn from_members<'m>(
        id: &str,
        member: impl Fn(&str) -> Option<&'m Value>,
        generation: Generation,
    ) -> Result<Self, RejectedEntry> {
        let text = |name: &str| member(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let kind = read_kind(&member, generation).ok_or(RejectedEntry::UnknownType)?;
        let provider = text("provider").ok_or(RejectedEntry::NoProvider)?;
        Ok(Self {
            id: id.to_owned(),
            provider: credential_provider(provider, generation),
            written_provider: provider.to_owned(),
            kind,
            secret: read_secret(kind, &member),
            expiry: read_expiry(kind, member("expires")),
            has_refresh_token: kind == ProfileKind::OAuth && text("refresh").is_some(),
            email: text("email").map(str::to_owned),
            display_name: text("displayName").map(str::to_owned),
            is_setup: member("setup").is_some_and(Value::is_object),
            scope: StoreScope::Agent,
        })
    }
}

/// Reads the type, which older files call `mode`. From 2026.6.5 on, `apiKey` is accepted for `api_key`.
fn read_kind<'m>(member: impl Fn(&str) -> Option<&'m Value>, generation: Generation) -> Option<ProfileKind> {
    match member("type").or_else(|| member("mode"))?.as_str()? {
        "api_key" => Some(ProfileKind::ApiKey),
        "apiKey" if generation != Generation::JsonStore => Some(ProfileKind::ApiKey),
        "token" => Some(ProfileKind::Token),
        "oauth" => Some(ProfileKind::OAuth),
        _ => None,
    }
}

/// A written secret counts before a reference.
fn read_secret<'m>(kind: ProfileKind, member: impl Fn(&str) -> Option<&'m Value>) -> ProfileSecret {
    let (keys, reference) = match kind {
        ProfileKind::ApiKey => (&["key", "apiKey"][..], Some("keyRef")),
        ProfileKind::Token => (&["token"][..], Some("tokenRef")),
        ProfileKind::OAuth => (&["access"][..], None),
    };
    let written = keys.iter().find_map(|key| member(key));
    let inline = written.and_then(Value::as_str).and_then(|secret| match SecretRef::parse_text(secret) {
        Some(variable) if reference.is_some() => Some(ProfileSecret::Reference(variable)),
        _ => SecretFacts::of(secret).map(ProfileSecret::Inline),
    });
    let written_reference = || written.into_iter().chain(reference.and_then(&member));
    let elsewhere = || written_reference().find_map(SecretRef::parse).map(ProfileSecret::Reference);
    inline.or_else(elsewhere).unwrap_or(ProfileSecret::Missing)
}

/// A sign-in always has an expiry, a key never.
fn read_expiry(kind: ProfileKind, written: Option<&Value>) -> Expiry {
    match (kind, written) {
        (ProfileKind::ApiKey, _) => Expiry::Never,
        (ProfileKind::OAuth, None) => Expiry::Invalid,
        (ProfileKind::Token | ProfileKind::OAuth, value) => Expiry::read(value),
    }
}
