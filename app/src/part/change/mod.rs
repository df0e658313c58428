//! The change card: what would be written, before it is.
//!
//! What asks, writes and draws it is a chunk of its own: whoever only looks at Overview does not load it.

mod card;
#[cfg(target_arch = "wasm32")]
mod chunk;
#[cfg(target_arch = "wasm32")]
mod step;

use leptos::{ev::Event, html::Dialog, prelude::*};

use crate::hook::Changes;
#[cfg(not(target_arch = "wasm32"))]
pub(super) use card::{CardBody, Redrawn, can_insist};
#[cfg(target_arch = "wasm32")]
pub(crate) use chunk::{Work, load, work};

/// The id of its heading.
pub(super) const CARD_TITLE: &str = "card-title";

/// As a dialog, above whatever page is there. The browser gives the focus back when it closes.
#[component]
pub(crate) fn ChangeDialog() -> impl IntoView {
    let changes = expect_context::<Changes>();
    let Changes { card, busy, .. } = changes;
    let dialog = NodeRef::<Dialog>::new();
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (card.with(Option::is_some), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        changes.live.changes.track();
        if card.with(Option::is_some) && !busy.get() {
            changes.redraw();
        }
    });
    // What is being written cannot be called back.
    let cancel = move |event: Event| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=CARD_TITLE
            on:cancel=cancel
            on:close=move |_| changes.drop_card()
        >
            {move || card.get().map(|card| (card.draw)(card))}
        </dialog>
    }
}
