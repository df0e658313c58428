//! Server-sent events that tell the open pages of changes: of the configuration, and of jobs. They have no content: a page
//! reads what it needs.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Extension, State},
    response::{IntoResponse, Response, Sse, sse::Event},
};
use futures::stream::{self, Stream};
use ops::JobChanges;
use tokio::{
    sync::{broadcast, watch},
    time::Instant,
};

use super::{Dashboard, auth::session::CurrentSession};

/// The shortest time between two events about jobs.
const JOB_INTERVAL: Duration = Duration::from_millis(200);

/// How long a browser waits before it reconnects.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// Interval between keep-alive comments. Proxies close silent connections. The session is checked at the same interval.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// Handles `GET /events`.
pub(super) async fn stream_events(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(session): Extension<CurrentSession>,
) -> Response {
    let listener = EventStreamState {
        changes: dashboard.changes.subscribe(),
        jobs: dashboard.jobs.clone(),
        next_job_event: Instant::now(),
        stop: dashboard.stop.subscribe(),
        dashboard,
        session,
        has_begun: false,
    };
    Sse::new(listener.into_stream()).into_response()
}

/// Waits for a change of a job, and until a time.
async fn next_job_change(jobs: &mut watch::Receiver<JobChanges>, earliest: Instant) {
    // After the last change, there is nothing to wait for.
    if jobs.changed().await.is_err() {
        return std::future::pending().await;
    }
    // If this future is dropped meanwhile, the change must not be lost.
    jobs.mark_changed();
    tokio::time::sleep_until(earliest).await;
    jobs.mark_unchanged();
}

struct EventStreamState {
    dashboard: Arc<Dashboard>,
    session: CurrentSession,
    changes: broadcast::Receiver<()>,
    /// What happens in jobs.
    jobs: watch::Receiver<JobChanges>,
    /// When the next event about a job may be sent.
    next_job_event: Instant,
    stop: watch::Receiver<bool>,
    has_begun: bool,
}

impl EventStreamState {
    fn into_stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut listener| async move { Some((Ok(listener.next_event().await?), listener)) })
    }

    /// Returns the next event; `None` ends the stream.
    async fn next_event(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.has_begun, true) {
            // A running job may have changed between the page and its stream. What ended earlier is no news.
            let running = self.jobs.borrow_and_update().running;
            if running > 0 {
                self.jobs.mark_changed();
            }
            return Some(Event::default().retry(RETRY_DELAY).comment("hello"));
        }
        tokio::select! {
            () = self.session.wait_until_ended() => None,
            _ = self.stop.wait_for(|stop| *stop) => None,
            change = self.changes.recv() => match change {
                // A receiver that lagged missed some changes, but a single event already makes the page load its data
                // anew.
                Ok(()) | Err(broadcast::error::RecvError::Lagged(_)) => Some(Event::default().event("changed").data("{}")),
                Err(broadcast::error::RecvError::Closed) => None,
            },
            // A page reads the rows after its last one, so several rows need a single event.
            () = next_job_change(&mut self.jobs, self.next_job_event) => {
                self.next_job_event = Instant::now() + JOB_INTERVAL;
                Some(Event::default().event("job").data("{}"))
            }
            () = tokio::time::sleep(KEEP_ALIVE_INTERVAL) => {
                self.dashboard.sessions.keep_alive(&self.session).then(|| Event::default().comment("pulse"))
            }
        }
    }
}
