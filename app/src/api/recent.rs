//! The latest changes for Overview. They come from the history endpoint, but the code to deserialize values is left
//! out.

use contract::{Author, OpError};
use serde::{Deserialize, Serialize};

/// Summary of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentChange {
    /// Number of the change; `None`: it is not recorded yet.
    pub(crate) id: Option<u64>,
    /// Time in UTC.
    pub(crate) at: Option<String>,
    /// Author of the change.
    #[serde(rename = "who")]
    pub(crate) author: Author,
    /// Path of the operation.
    pub(crate) op: String,
}

/// The changes, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentChanges {
    pub(crate) changes: Vec<RecentChange>,
}

/// Loads the newest changes.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn recent_changes(limit: usize) -> Result<RecentChanges, OpError> {
    use contract::Op;
    let body = format!(r#"{{"op":{{"limit":{limit},"brief":true}}}}"#);
    super::client::decode_reply(super::client::post_json(contract::ListChanges::PATH, body).await?)
}

/// Loads the newest changes.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn recent_changes(limit: usize) -> Result<RecentChanges, OpError> {
    let op = contract::ListChanges { limit: Some(limit), brief: true, ..contract::ListChanges::default() };
    let line = |contract::ChangeInfo { id, at, author, op, .. }| RecentChange { id, at, author, op };
    let changes = super::list_changes(op).await?.changes;
    Ok(RecentChanges { changes: changes.into_iter().map(line).collect() })
}
