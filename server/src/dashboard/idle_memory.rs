//! Returns free memory to the system when the dashboard is idle.

use std::{sync::Arc, time::Duration};

use crate::http::Dashboard;

/// A dashboard without a request for this time is idle. Its parsed configuration was dropped a second before.
const IDLE: Duration = Duration::from_secs(6);

/// Runs for the lifetime of the dashboard; it does nothing while there are no requests.
pub(super) async fn release_when_idle(dashboard: Arc<Dashboard>) {
    loop {
        dashboard.request_ended.notified().await;
        while tokio::time::timeout(IDLE, dashboard.request_ended.notified()).await.is_ok() {}
        // Allocations wait while it runs, so it runs on a thread for blocking work.
        tokio::task::spawn_blocking(allocator::release_free_memory).await.ok();
    }
}
