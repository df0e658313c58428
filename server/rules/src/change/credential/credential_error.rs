//! Errors of changing stored credentials.

use contract::{Code, Generation, Hint, Refusal, SecretKind};

use super::words::{article, visible_id};
use crate::{auth::store_files::StoreObstacle, base::did_you_mean::suggestion_hint};

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
    #[error("this looks like {} {looks}, not like {wanted}", article(looks))]
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
    /// The home has no store yet, and its OpenClaw does not use JSON files.
    #[error("OpenClaw keeps the credentials of this home in a database, which does not exist yet")]
    NoStoreYet {
        /// The generation of the home.
        generation: Generation,
    },
    /// The home has a store of another kind than the one to create.
    #[error("this home keeps its credentials in {} already", if *has_databases { "databases" } else { "JSON files" })]
    OtherStore {
        /// Whether it has databases.
        has_databases: bool,
    },
    /// The home keeps its credentials in databases, into which only OpenClaw imports.
    #[error("cannot import: this home keeps credentials in a database, which only OpenClaw can import into")]
    ImportedByOpenclaw,
    /// There is no file of an early release.
    #[error("no old credential files found")]
    NothingToImport {
        /// The paths where one may be.
        places: Vec<String>,
    },
    /// The store must not be written.
    #[error("could not write `{store}`: {}", obstacle.phrase())]
    NotWritable {
        /// The store.
        store: String,
        /// Why not.
        obstacle: StoreObstacle,
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
    #[error("there is no position 0")]
    Position,
}

impl Refusal for CredentialError {
    fn code(&self) -> Code {
        match self {
            Self::Unknown { .. } | Self::NotOwn { .. } | Self::NothingToImport { .. } => Code::CredentialUnknown,
            Self::NoProvider | Self::NoIds | Self::InvalidId { .. } | Self::Position | Self::BothExpiries => {
                Code::BadRequest
            }
            Self::SecretAsName { .. } => Code::SecretTyped,
            Self::Exists { .. } => Code::CredentialExists,
            Self::OtherKind { .. } | Self::OtherProvidersSecret { .. } => Code::SecretMismatch,
            Self::KeyExpiry => Code::DurationInvalid,
            Self::LastOne { .. } => Code::CredentialUsed,
            Self::NoStoreYet { generation: Generation::SharedDb } => Code::CredentialStoreMissing,
            Self::OtherProvider { .. }
            | Self::SignIn { .. }
            | Self::SetupTokenProvider
            | Self::NoDatabase { .. }
            | Self::NoStoreYet { .. }
            | Self::OtherStore { .. }
            | Self::ImportedByOpenclaw
            | Self::NotWritable { .. } => Code::CredentialRefused,
        }
    }

    fn causes(&self) -> Vec<String> {
        if let Self::LastOne { breaks, .. } = self { breaks.clone() } else { Vec::new() }
    }

    fn hints(&self) -> Vec<Hint> {
        if let Self::NothingToImport { places } = self {
            let places: Vec<_> = places.iter().map(|place| format!("`{place}`")).collect();
            return vec![format!("looked for {}", places.join(" and ")).into()];
        }
        let (text, commands) = self.advice();
        let text = text.map(Hint::from);
        let suggested = match self {
            Self::Unknown { suggestions, .. } => suggestion_hint(suggestions),
            _ => None,
        };
        let commands = if suggested.is_some() { Vec::new() } else { commands };
        text.into_iter().chain(suggested).chain(commands.into_iter().map(Hint::for_terminal)).collect()
    }
}

impl CredentialError {
    /// What the user can do: a sentence for all, and sentences that name a flag or a command.
    fn advice(&self) -> (Option<&'static str>, Vec<String>) {
        let (text, commands): (_, &[&str]) = match self {
            Self::OtherKind { kind, .. } => {
                let command = format!("`openclaw models auth {}` stores it", command_of(*kind));
                return (Some("nothing was stored"), vec![command, FORCE.to_owned()]);
            }
            Self::OtherProvidersSecret { its_provider, .. } => {
                let command = format!("`--provider {its_provider}` stores it for that provider");
                return (Some("nothing was stored"), vec![command, FORCE.to_owned()]);
            }
            Self::Unknown { has_any: false, .. } => (Some("there are no stored credentials"), &[]),
            Self::Unknown { .. } => (None, &["`openclaw models auth list` shows the stored credentials"]),
            Self::NotOwn { .. } => (None, &[FOR_ALL]),
            Self::NoProvider => (None, &["`--provider anthropic` names one"]),
            Self::NoIds => (None, &["`openclaw models auth order clear --provider …` removes an order"]),
            Self::InvalidId { .. } => (Some("use an id such as `anthropic:work`"), &[]),
            Self::SecretAsName { .. } => (Some(EXPOSED), &[PIPE]),
            Self::OtherProvider { .. } => (Some("an order has credentials of one provider only"), &[]),
            Self::Exists { is_replaceable: true, .. } => {
                (Some("nothing was stored; choose another id, or replace it"), &[])
            }
            Self::Exists { .. } => (Some("nothing was changed; choose another id, or remove that one first"), &[]),
            Self::SignIn { .. } => (Some("nothing was changed"), &["`openclaw models auth login` signs in again"]),
            Self::SetupTokenProvider => (None, &[OTHER_TOKENS]),
            Self::KeyExpiry => (Some("nothing was stored; leave the expiry out, because only tokens expire"), &[]),
            Self::BothExpiries => (Some("nothing was stored; give an expiry or none, not both"), &[]),
            Self::NoDatabase { is_shared: true, .. } => (Some(SERVED), &[FOR_ALL]),
            Self::NoDatabase { .. } => (Some("OpenClaw creates it when it first runs this agent; then try again"), &[]),
            Self::NoStoreYet { generation: Generation::SharedDb } => {
                (Some(NOTHING_STORED), &[CREATE_STORE, LOGIN_CREATES, JSON_STORE])
            }
            Self::NoStoreYet { .. } => (Some(NOTHING_STORED), &[OPENCLAW_CREATES, JSON_STORE]),
            Self::OtherStore { .. } => (Some("nothing was stored; no second store is created"), &[WITHOUT_FLAG]),
            Self::ImportedByOpenclaw => (Some("nothing was changed"), &["`openclaw doctor --fix` imports them"]),
            Self::NothingToImport { .. } => (None, &[]),
            Self::NotWritable { obstacle, .. } => (Some(obstacle.repair()), &[]),
            Self::LastOne { .. } => (Some("nothing was changed"), &["`--yes` removes it anyway"]),
            Self::Position => (Some("positions start at 1"), &[]),
        };
        (text, commands.iter().map(|command| (*command).to_owned()).collect())
    }
}

const SERVED: &str =
    "the shared store already serves this agent; OpenClaw creates a database when it stores something for it alone";
const NOTHING_STORED: &str = "nothing was stored, because OpenClaw does not read a JSON file here";
const CREATE_STORE: &str = "`--create-store` creates the database, which OpenClaw then completes";
const LOGIN_CREATES: &str = "`openclaw models auth login --provider <name>` lets OpenClaw create it";
const OPENCLAW_CREATES: &str =
    "let OpenClaw create it: run the `models auth paste-token` of the installed OpenClaw by its path";
const JSON_STORE: &str = "`--generation seeds` uses a JSON file, which OpenClaw reads up to 2026.6.1";
const WITHOUT_FLAG: &str = "without `--create-store` and `--generation` it is stored there";
const FORCE: &str = "`--force` stores it anyway";
const FOR_ALL: &str = "without `--agent` the change is made for all agents";
const EXPOSED: &str = "nothing was written";
const PIPE: &str = "if it was in a command line, other users may have seen it: replace it; a secret is asked for, or piped in: `printf %s \"$KEY\" | openclaw models auth paste-api-key --provider openai`";
const OTHER_TOKENS: &str = "`openclaw models auth paste-token --provider <name>` stores a token of another provider";

/// The command that stores a kind of secret.
const fn command_of(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::ApiKey => "paste-api-key",
        SecretKind::Token => "paste-token",
        SecretKind::SetupToken => "setup-token",
    }
}
