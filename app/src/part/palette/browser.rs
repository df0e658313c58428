//! Browser code of the palette outside the chunk: opening the dialog, and keyboard shortcuts.

use crate::prelude::*;
use leptos::{ev, html::Dialog, task::spawn_local};
use web_sys::KeyboardEvent;

use super::{PaletteCode, PaletteState, PaletteView, chunk, entries, navigate::open_page};

/// Maximum time between `g` and the letter of a page, in milliseconds.
const MAX_KEY_SEQUENCE_MILLIS: f64 = 1500.0;

pub(super) fn bind_dialog_and_keys(state: PaletteState, dialog: NodeRef<Dialog>, code: RwSignal<Option<PaletteCode>>) {
    let shows = state.view;
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (shows.get() != PaletteView::Closed, dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    Effect::new(move || {
        if shows.get() != PaletteView::Closed && code.with_untracked(Option::is_none) {
            spawn_local(load_code(code));
        }
    });
    let go_key_time = StoredValue::new(f64::NEG_INFINITY);
    let handle = window_event_listener(ev::keydown, move |event| handle_key(&event, state, go_key_time));
    on_cleanup(move || handle.remove());
}

/// Loads the chunk. On failure the session has ended or another build is being served: reloading the document handles
/// both.
async fn load_code(code: RwSignal<Option<PaletteCode>>) {
    match chunk::load_palette_code().await {
        Ok(loaded) => code.set(Some(loaded)),
        Err(_) => drop(window().location().reload()),
    }
}

fn handle_key(event: &KeyboardEvent, state: PaletteState, go_key_time: StoredValue<f64>) {
    let key = event.key();
    if event.alt_key() {
        return;
    }
    if event.ctrl_key() || event.meta_key() {
        if key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            toggle_palette(state.view);
        }
        return;
    }
    if !state.single_keys.should_handle(event) || is_dialog_open() {
        return;
    }
    let is_after_go_key = event.time_stamp() - go_key_time.get_value() < MAX_KEY_SEQUENCE_MILLIS;
    go_key_time.set_value(if key == "g" { event.time_stamp() } else { f64::NEG_INFINITY });
    if key == "?" {
        state.view.set(PaletteView::Keys);
    } else if let Some(path) = entries::page_for_key(&key).filter(|_| is_after_go_key) {
        open_page(state, path);
    }
}

/// Toggles the palette. It does not open above another dialog.
fn toggle_palette(shows: RwSignal<PaletteView>) {
    if shows.get_untracked() != PaletteView::Closed {
        shows.set(PaletteView::Closed);
    } else if !is_dialog_open() {
        shows.set(PaletteView::Commands);
    }
}

fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
