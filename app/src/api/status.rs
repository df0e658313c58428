//! The state of things.

use contract::{OpError, StatusReport, codec::Json};
use leptos::prelude::*;

use super::ApiClient;

/// Shows what is configured, and where.
#[server(endpoint = "status/show", input = Json, output = Json, client = ApiClient)]
pub async fn show_status(op: contract::Status) -> Result<StatusReport, OpError> {
    super::run(op).await
}
