//! “Something changed”: the server's stream of events, as signals.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// How the stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "a server only renders the beginning"))]
pub(crate) enum Stream {
    /// Not begun: without script it stays so.
    Off,
    /// Changes arrive.
    Open,
    /// The browser tries again.
    Lost,
    /// The server refused: the session is over.
    Ended,
}

/// What a page may read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Live {
    /// Grows with every change; a resource that reads it loads anew.
    pub(crate) changes: RwSignal<u32>,
    /// How the stream stands.
    pub(crate) stream: RwSignal<Stream>,
}

/// Opens the stream for the whole app and puts [`Live`] into context.
pub(crate) fn follow() -> Live {
    let live = Live { changes: RwSignal::new(0), stream: RwSignal::new(Stream::Off) };
    provide_context(live);
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        browser::say_ready();
        browser::listen(live);
    });
    live
}

/// A resource that is loaded anew with every change.
pub(crate) fn live_resource<T, F>(load: impl Fn() -> F + Send + Sync + 'static) -> Resource<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let live = expect_context::<Live>();
    Resource::new(move || live.changes.get(), move |_| load())
}

/// The same for what the address asks for.
pub(crate) fn live_resource_of<A, T, F>(asked: Memo<A>, load: impl Fn(A) -> F + Send + Sync + 'static) -> Resource<T>
where
    A: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let live = expect_context::<Live>();
    Resource::new(move || (live.changes.get(), asked.get()), move |(_, asked)| load(asked))
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::{cell::RefCell, rc::Rc};

    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, VisibilityState};

    use super::{Live, Stream};

    /// For the style sheet: what needs script works from now on.
    pub(super) fn say_ready() {
        if let Some(root) = document().document_element() {
            root.set_attribute("data-ready", "").ok();
        }
    }

    /// A browser allows six connections to one host: a hidden tab gives its own back.
    pub(super) fn listen(live: Live) {
        let source = Rc::new(RefCell::new(None::<EventSource>));
        let sync = move || {
            let hidden = document().visibility_state() == VisibilityState::Hidden;
            let mut source = source.borrow_mut();
            match (hidden, source.is_some()) {
                (true, true) => source.take().iter().for_each(EventSource::close),
                (false, false) => *source = open(live),
                _ => {}
            }
        };
        sync();
        let on_visibility = Closure::<dyn Fn()>::new(sync);
        let listener = on_visibility.as_ref().unchecked_ref();
        document().add_event_listener_with_callback("visibilitychange", listener).ok();
        // It lives as long as the page.
        on_visibility.forget();
    }

    fn open(live: Live) -> Option<EventSource> {
        let source = EventSource::new("/events").ok()?;
        let changed = move || live.changes.update(|count| *count += 1);
        // Between the page and its stream, and while the stream was down, nobody listened: look once more.
        let opened = move || {
            changed();
            live.stream.set(Stream::Open);
        };
        let failed = {
            let source = source.clone();
            move || {
                let is_over = source.ready_state() == EventSource::CLOSED;
                live.stream.set(if is_over { Stream::Ended } else { Stream::Lost });
            }
        };
        on(&source, "open", opened);
        on(&source, "changed", changed);
        on(&source, "error", failed);
        Some(source)
    }

    fn on(source: &EventSource, event: &str, act: impl Fn() + 'static) {
        let act = Closure::<dyn Fn()>::new(act);
        source.add_event_listener_with_callback(event, act.as_ref().unchecked_ref()).ok();
        act.forget();
    }
}
