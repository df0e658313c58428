//! The change card: preview of a change before it is written.
//!
//! The code that requests, writes and renders it is a chunk of its own, so that Overview alone does not load it.

mod card;
#[cfg(target_arch = "wasm32")]
mod chunk;
#[cfg(target_arch = "wasm32")]
mod preview;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(not(target_arch = "wasm32"))]
mod start_stub;
mod state;
#[cfg(target_arch = "wasm32")]
mod undo_step;

use crate::prelude::*;
use leptos::{ev::Event, html::Dialog};

#[cfg(not(target_arch = "wasm32"))]
pub(super) use card::{CardBody, RedrawnNotice, can_force};
#[cfg(target_arch = "wasm32")]
pub(super) use start::preload_change_code;
pub(crate) use state::{ChangeController, SharedCallback, UndoStep, WriteRequest, provide_changes};

/// Id of the card's heading.
pub(super) const CARD_TITLE_ID: &str = "card-title";

/// The change card as a modal dialog. The browser restores the focus when it closes.
#[component]
pub(crate) fn ChangeDialog() -> impl IntoView {
    let changes = expect_context::<ChangeController>();
    let ChangeController { card, busy, .. } = changes;
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
        changes.live.change_count.track();
        if card.with(Option::is_some) && !busy.get() {
            changes.refresh_card();
        }
    });
    // A write that is under way cannot be canceled.
    let cancel = move |event: Event| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=CARD_TITLE_ID
            on:cancel=cancel
            on:close=move |_| changes.cancel_card()
        >
            {move || card.get().map(|card| (card.render)(card))}
        </dialog>
    }
}
