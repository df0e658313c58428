//! Agents: which ones exist and where each one works.

use serde::{Deserialize, Serialize};

use crate::op::{Op, OperationKind};

/// List the agents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAgents {}

impl Op for ListAgents {
    type Out = Vec<ListedAgent>;
    const PATH: &'static str = "agent/list";
    const KIND: OperationKind = OperationKind::Read;
}

/// Add an agent and create its directories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddAgent {
    /// Display name; the id is derived from it.
    pub name: String,
    /// Working directory.
    pub workspace: String,
    /// Model ref or alias. `None`: the agent inherits the default chain.
    #[serde(default)]
    pub model: Option<String>,
    /// Directory of its credentials. `None`: below the state directory.
    #[serde(default)]
    pub agent_dir: Option<String>,
    /// Accept a model that is in neither the catalog nor the config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AddAgent {
    type Out = ListedAgent;
    const PATH: &'static str = "agent/add";
    const KIND: OperationKind = OperationKind::Write;
    const PAST_TENSE: &'static str = "added an agent";

    fn with_force(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// One agent, with OpenClaw's own key names. Paths are absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedAgent {
    /// Id as it is used in paths and after `--agent`.
    pub id: String,
    /// Display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Working directory.
    pub workspace: String,
    /// Directory of its credentials.
    pub agent_dir: String,
    /// Configured text of the primary: the agent's own, or the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether this agent answers requests that name no agent.
    pub is_default: bool,
}
