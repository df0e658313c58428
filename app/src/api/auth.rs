//! Read credentials, and which of them pay.

use crate::prelude::*;
use contract::{CredentialReport, OpError, RouteExplanation, codec::Json};

use super::ApiClient;

/// Lists the credentials that an agent can use.
#[server(endpoint = "auth/list", input = Json, output = Json, client = ApiClient)]
pub async fn list_credentials(op: contract::ListCredentials) -> Result<CredentialReport, OpError> {
    super::run(op).await
}

/// Explains which models answer for an agent, and which credential pays for one of them.
#[server(endpoint = "route/explain", input = Json, output = Json, client = ApiClient)]
pub async fn explain_route(op: contract::ExplainRoute) -> Result<RouteExplanation, OpError> {
    super::run(op).await
}
