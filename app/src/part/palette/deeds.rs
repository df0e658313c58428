//! What an entry does.

use contract::Role;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

use super::{Hands, Palette, browser::go, entries::Deed};
use crate::{
    hook::{Step, focus_when_there},
    page,
};

/// The palette closes first: it gives the focus back, and what comes may take it.
pub(super) fn perform(hands: Hands, deed: Deed) {
    hands.shows.set(if deed == Deed::Keys { Palette::Keys } else { Palette::Closed });
    request_animation_frame(move || match deed {
        Deed::Keys => {}
        Deed::Go(path) => go(hands, path),
        Deed::Agent(id) => go(hands, &page::routing_of(&id)),
        Deed::ChangeModel => {
            go(hands, &page::change_of(Role::Text, None));
            focus_when_there("change-text");
        }
        Deed::AddFallback => {
            go(hands, "/routing");
            focus_when_there("add-text");
        }
        Deed::Undo => hands.changes.step(Step::Undo(None)),
        Deed::Theme(theme) => hands.look.choose(theme),
        Deed::SignOut => sign_out(),
    });
}

/// By the form of the frame.
fn sign_out() {
    let form = document().query_selector("form[action='/logout']").ok().flatten();
    form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).map(|form| form.request_submit());
}
