//! Paths of the home.

use crate::prelude::*;
use contract::{AcknowledgedLints, DoctorReport, OpError, codec::Json};

use super::ApiClient;

/// Shows which files are used, and checks them.
#[server(endpoint = "system/paths", input = Json, output = Json, client = ApiClient)]
pub async fn run_doctor(op: contract::RunDoctor) -> Result<DoctorReport, OpError> {
    super::run(op).await
}

/// Acknowledges lints, or lists them again.
#[server(endpoint = "lint/acknowledge", input = Json, output = Json, client = ApiClient)]
pub async fn acknowledge_lints(op: contract::AcknowledgeLints) -> Result<AcknowledgedLints, OpError> {
    super::run(op).await
}
