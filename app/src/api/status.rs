//! Status of the home.

use crate::prelude::*;
use contract::{OpError, StatusReport, codec::Json};

use super::ApiClient;
#[cfg(feature = "ssr")]
use super::ready_status::ReadyStatus;

/// Shows the configured models and the files they come from.
#[server(endpoint = "status/show", input = Json, output = Json, client = ApiClient)]
pub async fn show_status(op: contract::ShowStatus) -> Result<StatusReport, OpError> {
    match use_context::<ReadyStatus>() {
        Some(ReadyStatus { request, report }) if request == op => Ok(StatusReport::clone(&report)),
        _ => super::run(op).await,
    }
}
