//! What pages ask of the status, and the report that is made before a page is rendered.

#[cfg(feature = "ssr")]
use std::sync::Arc;

use contract::ShowStatus;
#[cfg(feature = "ssr")]
use contract::StatusReport;

/// How many of the latest changes Overview shows; History shows all.
const RECENT_CHANGES: usize = 5;

/// What Overview asks for.
pub fn overview_request() -> ShowStatus {
    ShowStatus { with_findings: true, recent_changes: RECENT_CHANGES, ..ShowStatus::default() }
}

/// What Routing asks for.
pub fn routing_request(agent: Option<String>) -> ShowStatus {
    ShowStatus { agent, with_findings: true, ..ShowStatus::default() }
}

/// A report that was made before the page is rendered. The page uses it instead of another one, if it asks for the same.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct ReadyStatus {
    /// What was asked for.
    pub request: ShowStatus,
    /// The report.
    pub report: Arc<StatusReport>,
}
