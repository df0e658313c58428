//! Credentials: which ones there are, which one pays for a provider, and why. No type here holds a secret.

use serde::{Deserialize, Serialize};

use crate::{
    Mark, ModelRef,
    op::{Op, OperationKind},
};

/// List the credentials that an agent can use: stored ones, and those of the environment and the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListCredentials {
    /// Only those of this provider, as typed.
    #[serde(default)]
    pub provider: Option<String>,
    /// The agent; `None`: the default agent.
    #[serde(default)]
    pub agent: Option<String>,
    /// A credential that expires within this time counts as expiring; `None`: seven days.
    #[serde(default)]
    pub warn_within_ms: Option<i64>,
    /// Whether the providers without a credential are listed, too.
    #[serde(default)]
    pub every_provider: bool,
    /// Whether the report says if the credentials of any agent need attention, and what a probe of all costs.
    #[serde(default)]
    pub with_attention: bool,
    /// Whether the login shell is asked for variables; only a command can ask for that.
    #[serde(skip)]
    pub shell_env: bool,
}

impl Op for ListCredentials {
    type Out = CredentialReport;
    const PATH: &'static str = "auth/list";
    const KIND: OperationKind = OperationKind::Read;
}

/// The credentials that an agent can use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialReport {
    /// Id of the agent.
    pub agent: String,
    /// Ids of all agents.
    pub agents: Vec<String>,
    /// The time of the report, in milliseconds since 1970.
    pub now: i64,
    /// The agent's directory.
    pub agent_dir: String,
    /// The store that all agents use.
    pub store: CredentialStoreInfo,
    /// Providers that have a credential or are in use: those in use first, in the order of the chains.
    pub providers: Vec<ProviderCredentials>,
    /// What pays for each model of the agent's chains; not sent to pages.
    #[serde(skip)]
    pub models: Vec<ModelCredential>,
    /// Whether variables of the login shell count: for OpenClaw, or in this report; not sent to pages.
    #[serde(skip)]
    pub uses_login_shell: bool,
    /// Whether the credentials are in order.
    pub check: CredentialCheck,
    /// Sentences about entries of the stores that are left out, and other things to look at.
    pub warnings: Vec<String>,
    /// Sentences about files that have credentials and are no store.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// Whether a credential of any agent should be looked at, if that was asked for.
    #[serde(default)]
    pub needs_attention: bool,
    /// How many requests it takes to probe all credentials, and what they cost at most, if that was asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub probe_cost: String,
    /// The files of older releases of OpenClaw that have credentials to import.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub importable: Vec<String>,
}

/// Whether the credentials of an agent are in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialCheck {
    /// 0 if all credentials are valid, 1 if one is missing or has expired, 2 if one expires soon.
    pub exit_code: u8,
    /// 0 while every provider in use can answer, else 1.
    pub chain_exit_code: u8,
    /// What is not in order.
    pub findings: Vec<CredentialFinding>,
}

/// Something about credentials that is not in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialFinding {
    /// The provider that it is about.
    pub provider: String,
    /// How serious it is.
    pub kind: FindingKind,
    /// What it is, as a phrase.
    pub text: String,
}

/// How serious a [`CredentialFinding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A provider in use has no usable credential.
    CannotAnswer,
    /// A credential is missing or has expired.
    Unusable,
    /// A credential expires soon.
    Expiring,
}

/// A credential store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialStoreInfo {
    /// The path for display.
    pub path: String,
    /// The full path of the store that the agent writes; not sent to pages.
    #[serde(skip)]
    pub full_path: String,
    /// Whether it exists.
    pub exists: bool,
    /// The path of the agent's own store for display, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_path: Option<String>,
}

/// The credentials of one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderCredentials {
    /// Id of the provider.
    pub provider: String,
    /// Whether a chain of the agent uses it.
    pub is_in_use: bool,
    /// The credentials in the order in which they are tried; then those that are not tried, each with its reason.
    pub credentials: Vec<CredentialInfo>,
    /// The order that is configured or stored for the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<CredentialOrder>,
    /// The orders that are written in weaker layers and do not count, the strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weaker_orders: Vec<CredentialOrder>,
    /// Why no credential can pay, in OpenClaw's words; `None` if one can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The variable that may have a key, if OpenClaw reads one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_variable: Option<String>,
    /// The variables that may have a key, the first one first; not sent to pages.
    #[serde(skip)]
    pub variables: Vec<String>,
    /// The ways to get a credential; not sent to pages.
    #[serde(skip)]
    pub methods: Vec<SignInMethod>,
}

impl ProviderCredentials {
    /// The credential that pays.
    pub fn chosen(&self) -> Option<&CredentialInfo> {
        self.credentials.iter().find(|credential| credential.is_chosen)
    }
}

/// A way to get a credential of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInMethod {
    /// The printed name, such as `api-key`.
    pub name: &'static str,
    /// Whether only OpenClaw itself can do it.
    pub needs_openclaw: bool,
}

/// What pays for a model of a chain, or why nothing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCredential {
    /// The model.
    pub model: ModelRef,
    /// The credential that is asked, also if it cannot be used now.
    pub asked: Option<CredentialInfo>,
    /// Why no credential pays now, as a phrase; `None` if one does.
    pub obstacle: Option<String>,
}

/// One credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialInfo {
    /// Id of the profile; `None` if the credential is not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// Where it is: `profile:<id>`, `env: NAME`, `models.json`, and so on.
    pub source: String,
    /// What it is.
    pub mode: CredentialMode,
    /// What may be shown of it: `…` with its last four characters, `set`, `ref(env:NAME)`.
    pub label: String,
    /// Address or name of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Whether it can be used now.
    pub status: CredentialStatus,
    /// OpenClaw's word for the state of a stored one, which does not include cooldowns: `ok`, `static`, `expiring`,
    /// `expired`, `missing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<String>,
    /// Why it is not used, as OpenClaw's code: `expired`, `billing`, `mode_mismatch`, and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why it pays, or why another one comes first, as a phrase.
    pub why: String,
    /// When it expires, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// How long until it expires, as text such as `29d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<String>,
    /// When it can be used again, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_at: Option<i64>,
    /// The only model that it cannot be used for until then; `None` if it cannot be used for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unusable_model: Option<String>,
    /// How long until it can be used again, as text such as `5m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_in: Option<String>,
    /// Whether it is in the agent's own store, not in that of all agents.
    #[serde(default)]
    pub is_own: bool,
    /// Whether it is not tried because an order or the configuration does not name it.
    pub is_left_out: bool,
    /// Whether it is the one that is asked: it pays, if it can be used.
    pub is_chosen: bool,
    /// Its name in the marks of a job; empty if it cannot be probed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub probe_key: String,
    /// What its last probe showed, and when; `None` if it was not probed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Mark>,
}

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialMode {
    /// A key.
    ApiKey,
    /// A sign-in that is renewed.
    #[serde(rename = "oauth")]
    OAuth,
    /// A token.
    Token,
    /// Credentials of AWS.
    AwsSdk,
}

impl CredentialMode {
    /// The printed name, such as `api-key`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api-key",
            Self::OAuth => "oauth",
            Self::Token => "token",
            Self::AwsSdk => "aws-sdk",
        }
    }
}

/// Whether a credential can be used now, as far as it can be known without asking its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialStatus {
    /// It is set and has not expired.
    Active,
    /// It expires soon.
    Expiring,
    /// It has expired.
    Expired,
    /// It is not used for a while after failures.
    Cooldown,
    /// It is not used for hours, because its account cannot pay or it was rejected.
    Disabled,
    /// It has no secret, or cannot be used for this provider.
    Missing,
}

impl CredentialStatus {
    /// The printed name, such as `active`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Cooldown => "cooldown",
            Self::Disabled => "disabled",
            Self::Missing => "missing",
        }
    }
}

/// An order in which profiles are tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialOrder {
    /// Ids of the profiles, the first one first.
    pub profiles: Vec<String>,
    /// Where the order is from.
    pub layer: OrderLayer,
}

/// Where an order of profiles is from, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderLayer {
    /// The agent's own store.
    AgentStore,
    /// The store that all agents use.
    SharedStore,
    /// `auth.order` of the configuration.
    Config,
    /// `auth.profiles` of the configuration.
    ConfigProfiles,
}
