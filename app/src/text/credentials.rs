//! Texts of the Credentials page.

use std::borrow::Cow;

use contract::{CredentialMode, OrderLayer};

use super::Text;

/// Amount and unit of a remaining time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    Seconds(i64),
    Minutes(i64),
    Hours(i64),
    Days(i64),
}

/// Texts of the Credentials page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialsText {
    /// Number of providers in use, and a phrase for each that cannot answer.
    Summary {
        in_use: usize,
        broken: Vec<String>,
    },
    Empty,
    Stores {
        path: String,
        exists: bool,
        own: Option<String>,
    },
    AgentLabel,
    InUse,
    Credential,
    Kind,
    State,
    Expires,
    Source,
    Place,
    PlaceHelp,
    PaysTag,
    /// Which credential pays, and why.
    Pays {
        name: String,
        reason: String,
    },
    NoCredential,
    /// What adds a credential; with the variable that may have a key.
    AddHint(Option<String>),
    Mode(CredentialMode),
    Stored,
    Variable,
    Configuration,
    Machine,
    NotChecked,
    Expiring,
    Expired,
    Cooldown,
    Disabled,
    Unusable,
    LeftOut,
    /// OpenClaw's code for a failure.
    FailureReason(String),
    Remaining(Remaining),
    Why,
    Account,
    UsableAgain,
    /// A time that has passed.
    Over,
    Layer(OrderLayer),
    StoredLayer,
    RuleLayer,
    Rule,
    NotSet,
    NoSuchCredential,
    Decides,
    DoesNotCount,
    AddTitle,
    Add,
    StoreKey,
    Provider,
    Method,
    SetupTokenMethod,
    TokenMethod,
    Secret,
    SecretOf(String),
    NewSecret(String),
    SecretHelp,
    ShowSecret,
    StoreAnyway,
    IdField,
    ExpiryField,
    OnlyForAgent(String),
    Replace,
    TryAgain,
    TryFirst,
    MoveUp,
    MoveDown,
    Rename,
    NewIdOf(String),
    CopyTo,
    Copy,
    Remove,
    /// An action, with the credential that it is for.
    ActionOn {
        action: Box<CredentialsText>,
        name: String,
    },
}

/// Texts of the form that imports credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportText {
    Title,
    /// Files of early releases that have credentials to import.
    Files(Vec<String>),
    Button,
}

impl Text for ImportText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Title => "Credentials of an older OpenClaw".into(),
            Self::Files(files) => importable(files).into(),
            Self::Button => "Import".into(),
        }
    }
}

const NO_CREDENTIAL_FOUND: &str =
    "No credential was found: neither a stored one nor a variable. OpenClaw needs one for each provider that it asks.";

impl Text for CredentialsText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Summary { in_use, broken } => summary(*in_use, broken).into(),
            Self::Empty => NO_CREDENTIAL_FOUND.into(),
            Self::Stores { path, exists, own } => stores(path, *exists, own.as_deref()).into(),
            Self::AgentLabel => "Agent".into(),
            Self::InUse => "in use".into(),
            Self::Credential => "Credential".into(),
            Self::Kind => "Kind".into(),
            Self::State => "State".into(),
            Self::Expires => "Expires".into(),
            Self::Source => "Source".into(),
            Self::Place => "Place in the order:".into(),
            Self::PlaceHelp => "Place in the order in which they are tried".into(),
            Self::PaysTag => "asked first".into(),
            Self::Pays { name, reason } => format!("`{name}` is asked first: {reason}.").into(),
            Self::NoCredential => "no credential".into(),
            Self::AddHint(None) => "Add one here.".into(),
            Self::AddHint(Some(variable)) => format!("Set `{variable}`, or add one here.").into(),
            Self::Mode(mode) => mode_name(*mode).into(),
            Self::Stored => "stored".into(),
            Self::Variable => "variable".into(),
            Self::Configuration => "configuration".into(),
            Self::Machine => "this machine".into(),
            Self::NotChecked => "set, not checked".into(),
            Self::Expiring => "expires soon".into(),
            Self::Expired => "expired".into(),
            Self::Cooldown => "cooldown".into(),
            Self::Disabled => "disabled".into(),
            Self::Unusable => "unusable".into(),
            Self::LeftOut => "not used".into(),
            Self::FailureReason(code) => code.replace('_', " ").into(),
            Self::Remaining(time) => remaining(*time).into(),
            Self::Why => "Why".into(),
            Self::Account => "Account".into(),
            Self::UsableAgain => "Usable again".into(),
            Self::Over => "over".into(),
            Self::StoredLayer => "Order in a credential store".into(),
            Self::RuleLayer => "Order by rule".into(),
            Self::Rule => "Sign-ins are tried first, then tokens, then keys.".into(),
            Self::NotSet => "not set".into(),
            Self::NoSuchCredential => "not stored".into(),
            Self::Layer(layer) => layer_name(*layer).into(),
            Self::Decides => "decides".into(),
            Self::DoesNotCount => "does not count".into(),
            Self::AddTitle => "Add a credential".into(),
            Self::Add => "Add".into(),
            Self::StoreKey => "Store the key".into(),
            Self::Provider => "Provider".into(),
            Self::Method => "Method".into(),
            Self::SetupTokenMethod => "Anthropic setup-token".into(),
            Self::TokenMethod => "other token".into(),
            Self::Secret => "Key or token".into(),
            Self::SecretOf(provider) => format!("Key or token of {provider}").into(),
            Self::NewSecret(id) => format!("New key or token for {id}").into(),
            Self::SecretHelp => "It is stored for OpenClaw and never shown again.".into(),
            Self::ShowSecret => "Show while typing".into(),
            Self::StoreAnyway => "Store it even if it looks like a key of another kind or provider".into(),
            Self::IdField => "Name, if not the usual one".into(),
            Self::ExpiryField => "Expires in, if it does".into(),
            Self::OnlyForAgent(agent) => format!("Only for {agent}").into(),
            Self::Replace => "Replace".into(),
            Self::TryAgain => "Use again now".into(),
            Self::TryFirst => "Try first".into(),
            Self::MoveUp => "Move up".into(),
            Self::MoveDown => "Move down".into(),
            Self::Rename => "Rename".into(),
            Self::NewIdOf(id) => format!("New name for {id}").into(),
            Self::CopyTo => "Copy to agent".into(),
            Self::Copy => "Copy".into(),
            Self::Remove => "Remove".into(),
            Self::ActionOn { action, name } => format!("{}: {name}", action.en()).into(),
        }
    }
}

const fn layer_name(layer: OrderLayer) -> &'static str {
    match layer {
        OrderLayer::AgentStore => "Order in the agent's own store",
        OrderLayer::SharedStore => "Order in the store of all agents",
        OrderLayer::Config => "`auth.order` in the configuration",
        OrderLayer::ConfigProfiles => "`auth.profiles` in the configuration",
    }
}

const fn mode_name(mode: CredentialMode) -> &'static str {
    match mode {
        CredentialMode::ApiKey => "API key",
        CredentialMode::OAuth => "sign-in",
        CredentialMode::Token => "token",
        CredentialMode::AwsSdk => "AWS",
    }
}

fn summary(in_use: usize, broken: &[String]) -> String {
    match (in_use, broken) {
        (0, _) => "No provider is in use yet.".to_owned(),
        (1, []) => "The provider in use has a usable credential.".to_owned(),
        (_, []) => format!("All {in_use} providers in use have a usable credential."),
        (1, [reason]) => format!("The provider in use cannot answer: {reason}."),
        (_, reasons) => {
            format!("{} of {in_use} providers in use cannot answer: {}.", reasons.len(), reasons.join("; "))
        }
    }
}

fn remaining(time: Remaining) -> String {
    let (count, unit) = match time {
        Remaining::Seconds(count) => (count, 's'),
        Remaining::Minutes(count) => (count, 'm'),
        Remaining::Hours(count) => (count, 'h'),
        Remaining::Days(count) => (count, 'd'),
    };
    format!("{count}\u{a0}{unit}")
}

fn importable(files: &[String]) -> String {
    let files: Vec<_> = files.iter().map(|file| format!("`{file}`")).collect();
    let (files, has) = (files.join(" and "), if files.len() == 1 { "has" } else { "have" });
    format!("{files} {has} credentials that are not in the credential store. An import leaves the files as they are.")
}

fn stores(path: &str, exists: bool, own: Option<&str>) -> String {
    let shared = if exists {
        format!("Stored credentials are in `{path}`")
    } else {
        format!("Stored credentials would be in `{path}`, which does not exist yet")
    };
    own.map_or_else(|| format!("{shared}."), |own| format!("{shared}; those of this agent in `{own}` come first."))
}
