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

/// The part of a report that a page shows.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct JobProgress {
    #[serde(default)]
    pub(crate) id: Option<u64>,
    pub(crate) state: contract::JobState,
    pub(crate) plan: PlanSummary,
    pub(crate) rows: Vec<RowSummary>,
    #[serde(default)]
    pub(crate) verdict: Option<VerdictText>,
    #[serde(default)]
    pub(crate) warnings: Vec<String>,
    #[serde(default)]
    pub(crate) marks: std::collections::BTreeMap<String, contract::Mark>,
}

/// The part of a plan that a page shows.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct PlanSummary {
    pub(crate) requests: u32,
    pub(crate) estimate: String,
    #[serde(default, rename = "unknownHosts")]
    pub(crate) unknown_hosts: Vec<String>,
}

/// Whether a row is of a request.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct RowSummary {
    #[serde(default, rename = "latencyMs")]
    pub(crate) latency_ms: Option<u32>,
}

/// What the results mean.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct VerdictText {
    pub(crate) text: String,
}

/// Sends an operation on jobs, and reads what a page shows.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn send_job<O: contract::Op>(op: &O) -> Result<JobProgress, OpError> {
    let op = serde_json::to_string(op).unwrap_or_default();
    super::client::decode_reply(super::client::post_json(O::PATH, ["{\"op\":", &op, "}"].concat()).await?)
}

/// Cancels a job.
#[server(endpoint = "job/cancel", input = Json, output = Json, client = ApiClient)]
pub async fn cancel_job(op: contract::CancelJob) -> Result<JobReport, OpError> {
    super::run(op).await
}
