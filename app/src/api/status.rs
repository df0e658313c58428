//! The state of things.

use contract::{OpError, StatusReport};
use leptos::{prelude::*, server_fn::codec::Json};

use super::ApiClient;

/// Shows what is configured, and where.
#[server(endpoint = "status/show", input = Json, client = ApiClient)]
pub async fn show_status(op: contract::Status) -> Result<StatusReport, OpError> {
    super::run(op).await
}
