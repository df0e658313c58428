//! What a page says when the app behind it has ended by a panic. The server draws it, hidden, and showing it is plain
//! DOM: nothing reactive works any more.

use leptos::prelude::*;

use crate::text::{StoppedText, say};

/// The dialog.
const DIALOG: &str = "stopped";

/// The button in it, which the script of the document makes work.
pub(crate) const RELOAD: &str = "stopped-reload";

/// Rendered on the server only.
#[component]
pub(crate) fn Stopped() -> impl IntoView {
    view! {
        <dialog
            id=DIALOG
            class="dialog stopped"
            role="alertdialog"
            closedby="none"
            aria-labelledby="stopped-title"
            aria-describedby="stopped-body"
        >
            <h2 id="stopped-title">{say(StoppedText::Title)}</h2>
            <p id="stopped-body">{say(StoppedText::Body)}</p>
            <div class="card__actions">
                <button type="button" id=RELOAD class="button button--primary" autofocus>
                    {say(StoppedText::Reload)}
                </button>
            </div>
        </dialog>
    }
}

/// Shows it above everything, even above an open dialog; it takes the focus. The style sheet hides what says that the
/// page is live.
#[cfg(target_arch = "wasm32")]
pub fn show() {
    use wasm_bindgen::JsCast;
    if let Some(root) = document().document_element() {
        root.set_attribute("data-stopped", "").ok();
    }
    let dialog = document().get_element_by_id(DIALOG);
    let dialog = dialog.and_then(|dialog| dialog.dyn_into::<web_sys::HtmlDialogElement>().ok());
    dialog.map(|dialog| dialog.show_modal());
}
