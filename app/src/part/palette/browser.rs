//! The browser's half: opening, the keys, and what an entry does.

use std::{sync::Arc, time::Duration};

use contract::{Status, UndoChange};
use leptos::{ev, html::Dialog, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement, KeyboardEvent, js_sys};

use super::{
    Hands, Palette,
    entries::{self, Deed},
    keys::CLOSE,
};
use crate::{
    api::{self, Request},
    hook::{Wish, focus_later, is_typing},
};

/// Between `g` and the letter of a page, in milliseconds.
const PAUSE: f64 = 1500.0;

pub(super) fn attend(hands: Hands, dialog: NodeRef<Dialog>, agents: RwSignal<Vec<String>>) {
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
        if shows.get() == Palette::Commands {
            spawn_local(ask(agents));
        }
    });
    let went = StoredValue::new(f64::NEG_INFINITY);
    let handle = window_event_listener(ev::keydown, move |event| press(&event, hands, went));
    on_cleanup(move || handle.remove());
}

/// Who the agents are. Where nothing can be read there is nothing to go to.
async fn ask(agents: RwSignal<Vec<String>>) {
    if let Ok(report) = api::show_status(Status::default()).await
        && report.agents.len() > 1
    {
        agents.set(report.agents.into_iter().map(|agent| agent.id).collect());
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
    if is_typing(event) || is_dialog_open() {
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

/// An entry that is out of sight comes into it.
pub(super) fn show(id: &str) {
    if let Some(entry) = document().get_element_by_id(id) {
        entry.scroll_into_view_with_bool(false);
    }
}

/// The palette closes first: it gives the focus back, and what comes may take it.
pub(super) fn perform(hands: Hands, deed: Deed) {
    hands.shows.set(if deed == Deed::Keys { Palette::Keys } else { Palette::Closed });
    request_animation_frame(move || match deed {
        Deed::Keys => focus_later(CLOSE),
        Deed::Go(path) => go(hands, path),
        Deed::Agent(id) => go(hands, &format!("/routing?agent={}", js_sys::encode_uri_component(&id))),
        Deed::AddFallback => {
            go(hands, "/routing");
            focus_when_there("add-text", 40);
        }
        Deed::Undo => hands.changes.ask(Wish {
            request: Request::of(&UndoChange::default()),
            forced: None,
            done: Arc::new(|| {}),
            dropped: Arc::new(|| {}),
        }),
        Deed::Theme(theme) => hands.look.choose(theme),
        Deed::SignOut => sign_out(),
    });
}

/// What Settings says of security comes with its document.
fn go(hands: Hands, path: &str) {
    if path == "/settings" {
        window().location().set_href(path).ok();
    } else {
        hands.go.with_value(|go| go(path));
    }
}

/// The page that has it may have to be loaded first.
fn focus_when_there(id: &'static str, tries: u8) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    match element {
        Some(element) => drop(element.focus()),
        None if tries == 0 => {}
        None => set_timeout(move || focus_when_there(id, tries - 1), Duration::from_millis(50)),
    }
}

/// By the form of the frame.
fn sign_out() {
    let form = document().query_selector("form[action='/logout']").ok().flatten();
    form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).map(|form| form.request_submit());
}
