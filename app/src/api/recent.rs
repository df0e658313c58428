//! The last changes, as Overview says them: through the endpoint of the history, and without the reader of its values.

use contract::{Author, OpError};
use serde::{Deserialize, Serialize};

/// A change, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentChange {
    /// Its number; `None`: it is not recorded yet.
    pub(crate) id: Option<u64>,
    /// When, in UTC.
    pub(crate) at: Option<String>,
    /// Whose it was.
    pub(crate) who: Author,
    /// Which operation, as its path.
    pub(crate) op: String,
}

/// Newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentChanges {
    pub(crate) changes: Vec<RecentChange>,
}

/// The newest ones.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn recent_changes(limit: usize) -> Result<RecentChanges, OpError> {
    use contract::Op;
    let body = format!(r#"{{"op":{{"limit":{limit},"brief":true}}}}"#);
    super::client::read(super::client::post(contract::ListChanges::PATH, body).await?)
}

/// The newest ones.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn recent_changes(limit: usize) -> Result<RecentChanges, OpError> {
    let op = contract::ListChanges { limit: Some(limit), brief: true, ..contract::ListChanges::default() };
    let line = |contract::ChangeInfo { id, at, who, op, .. }| RecentChange { id, at, who, op };
    let changes = super::list_changes(op).await?.changes;
    Ok(RecentChanges { changes: changes.into_iter().map(line).collect() })
}
