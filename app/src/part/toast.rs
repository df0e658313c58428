//! Toast about the last change, with an undo button.

use contract::{Op, UndoChange};
use leptos::ev::SubmitEvent;

use super::{
    change::{ChangeController, UndoStep},
    op_form::HiddenFormFields,
};
use crate::{
    page_context::FlashMessage,
    prelude::*,
    text::{PartText, translate},
    ui::RichText,
};

/// Announces a message once, politely. It disappears by itself, but not while it is hovered or focused.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let ChangeController { toast, .. } = expect_context();
    #[cfg(target_arch = "wasm32")]
    browser::bind_toast();
    let has_message = Memo::new(move |_| toast.with(Option::is_some));
    view! { <div class="toasts" role="status">{move || has_message.get().then(|| view! { <ToastMessage/> })}</div> }
}

/// Content of the toast. It stays mounted when the message changes, so that its buttons keep the focus.
#[component]
fn ToastMessage() -> impl IntoView {
    let ChangeController { toast, .. } = expect_context();
    let text = move || toast.get().map(|FlashMessage { text, .. }| view! { <RichText text/> });
    let has_way_back =
        Memo::new(move |_| toast.with(|message| message.as_ref().is_some_and(|message| message.id.is_some())));
    view! {
        <div class="toast">
            <p>{text}</p>
            {move || has_way_back.get().then(|| view! { <UndoRedoForm/> })}
            <button
                type="button"
                class="button button--quiet"
                data-needs-script
                on:click=move |_| toast.set(None)
            >
                {translate(PartText::Dismiss)}
            </button>
        </div>
    }
}

/// *Undo*, or *Redo* after an undo. With script it runs immediately; without script, the server responds with the
/// change card.
#[component]
fn UndoRedoForm() -> impl IntoView {
    let changes = expect_context::<ChangeController>();
    let ChangeController { toast, .. } = changes;
    let id = move || toast.with(|message| message.as_ref().and_then(|message| message.id));
    let is_redo = Memo::new(move |_| toast.with(|message| message.as_ref().is_some_and(|message| message.is_undo)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        changes.run_undo_step(if is_redo.get_untracked() { UndoStep::Redo } else { UndoStep::Undo(untrack(id)) });
    };
    let number = untrack(id).map_or_else(String::new, |id| id.to_string());
    let choose = move |redo: &'static str, undo: &'static str| if is_redo.get() { redo } else { undo };
    view! {
        <form method="post" action=format!("/form/{}", UndoChange::PATH) class="toast__undo" on:submit=submit>
            <HiddenFormFields hidden=vec![("op[id]", number)]/>
            <button class="button" aria-keyshortcuts=move || choose("Shift+Z", "Z")>
                {move || translate(if is_redo.get() { PartText::Redo } else { PartText::Undo })}
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

    use crate::prelude::*;
    use leptos::ev;

    use crate::{
        hook::SingleKeys,
        page_context::{self, FlashMessage},
        part::change::{ChangeController, UndoStep},
    };

    /// Display time, long enough for screen readers and for a decision.
    const DISPLAY_TIME: Duration = Duration::from_secs(12);

    pub(super) fn bind_toast() {
        let changes = expect_context::<ChangeController>();
        let toast = changes.toast;
        Effect::new(move || {
            if toast.with(Option::is_some) {
                dismiss_later(toast);
            }
        });
        if page_context::current().read_only {
            return;
        }
        let keys = expect_context::<SingleKeys>();
        let handle = window_event_listener(ev::keydown, move |event| {
            // Ignores the repeated events of a key that is held down.
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.repeat();
            if event.key().eq_ignore_ascii_case("z") && is_plain && keys.should_handle(&event) {
                changes.run_undo_step(if event.shift_key() { UndoStep::Redo } else { UndoStep::Undo(None) });
            }
        });
        on_cleanup(move || handle.remove());
    }

    /// Closes the toast after [`DISPLAY_TIME`]. A newer message has its own timer, and a hovered or focused toast
    /// stays.
    fn dismiss_later(toast: RwSignal<Option<FlashMessage>>) {
        let shown_message = toast.get_untracked();
        set_timeout(
            move || {
                if toast.try_get_untracked() != Some(shown_message) {
                    return;
                }
                let is_used = document().query_selector(".toast:hover, .toast:focus-within").ok().flatten().is_some();
                if is_used { dismiss_later(toast) } else { toast.set(None) }
            },
            DISPLAY_TIME,
        );
    }
}
