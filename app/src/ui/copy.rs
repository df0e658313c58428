//! Copy button. Without script it is hidden: the text itself can be selected.

use crate::{
    prelude::*,
    text::{PartText, translate},
};

#[component]
pub(crate) fn CopyButton(#[prop(into)] text: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let label = move || translate(if copied.get() { PartText::Copied } else { PartText::Copy });
    let copy = move |_| {
        copy_to_clipboard(&text);
        copied.set(true);
        set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
    };
    view! {
        <button type="button" class="button copy" data-needs-script on:click=copy>
            <span aria-live="polite">{label}</span>
        </button>
    }
}

#[cfg(target_arch = "wasm32")]
fn copy_to_clipboard(text: &str) {
    // The promise is dropped: if the browser refuses, the user can still select the text.
    drop(window().navigator().clipboard().write_text(text));
}

#[cfg(not(target_arch = "wasm32"))]
fn copy_to_clipboard(_: &str) {}
