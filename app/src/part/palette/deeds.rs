//! What an entry does.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement};

use super::{Hands, Palette, browser::go, entries::Deed};
use crate::{hook::Step, page};

/// The palette closes first: it gives the focus back, and what comes may take it.
pub(super) fn perform(hands: Hands, deed: Deed) {
    hands.shows.set(if deed == Deed::Keys { Palette::Keys } else { Palette::Closed });
    request_animation_frame(move || match deed {
        Deed::Keys => {}
        Deed::Go(path) => go(hands, path),
        Deed::Agent(id) => go(hands, &page::routing_of(&id)),
        Deed::AddFallback => {
            go(hands, "/routing");
            focus_when_there("add-text", 40);
        }
        Deed::Undo => hands.changes.step(Step::Undo(None)),
        Deed::Theme(theme) => hands.look.choose(theme),
        Deed::SignOut => sign_out(),
    });
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
