//! Dialog for an app that has ended by a panic. The server renders it hidden, and plain DOM calls show it, because the
//! reactive system no longer works.

use crate::{
    prelude::*,
    text::{PanicText, translate},
};

/// Id of the dialog.
const DIALOG_ID: &str = "panic";

/// Id of its reload button. The script in the document handles its click.
pub(crate) const RELOAD_BUTTON_ID: &str = "panic-reload";

/// The hidden dialog. Rendered on the server only.
#[component]
pub(crate) fn PanicDialog() -> impl IntoView {
    view! {
        <dialog
            id=DIALOG_ID
            class="dialog panic"
            role="alertdialog"
            closedby="none"
            aria-labelledby="panic-title"
            aria-describedby="panic-body"
        >
            <h2 id="panic-title">{translate(PanicText::Title)}</h2>
            <p id="panic-body">{translate(PanicText::Body)}</p>
            <div class="card__actions">
                <button type="button" id=RELOAD_BUTTON_ID class="button button--primary" autofocus>
                    {translate(PanicText::Reload)}
                </button>
            </div>
        </dialog>
    }
}

/// Shows the dialog above everything, including open dialogs, and focuses it. The style sheet then hides the live
/// indicators.
#[cfg(target_arch = "wasm32")]
pub fn show_dialog() {
    use wasm_bindgen::JsCast;
    if let Some(root) = document().document_element() {
        root.set_attribute("data-panic", "").ok();
    }
    let dialog = document().get_element_by_id(DIALOG_ID);
    let dialog = dialog.and_then(|dialog| dialog.dyn_into::<web_sys::HtmlDialogElement>().ok());
    dialog.map(|dialog| dialog.show_modal());
}
