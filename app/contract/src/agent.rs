//! Agents: who there is, and where each one works.

use serde::{Deserialize, Serialize};

use crate::op::{Kind, Op};

/// List the agents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAgents {}

impl Op for ListAgents {
    type Out = Vec<ListedAgent>;
    const PATH: &'static str = "agent/list";
    const KIND: Kind = Kind::Read;
}

/// Add an agent, with its directories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddAgent {
    /// What people call it; its id is made from that.
    pub name: String,
    /// The directory that it works in.
    pub workspace: String,
    /// A ref or an alias; `None`: it is answered as all are.
    #[serde(default)]
    pub model: Option<String>,
    /// Where its credentials are; `None`: below the state directory.
    #[serde(default)]
    pub agent_dir: Option<String>,
    /// Accept a model that is not in the catalog or your config.
    #[serde(default)]
    pub force: bool,
}

impl Op for AddAgent {
    type Out = ListedAgent;
    const PATH: &'static str = "agent/add";
    const KIND: Kind = Kind::Write;

    fn forced(self) -> Option<Self> {
        Some(Self { force: true, ..self })
    }
}

/// One agent, with OpenClaw's own key names. Paths are absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedAgent {
    /// As it stands in paths and after `--agent`.
    pub id: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The directory that it works in.
    pub workspace: String,
    /// Where its credentials are.
    pub agent_dir: String,
    /// The text that names what answers it: its own, or the one for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether it answers where no agent is named.
    pub is_default: bool,
}
