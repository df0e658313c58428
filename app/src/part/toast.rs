//! The word about a change afterwards, and the way back.

use contract::{Op, UndoChange};
use leptos::{ev::SubmitEvent, prelude::*};

use super::op_form::FormFields;
use crate::{
    facts::Done,
    hook::{Changes, Step},
    text::{PartText, say},
    ui::Rich,
};

/// What was done, said once, politely. It goes by itself, but not while it is used.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let Changes { toast, .. } = expect_context();
    #[cfg(target_arch = "wasm32")]
    browser::attend();
    let is_there = Memo::new(move |_| toast.with(Option::is_some));
    view! { <div class="toasts" role="status">{move || is_there.get().then(|| view! { <Word/> })}</div> }
}

/// Its buttons stay while it says one thing after the other, so that they keep the focus.
#[component]
fn Word() -> impl IntoView {
    let Changes { toast, .. } = expect_context();
    let text = move || toast.get().map(|Done { text, .. }| view! { <Rich text/> });
    let has_way_back = Memo::new(move |_| toast.with(|done| done.as_ref().is_some_and(|done| done.id.is_some())));
    view! {
        <div class="toast">
            <p>{text}</p>
            {move || has_way_back.get().then(|| view! { <WayBack/> })}
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

/// *Undo*, or *Redo* after an undo. With script it is done at once; without, the form is answered with the change card.
#[component]
fn WayBack() -> impl IntoView {
    let changes = expect_context::<Changes>();
    let Changes { toast, .. } = changes;
    let id = move || toast.with(|done| done.as_ref().and_then(|done| done.id));
    let is_redo = Memo::new(move |_| toast.with(|done| done.as_ref().is_some_and(|done| done.is_undo)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        changes.step(if is_redo.get_untracked() { Step::Redo } else { Step::Undo(untrack(id)) });
    };
    let number = untrack(id).map_or_else(String::new, |id| id.to_string());
    let choose = move |redo: &'static str, undo: &'static str| if is_redo.get() { redo } else { undo };
    view! {
        <form method="post" action=format!("/form/{}", UndoChange::PATH) class="toast__undo" on:submit=submit>
            <FormFields hidden=vec![("op[id]", number)]/>
            <button class="button" aria-keyshortcuts=move || choose("Shift+Z", "Z")>
                {move || say(if is_redo.get() { PartText::Redo } else { PartText::Undo })}
                <kbd data-needs-script aria-hidden="true">
                    {move || choose("Shift Z", "Z")}
                </kbd>
            </button>
        </form>
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::time::Duration;

    use leptos::{ev, prelude::*};

    use crate::{
        facts::{self, Done},
        hook::{Changes, SingleKeys, Step},
    };

    /// Long enough to be read aloud and to be thought about.
    const STAYS: Duration = Duration::from_secs(12);

    pub(super) fn attend() {
        let changes = expect_context::<Changes>();
        let toast = changes.toast;
        Effect::new(move || {
            if toast.with(Option::is_some) {
                later(toast);
            }
        });
        if facts::current().read_only {
            return;
        }
        let keys = expect_context::<SingleKeys>();
        let handle = window_event_listener(ev::keydown, move |event| {
            // A key that is held down is pressed once.
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.repeat();
            if event.key().eq_ignore_ascii_case("z") && is_plain && keys.mean(&event) {
                changes.step(if event.shift_key() { Step::Redo } else { Step::Undo(None) });
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
