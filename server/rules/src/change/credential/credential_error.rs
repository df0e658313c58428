//! Errors of changing stored credentials.

use contract::{Code, Hint, Refusal, SecretKind};

use super::words::visible_id;
use crate::base::did_you_mean::suggestion_hint;

/// Why stored credentials cannot be changed as requested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// No credential has this id.
    #[error("no stored credential has the id `{}`", visible_id(id))]
    Unknown {
        /// The id as typed.
        id: String,
        /// Ids that are similar.
        suggestions: Vec<String>,
        /// Whether there is any credential.
        has_any: bool,
    },
    /// The credential is in the store that all agents use, not in the agent's own one.
    #[error("`{}` is stored for all agents, not for `{agent}` alone", visible_id(id))]
    NotOwn {
        /// The id.
        id: String,
        /// The agent.
        agent: String,
    },
    /// The provider is blank.
    #[error("Missing --provider.")]
    NoProvider,
    /// No id was given, or only blank ones.
    #[error("Missing profile ids. Provide one or more profile ids.")]
    NoIds,
    /// The text cannot be an id.
    #[error("this cannot be the id of a credential: {reason}")]
    InvalidId {
        /// Why not.
        reason: &'static str,
    },
    /// A secret was typed in the place of a name.
    #[error("a secret was entered in the place of {place}")]
    SecretAsName {
        /// The place.
        place: &'static str,
    },
    /// A credential of another provider was named.
    #[error("`{id}` is for `{provider}`, not for `{wanted}`")]
    OtherProvider {
        /// The id.
        id: String,
        /// Its provider.
        provider: String,
        /// The provider that was asked for.
        wanted: String,
    },
    /// There is a credential with this id.
    #[error("there is a credential `{}` already", visible_id(id))]
    Exists {
        /// The id.
        id: String,
        /// Whether the command could replace it.
        is_replaceable: bool,
    },
    /// A sign-in cannot be changed in this way.
    #[error("`{}` is a sign-in, and {reason}", visible_id(id))]
    SignIn {
        /// The id.
        id: String,
        /// Why it cannot be changed.
        reason: &'static str,
    },
    /// The secret looks like another kind.
    #[error("this looks like an {looks}, not like {wanted}")]
    OtherKind {
        /// What it looks like.
        looks: &'static str,
        /// What was asked for.
        wanted: &'static str,
        /// The kind that it should be stored as.
        kind: SecretKind,
    },
    /// The secret looks like that of another provider.
    #[error("this looks like {looks} (for `{its_provider}`), not like a secret of `{provider}`")]
    OtherProvidersSecret {
        /// What it looks like.
        looks: String,
        /// Its provider.
        its_provider: &'static str,
        /// The provider that was asked for.
        provider: String,
    },
    /// A setup-token was asked for, but not for Anthropic.
    #[error("Only --provider anthropic is supported for setup-token.")]
    SetupTokenProvider,
    /// A key has no expiry.
    #[error("an API key has no expiry")]
    KeyExpiry,
    /// Both an expiry and none were asked for.
    #[error("a token cannot both expire and have no expiry")]
    BothExpiries,
    /// The agent has no database.
    #[error("agent `{agent}` has no credential database of its own, and only OpenClaw may create one")]
    NoDatabase {
        /// The agent.
        agent: String,
        /// Whether the shared database serves it.
        is_shared: bool,
    },
    /// The store must not be written.
    #[error("could not write `{store}`: {reason}")]
    NotWritable {
        /// The store.
        store: String,
        /// Why not.
        reason: String,
    },
    /// Nothing else pays for the provider.
    #[error("`{}` is the last credential of `{provider}`, which is in use", visible_id(id))]
    LastOne {
        /// The id.
        id: String,
        /// The provider.
        provider: String,
        /// What would no longer work.
        breaks: Vec<String>,
    },
    /// The position is 0.
    #[error("the first position is 1")]
    Position,
    /// The provider has no stored credential.
    #[error("`{}` is not in the order of `{provider}`: {reason}", visible_id(id))]
    NotInOrder {
        /// The id.
        id: String,
        /// The provider.
        provider: String,
        /// Why not.
        reason: &'static str,
    },
}

impl Refusal for CredentialError {
    fn code(&self) -> Code {
        match self {
            Self::Unknown { .. } | Self::NotOwn { .. } => Code::CredentialUnknown,
            Self::NoProvider | Self::NoIds | Self::InvalidId { .. } | Self::Position | Self::BothExpiries => {
                Code::BadRequest
            }
            Self::SecretAsName { .. } => Code::SecretTyped,
            Self::Exists { .. } => Code::CredentialExists,
            Self::OtherKind { .. } | Self::OtherProvidersSecret { .. } => Code::SecretMismatch,
            Self::KeyExpiry => Code::DurationInvalid,
            Self::LastOne { .. } => Code::CredentialUsed,
            Self::OtherProvider { .. }
            | Self::SignIn { .. }
            | Self::SetupTokenProvider
            | Self::NoDatabase { .. }
            | Self::NotWritable { .. }
            | Self::NotInOrder { .. } => Code::CredentialRefused,
        }
    }

    fn causes(&self) -> Vec<String> {
        if let Self::LastOne { breaks, .. } = self { breaks.clone() } else { Vec::new() }
    }

    fn hints(&self) -> Vec<Hint> {
        match self {
            Self::Unknown { has_any: false, .. } => vec!["there are no stored credentials".into()],
            Self::Unknown { suggestions, .. } => {
                let list = || Hint::for_terminal("`openclaw models auth list` shows the stored credentials");
                vec![suggestion_hint(suggestions).unwrap_or_else(list)]
            }
            Self::NotOwn { .. } => vec![Hint::for_terminal("without `--agent` the change is made for all agents")],
            Self::NoProvider => vec![Hint::for_terminal("`--provider anthropic` names one")],
            Self::NoIds => vec![Hint::for_terminal("`openclaw models auth order clear --provider …` removes an order")],
            Self::InvalidId { .. } => vec!["an id is by habit `<provider>:<name>`, as in `anthropic:work`".into()],
            Self::SecretAsName { .. } => vec![
                "nothing was written; other users of this machine can see the command line, so replace that secret"
                    .into(),
                Hint::for_terminal(
                    "the secret is asked for, or read from a pipe: `printf %s \"$KEY\" | openclaw models auth paste-api-key --provider openai`",
                ),
            ],
            Self::OtherProvider { .. } => vec!["an order has credentials of one provider only".into()],
            Self::Exists { is_replaceable: true, .. } => {
                vec!["nothing was stored; choose another id, or replace it".into()]
            }
            Self::Exists { .. } => {
                vec!["nothing was changed; choose another id, or remove that credential first".into()]
            }
            Self::SignIn { .. } => vec!["nothing was changed; sign in again to get another one".into()],
            Self::OtherKind { kind, .. } => vec![
                "nothing was stored".into(),
                Hint::for_terminal(format!("`openclaw models auth {}` stores it", command_of(*kind))),
                Hint::for_terminal("`--force` stores it all the same"),
            ],
            Self::OtherProvidersSecret { its_provider, .. } => vec![
                "nothing was stored".into(),
                Hint::for_terminal(format!("`--provider {its_provider}` stores it for that provider")),
                Hint::for_terminal("`--force` stores it all the same"),
            ],
            Self::SetupTokenProvider => vec![Hint::for_terminal(
                "`openclaw models auth paste-token --provider <name>` stores a token of another provider",
            )],
            Self::KeyExpiry => vec!["nothing was stored; only tokens expire".into()],
            Self::BothExpiries => vec!["nothing was stored".into()],
            Self::NoDatabase { is_shared: true, .. } => vec![
                "the shared store already serves this agent".into(),
                Hint::for_terminal("without `--agent` the change is made for all agents"),
                "OpenClaw creates the database when it stores something for this agent".into(),
            ],
            Self::NoDatabase { .. } => {
                vec!["OpenClaw creates the database when it first runs this agent; then try again".into()]
            }
            Self::NotWritable { .. } => vec!["nothing was changed".into()],
            Self::LastOne { .. } => {
                vec!["nothing was changed".into(), Hint::for_terminal("`--yes` removes it all the same")]
            }
            Self::Position => Vec::new(),
            Self::NotInOrder { .. } => {
                vec![Hint::for_terminal("`openclaw models auth list` shows why a credential is not used")]
            }
        }
    }
}

/// The command that stores a kind of secret.
const fn command_of(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::ApiKey => "paste-api-key",
        SecretKind::Token => "paste-token",
        SecretKind::SetupToken => "setup-token",
    }
}
