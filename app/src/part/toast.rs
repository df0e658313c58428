//! The word about a change afterwards, and the way back.

use std::sync::Arc;

use contract::UndoChange;
use leptos::{either::Either, prelude::*};

use super::OpForm;
use crate::{
    facts::Done,
    hook::Changes,
    text::{PartText, say},
    ui::Rich,
};

/// The form of its undo: the key `z` sends it.
const UNDO: &str = "undo-last";

/// What was done, said once, politely. It goes by itself, but not while somebody is at it.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let Changes { toast, .. } = expect_context();
    #[cfg(target_arch = "wasm32")]
    browser::attend(toast);
    let content = move || match toast.get() {
        None => Either::Left(()),
        Some(done) => Either::Right(view! { <Word done/> }),
    };
    view! { <div class="toasts" role="status">{content}</div> }
}

#[component]
fn Word(done: Done) -> impl IntoView {
    let Changes { toast, .. } = expect_context();
    let Done { text, id } = done;
    view! {
        <div class="toast">
            <p>
                <Rich text/>
            </p>
            {id.map(|id| view! { <Undo id/> })}
            <button
                type="button"
                class="button button--quiet"
                data-needs-script
                on:click=move |_| toast.set(None)
            >
                {say(PartText::Dismiss)}
            </button>
        </div>
    }
}

#[component]
fn Undo(id: u64) -> impl IntoView {
    let op = move || UndoChange { id: Some(id) };
    view! {
        <OpForm op hidden=vec![("op[id]", id.to_string())] done=Arc::new(|| {}) class="toast__undo" id=UNDO>
            <button class="button" aria-keyshortcuts="z">
                {say(PartText::Undo)}
                <kbd data-needs-script aria-hidden="true">
                    "Z"
                </kbd>
            </button>
        </OpForm>
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::time::Duration;

    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::HtmlFormElement;

    use super::UNDO;
    use crate::{facts::Done, hook::SingleKeys};

    /// Long enough to be read aloud and to be thought about.
    const STAYS: Duration = Duration::from_secs(12);

    pub(super) fn attend(toast: RwSignal<Option<Done>>) {
        Effect::new(move || {
            if toast.with(Option::is_some) {
                later(toast);
            }
        });
        let keys = expect_context::<SingleKeys>();
        let handle = window_event_listener(ev::keydown, move |event| {
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
            if event.key() == "z" && is_plain && keys.mean(&event) {
                let form = document().get_element_by_id(UNDO).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
                form.map(|form| form.request_submit());
            }
        });
        on_cleanup(move || handle.remove());
    }

    /// Another toast has its own time; one that somebody is at stays.
    fn later(toast: RwSignal<Option<Done>>) {
        let was = toast.get_untracked();
        set_timeout(
            move || {
                if toast.try_get_untracked() != Some(was) {
                    return;
                }
                let is_used = document().query_selector(".toast:hover, .toast:focus-within").ok().flatten().is_some();
                if is_used { later(toast) } else { toast.set(None) }
            },
            STAYS,
        );
    }
}
