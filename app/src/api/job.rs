//! Start, read and cancel jobs.

use crate::prelude::*;
use contract::{JobReport, OpError, codec::Json};

use super::ApiClient;

/// Starts a job.
#[server(endpoint = "job/start", input = Json, output = Json, client = ApiClient)]
pub async fn start_job(op: contract::StartJob) -> Result<JobReport, OpError> {
    super::run(op).await
}

/// Reads a job.
#[server(endpoint = "job/read", input = Json, output = Json, client = ApiClient)]
pub async fn read_job(op: contract::ReadJob) -> Result<JobReport, OpError> {
    super::run(op).await
}

/// Cancels a job.
#[server(endpoint = "job/cancel", input = Json, output = Json, client = ApiClient)]
pub async fn cancel_job(op: contract::CancelJob) -> Result<JobReport, OpError> {
    super::run(op).await
}
