//! “Something changed”, as server-sent events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Extension, State},
    response::{IntoResponse, Response, Sse, sse::Event},
};
use futures::stream::{self, Stream};
use tokio::sync::{broadcast, watch};

use super::{Dashboard, session::Visit};

/// How long a browser waits before it tries again.
const RETRY: Duration = Duration::from_secs(1);

/// Proxies close what is silent for long; and a session is looked at as often.
const PULSE: Duration = Duration::from_secs(15);

/// `GET /events`
pub(super) async fn events(State(dashboard): State<Arc<Dashboard>>, Extension(visit): Extension<Visit>) -> Response {
    let listener = Listener {
        changes: dashboard.changes.subscribe(),
        stop: dashboard.stop.subscribe(),
        dashboard,
        visit,
        has_begun: false,
    };
    Sse::new(listener.stream()).into_response()
}

struct Listener {
    dashboard: Arc<Dashboard>,
    visit: Visit,
    changes: broadcast::Receiver<()>,
    stop: watch::Receiver<bool>,
    has_begun: bool,
}

impl Listener {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut listener| async move { Some((Ok(listener.next().await?), listener)) })
    }

    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.has_begun, true) {
            return Some(Event::default().retry(RETRY).comment("hello"));
        }
        tokio::select! {
            () = self.visit.ended() => None,
            _ = self.stop.wait_for(|stop| *stop) => None,
            change = self.changes.recv() => match change {
                // Whoever was too slow for some of them looks anew, which is all that one change asks for, too.
                Ok(()) | Err(broadcast::error::RecvError::Lagged(_)) => Some(Event::default().event("changed").data("{}")),
                Err(broadcast::error::RecvError::Closed) => None,
            },
            () = tokio::time::sleep(PULSE) => {
                self.dashboard.sessions.keep_alive(&self.visit).then(|| Event::default().comment("pulse"))
            }
        }
    }
}
