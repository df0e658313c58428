//! Agents.

use crate::prelude::*;
use contract::{Change, ListedAgent, OpError, Write, codec::Json};

use super::ApiClient;

/// Lists the agents.
#[server(endpoint = "agent/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_agents(op: contract::ListAgents) -> Result<Vec<ListedAgent>, OpError> {
    super::run(op).await
}

/// Adds an agent.
#[server(endpoint = "agent/add", input = Json, output = Json, client = ApiClient)]
pub async fn add_agent(op: Write<contract::AddAgent>) -> Result<Change<ListedAgent>, OpError> {
    super::run(op).await
}
