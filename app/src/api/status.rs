//! Status of the home.

use crate::prelude::*;
use contract::{OpError, StatusReport, codec::Json};

use super::ApiClient;

/// Shows the configured models and the files they come from.
#[server(endpoint = "status/show", input = Json, output = Json, client = ApiClient)]
pub async fn show_status(op: contract::ShowStatus) -> Result<StatusReport, OpError> {
    super::run(op).await
}
