//! A stored credential.

mod read;

use super::{
    expiry::{Expiry, ExpiryState},
    secret_facts::SecretFacts,
    secret_ref::SecretRef,
};

pub use read::RejectedEntry;

/// A stored credential, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its id, such as `anthropic:work`.
    pub id: String,
    /// The provider whose credentials these are, by its canonical id.
    pub provider: String,
    /// The provider as it is written.
    pub written_provider: String,
    /// What it is.
    pub kind: ProfileKind,
    /// What is known about its secret.
    pub secret: ProfileSecret,
    /// When it expires.
    pub expiry: Expiry,
    /// Whether a sign-in has a token with which OpenClaw renews it.
    pub has_refresh_token: bool,
    /// The address of the account.
    pub email: Option<String>,
    /// The name that the user gave it.
    pub display_name: Option<String>,
    /// Whether it is a replacement that is not active yet: it is not used.
    pub is_setup: bool,
    /// The store that has it.
    pub scope: StoreScope,
}

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileKind {
    /// An API key.
    ApiKey,
    /// A token that cannot be renewed.
    Token,
    /// A sign-in that OpenClaw can renew.
    OAuth,
}

/// What is known about the secret of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileSecret {
    /// The store has the secret.
    Inline(SecretFacts),
    /// The secret is stored elsewhere.
    Reference(SecretRef),
    /// There is none.
    Missing,
}

/// Whose store has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreScope {
    /// The store of the agent.
    Agent,
    /// The store that all agents share.
    Shared,
}

impl ProfileKind {
    /// OpenClaw's word in a store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::Token => "token",
            Self::OAuth => "oauth",
        }
    }
}

impl Profile {
    /// Whether there is a secret, or a token to get one.
    pub fn has_credential(&self) -> bool {
        self.secret != ProfileSecret::Missing || self.has_refresh_token
    }

    /// The text that stands for the secret wherever it is shown.
    pub fn label(&self) -> String {
        let secret = match &self.secret {
            ProfileSecret::Inline(facts) => facts.label(),
            ProfileSecret::Reference(reference) => reference.label(),
            ProfileSecret::Missing => "missing".to_owned(),
        };
        match (self.kind, &self.email) {
            (ProfileKind::ApiKey, _) => secret,
            (ProfileKind::Token, _) => format!("token:{secret}"),
            (ProfileKind::OAuth, Some(email)) => format!("OAuth ({email})"),
            (ProfileKind::OAuth, None) => "OAuth".to_owned(),
        }
    }

    /// How near the expiry is, if a warning is wanted this many milliseconds before it. A sign-in that OpenClaw can
    /// renew stays active.
    pub fn expiry_state(&self, now: i64, warn_ms: i64) -> ExpiryState {
        match ExpiryState::of(self.expiry, now, warn_ms) {
            ExpiryState::Expiring | ExpiryState::Expired if self.has_refresh_token => ExpiryState::Active,
            state => state,
        }
    }
}

#[cfg(test)]
mod tests;
