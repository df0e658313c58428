//! The browser's half that is there from the beginning: opening, and the keys.

use leptos::{ev, html::Dialog, prelude::*, task::spawn_local};
use web_sys::KeyboardEvent;

use super::{Code, Hands, Palette, chunk, entries};

/// Between `g` and the letter of a page, in milliseconds.
const PAUSE: f64 = 1500.0;

pub(super) fn attend(hands: Hands, dialog: NodeRef<Dialog>, code: RwSignal<Option<Code>>) {
    let shows = hands.shows;
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (shows.get() != Palette::Closed, dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    Effect::new(move || {
        if shows.get() != Palette::Closed && code.with_untracked(Option::is_none) {
            spawn_local(fetch(code));
        }
    });
    let went = StoredValue::new(f64::NEG_INFINITY);
    let handle = window_event_listener(ev::keydown, move |event| press(&event, hands, went));
    on_cleanup(move || handle.remove());
}

/// It did not come when the session ended, or when another build serves by now: the document, loaded anew, knows both.
async fn fetch(code: RwSignal<Option<Code>>) {
    match chunk::code().await {
        Ok(there) => code.set(Some(there)),
        Err(_) => drop(window().location().reload()),
    }
}

fn press(event: &KeyboardEvent, hands: Hands, went: StoredValue<f64>) {
    let key = event.key();
    if event.alt_key() {
        return;
    }
    if event.ctrl_key() || event.meta_key() {
        if key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            toggle(hands.shows);
        }
        return;
    }
    if !hands.keys.mean(event) || is_dialog_open() {
        return;
    }
    let is_going = event.time_stamp() - went.get_value() < PAUSE;
    went.set_value(if key == "g" { event.time_stamp() } else { f64::NEG_INFINITY });
    if key == "?" {
        hands.shows.set(Palette::Keys);
    } else if let Some(path) = entries::page(&key).filter(|_| is_going) {
        go(hands, path);
    }
}

/// Not above a change that is being looked at.
fn toggle(shows: RwSignal<Palette>) {
    if shows.get_untracked() != Palette::Closed {
        shows.set(Palette::Closed);
    } else if !is_dialog_open() {
        shows.set(Palette::Commands);
    }
}

fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// What Settings says of security comes with its document.
pub(super) fn go(hands: Hands, path: &str) {
    if path == "/settings" {
        window().location().set_href(path).ok();
    } else {
        hands.go.with_value(|go| go(path));
    }
}
