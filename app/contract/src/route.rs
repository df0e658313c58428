//! Which models answer, which credential pays for them, and why.

use serde::{Deserialize, Serialize};

use crate::{
    CredentialInfo, CredentialOrder,
    op::{Op, OperationKind},
};

/// Explain which models answer for an agent, and which credential pays for one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExplainRoute {
    /// The model or its alias, as typed; `None`: the model that is asked first.
    #[serde(default)]
    pub model: Option<String>,
    /// The agent; `None`: the default agent.
    #[serde(default)]
    pub agent: Option<String>,
    /// Id of a stored credential: what happens if a request asks for it.
    #[serde(default)]
    pub profile: Option<String>,
    /// Whether the login shell is asked for variables; only a command can ask for that.
    #[serde(skip)]
    pub shell_env: bool,
}

impl Op for ExplainRoute {
    type Out = RouteExplanation;
    const PATH: &'static str = "route/explain";
    const KIND: OperationKind = OperationKind::Read;
}

/// Why a model is asked, and which credential pays for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteExplanation {
    /// Id of the agent.
    pub agent_id: String,
    /// Key of the model.
    pub model: String,
    /// When the model is asked, and which layer named it, as a phrase.
    pub why: String,
    /// The models of the agent's chain.
    pub chain: Vec<ExplainedStep>,
    /// The provider of the model.
    pub provider: String,
    /// Its credentials in the order in which they are tried, and then those that are not tried.
    pub credentials: Vec<CredentialInfo>,
    /// The order that is configured or stored for the provider.
    pub order: Option<CredentialOrder>,
    /// Why no credential can pay, in OpenClaw's words; `None` if one can.
    pub missing: Option<String>,
    /// What happens if a request asks for one credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ExplainedProfile>,
    /// What would change which model or credential is used.
    pub hint: String,
    /// Sentences about what else to look at; not sent to pages.
    #[serde(skip)]
    pub warnings: Vec<String>,
}

/// A model of a chain, and what pays for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedStep {
    /// Key of the model, or the configured text if its variable may hold a secret.
    pub model: String,
    /// Whether a credential can pay now.
    pub can_answer: bool,
    /// Where the credential is that pays.
    pub pays_with: Option<String>,
    /// Why no credential can pay now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<String>,
}

/// What happens if a request asks for a stored credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedProfile {
    /// Id of the credential.
    pub id: String,
    /// Whether it is used.
    pub is_used: bool,
    /// Why, as a phrase.
    pub why: String,
}
