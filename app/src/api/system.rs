//! Paths of the home.

use crate::prelude::*;
use contract::{DoctorReport, OpError, codec::Json};

use super::ApiClient;

/// Shows which files are used, and checks them.
#[server(endpoint = "system/paths", input = Json, output = Json, client = ApiClient)]
pub async fn run_doctor(op: contract::RunDoctor) -> Result<DoctorReport, OpError> {
    super::run(op).await
}
