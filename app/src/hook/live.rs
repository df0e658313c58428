//! The server's event stream of changes, as signals.

use crate::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// State of the event stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server has no live updates"))]
pub(crate) enum StreamState {
    /// Not connected yet; without script it stays so.
    Off,
    /// Connected.
    Open,
    /// Connection lost; the browser reconnects.
    Lost,
    /// Refused by the server: the session has ended.
    SignedOut,
}

/// Signals of the event stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LiveUpdates {
    /// Number of reported changes; a resource that reads it reloads.
    pub(crate) change_count: RwSignal<u32>,
    /// Number of reported changes of jobs.
    pub(crate) job_count: RwSignal<u32>,
    /// State of the event stream.
    pub(crate) stream_state: RwSignal<StreamState>,
}

/// Opens the stream for the whole app and provides [`LiveUpdates`] as context.
pub(crate) fn provide_live() -> LiveUpdates {
    let live = LiveUpdates {
        change_count: RwSignal::new(0),
        job_count: RwSignal::new(0),
        stream_state: RwSignal::new(StreamState::Off),
    };
    provide_context(live);
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        browser::mark_ready();
        browser::connect_while_visible(live);
    });
    live
}

/// Resource that reloads on every change.
pub(crate) fn live_resource<T, F>(load: impl Fn() -> F + Send + Sync + 'static) -> Resource<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let live = expect_context::<LiveUpdates>();
    Resource::new(move || live.change_count.get(), move |_| load())
}

/// Resource that reloads on every change, and when its argument changes.
pub(crate) fn live_resource_for<A, T, F>(asked: Memo<A>, load: impl Fn(A) -> F + Send + Sync + 'static) -> Resource<T>
where
    A: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let live = expect_context::<LiveUpdates>();
    Resource::new(move || (live.change_count.get(), asked.get()), move |(_, asked)| load(asked))
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::{cell::RefCell, rc::Rc};

    use crate::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, VisibilityState};

    use super::{LiveUpdates, StreamState};

    /// Tells the style sheet that controls that need script work now.
    pub(super) fn mark_ready() {
        if let Some(root) = document().document_element() {
            root.set_attribute("data-ready", "").ok();
        }
    }

    /// Closes the stream while the tab is hidden: a browser allows only six connections to one host.
    pub(super) fn connect_while_visible(live: LiveUpdates) {
        let source = Rc::new(RefCell::new(None::<EventSource>));
        let sync = move || {
            let hidden = document().visibility_state() == VisibilityState::Hidden;
            let mut source = source.borrow_mut();
            match (hidden, source.is_some()) {
                (true, true) => source.take().iter().for_each(EventSource::close),
                (false, false) => *source = open_stream(live),
                _ => {}
            }
        };
        sync();
        let on_visibility = Closure::<dyn Fn()>::new(sync);
        let listener = on_visibility.as_ref().unchecked_ref();
        document().add_event_listener_with_callback("visibilitychange", listener).ok();
        // The listener lives as long as the page.
        on_visibility.forget();
    }

    fn open_stream(live: LiveUpdates) -> Option<EventSource> {
        let source = EventSource::new("/events").ok()?;
        let changed = move || live.change_count.update(|count| *count += 1);
        // Changes may have been missed before the stream was open or while it was down: reload.
        let opened = move || {
            changed();
            live.stream_state.set(StreamState::Open);
        };
        let failed = {
            let source = source.clone();
            move || {
                let is_over = source.ready_state() == EventSource::CLOSED;
                live.stream_state.set(if is_over { StreamState::SignedOut } else { StreamState::Lost });
            }
        };
        add_listener(&source, "open", opened);
        add_listener(&source, "changed", changed);
        // A stream that begins while a job runs tells so, too.
        add_listener(&source, "job", move || live.job_count.update(|count| *count += 1));
        add_listener(&source, "error", failed);
        Some(source)
    }

    fn add_listener(source: &EventSource, event: &str, act: impl Fn() + 'static) {
        let act = Closure::<dyn Fn()>::new(act);
        source.add_event_listener_with_callback(event, act.as_ref().unchecked_ref()).ok();
        act.forget();
    }
}
