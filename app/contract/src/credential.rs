//! Manage stored credentials: add, replace, remove, rename and copy them, and the order in which they are tried.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::op::{Op, OperationKind};

/// A secret that was typed or pasted. It is erased from memory on drop. Only a browser serializes its text, to send it
/// to the server; everywhere else it is serialized and printed as `…`.
#[derive(Clone, Default)]
pub struct TypedSecret(SecretText);

#[cfg(not(target_arch = "wasm32"))]
type SecretText = zeroize::Zeroizing<String>;
#[cfg(target_arch = "wasm32")]
type SecretText = String;

/// What stands for a secret.
const HIDDEN: &str = "…";

impl TypedSecret {
    /// The text itself, for the rule that checks it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for TypedSecret {
    fn from(text: String) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        let text = zeroize::Zeroizing::new(text);
        Self(text)
    }
}

impl fmt::Debug for TypedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for TypedSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if cfg!(target_arch = "wasm32") { &self.0 } else { HIDDEN })
    }
}

/// The error for another type has no part of the value.
impl<'de> Deserialize<'de> for TypedSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from).map_err(|_| de::Error::custom("the secret is not a text"))
    }
}

/// Store a key or token. It is sent in one step, and its reply has no part of the secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddCredential {
    /// The provider, as typed.
    pub provider: String,
    /// What is stored.
    #[serde(default)]
    pub kind: SecretKind,
    /// The secret, as typed.
    pub secret: TypedSecret,
    /// Id of the profile; `None`: `<provider>:default` for a key, `<provider>:manual` for a token.
    #[serde(default)]
    pub profile_id: Option<String>,
    /// When the token expires, such as `365d` or `1h30m`.
    #[serde(default)]
    pub expires_in: Option<String>,
    /// Store a setup-token without an expiry.
    #[serde(default)]
    pub no_expiry: bool,
    /// Position in the order of the provider, from 1. `None`: a new credential comes first if an order is configured,
    /// and one that is replaced keeps its position.
    #[serde(default)]
    pub place: Option<usize>,
    /// Put the secret into the store of this agent alone.
    #[serde(default)]
    pub agent: Option<String>,
    /// Replace the secret if the profile exists.
    #[serde(default)]
    pub replace: bool,
    /// Store it although it looks like the secret of another kind or provider.
    #[serde(default)]
    pub force: bool,
    /// The store to create if the home has none yet.
    #[serde(default)]
    pub new_store: Option<NewStore>,
}

impl Op for AddCredential {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/add";
    const KIND: OperationKind = OperationKind::Secret;
    const PAST_TENSE: &'static str = "stored a credential";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// What a typed secret is stored as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SecretKind {
    /// A key that a provider issues for programs.
    #[default]
    ApiKey,
    /// A token that is sent instead of a key.
    Token,
    /// The token that `claude setup-token` prints.
    SetupToken,
}

crate::word::impl_serde_by_word!(
    SecretKind,
    [(Self::ApiKey, "api-key"), (Self::Token, "token"), (Self::SetupToken, "setup-token")]
);

/// A credential store that can be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewStore {
    /// `auth-profiles.json`, for an OpenClaw up to 2026.6.1.
    JsonFile,
    /// `state/openclaw.sqlite`, for an OpenClaw from 2026.8 on.
    SharedDatabase,
}

crate::word::impl_serde_by_word!(NewStore, [(Self::JsonFile, "seeds"), (Self::SharedDatabase, "shared-db")]);

/// Remove a stored credential, and everything that names it. The last one of a provider in use is only removed by force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveCredential {
    /// Id of the profile.
    pub id: String,
    /// Only from the store of this agent.
    #[serde(default)]
    pub agent: Option<String>,
    /// Remove it even if nothing else pays for its provider.
    #[serde(default)]
    pub force: bool,
}

impl Op for RemoveCredential {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/remove";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "removed a credential";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Rename a stored credential, also where it is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameCredential {
    /// Id of the profile.
    pub id: String,
    /// The new id.
    pub to: String,
    /// Only in the store of this agent.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for RenameCredential {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/rename";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "renamed a credential";
}

/// Copy a stored key or token into the store of another agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CopyCredential {
    /// Id of the profile.
    pub id: String,
    /// The agent that gets a copy.
    pub to_agent: String,
}

impl Op for CopyCredential {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/copy";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "copied a credential";
}

/// Import the credentials that files of early releases of OpenClaw have. The files stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportCredentials {
    /// From the directory of this agent into its store, instead of the default agent's.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ImportCredentials {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/import";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "imported credentials";
}

/// Set the order in which the credentials of a provider are tried, or remove it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetOrder {
    /// The provider, as typed.
    pub provider: String,
    /// Ids of the profiles, the first one first. None: the order is removed.
    #[serde(default)]
    pub profiles: Vec<String>,
    /// In the store of this agent, instead of the configuration.
    #[serde(default)]
    pub agent: Option<String>,
    /// Accept ids that no profile has.
    #[serde(default)]
    pub force: bool,
}

impl Op for SetOrder {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/order";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "set the order of credentials";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// Move a credential within the order of its provider. Without an order, the present one is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveInOrder {
    /// Id of the profile.
    pub id: String,
    /// The new position, from 1.
    pub to: usize,
    /// In the store of this agent.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for MoveInOrder {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/move";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "moved a credential";
}

/// Let credentials be used again that are not used after failures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearCooldown {
    /// Id of the profile; `None`: all of them.
    #[serde(default)]
    pub id: Option<String>,
    /// Only cooldowns of this model.
    #[serde(default)]
    pub model: Option<String>,
    /// With the stores of this agent, instead of the default agent's.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for ClearCooldown {
    type Out = ChangedProfiles;
    const PATH: &'static str = "auth/cooldown";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "ended a cooldown";
}

/// The credentials that a change is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedProfiles {
    /// Their ids; of an order, all in it.
    pub profiles: Vec<String>,
    /// What was understood of a typed secret, such as `Anthropic setup-token, 108 characters`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub understood: Option<String>,
}

/// Id of an element on the page Credentials. Special characters are encoded, because an id must not contain spaces.
pub fn element_id(prefix: &str, text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}_", u32::from(c)) };
    format!("{prefix}-{}", text.chars().map(plain).collect::<String>())
}

/// Id of the form that adds a key of a provider without a credential.
pub fn key_form_id(provider: &str) -> String {
    element_id("key-of", provider)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Write;

    #[test]
    fn a_typed_secret_is_never_output() {
        let request = r#"{"op":{"provider":"openai","secret":"sk-Canary1","kind":"token"},"dryRun":true}"#;
        let write: Write<AddCredential> = serde_json::from_str(request).unwrap();
        assert_eq!((write.op.secret.expose(), write.op.kind), ("sk-Canary1", SecretKind::Token));
        let output = format!("{write:?}{}", serde_json::to_string(&write).unwrap());
        assert!(!output.contains("Canary") && output.contains('…'), "{output}");
    }

    #[test]
    fn an_error_has_no_part_of_the_secret() {
        for secret in [r#"["sk-Canary1"]"#, r#"{"Canary2":1}"#, "7777"] {
            let request = format!(r#"{{"provider":"openai","secret":{secret}}}"#);
            let error = serde_json::from_str::<AddCredential>(&request).unwrap_err().to_string();
            assert!(!error.contains("Canary") && !error.contains("7777"), "{error}");
        }
    }
}
