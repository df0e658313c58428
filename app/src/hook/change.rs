//! The one change that is being looked at, and the last one that was made.

use std::sync::Arc;

use contract::{Effect, OpError};
use leptos::prelude::*;

use crate::facts::{self, Preview};

/// Something to be done later.
pub(crate) type Act = Arc<dyn Fn() + Send + Sync>;

/// What forms hand to the frame's dialog and toast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changes {
    /// Set: the dialog is open.
    pub(crate) card: RwSignal<Option<Card>>,
    /// Something is being asked or written; nothing else is until it has ended.
    pub(crate) busy: RwSignal<bool>,
    /// What was done.
    pub(crate) toast: RwSignal<Option<Effect>>,
}

/// What the dialog shows.
#[derive(Clone)]
pub(crate) struct Card {
    /// What would happen, or why it cannot.
    pub(crate) outcome: Result<Preview, OpError>,
    /// Does it. Counted, and not kept by the form: a page that changes meanwhile takes its forms away.
    pub(crate) apply: Act,
}

/// Puts [`Changes`] into context.
pub(crate) fn offer_changes() -> Changes {
    let changes =
        Changes { card: RwSignal::new(None), busy: RwSignal::new(false), toast: RwSignal::new(facts::current().done) };
    provide_context(changes);
    changes
}

/// Puts the focus somewhere once the page has settled: what had it may be gone with the change.
pub(crate) fn focus_later(id: &'static str) {
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let element =
            document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        element.map(|element| element.focus());
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}
