//! Copies a text. Without script it is not there: the text itself can be selected.

use leptos::prelude::*;

use crate::text::{PartText, say};

#[component]
pub(crate) fn CopyButton(#[prop(into)] text: String) -> impl IntoView {
    let copied = RwSignal::new(false);
    let label = move || say(if copied.get() { PartText::Copied } else { PartText::Copy });
    let copy = move |_| {
        put_on_clipboard(&text);
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
fn put_on_clipboard(text: &str) {
    // The promise is dropped: a browser that refuses leaves the text to be selected by hand.
    drop(window().navigator().clipboard().write_text(text));
}

#[cfg(not(target_arch = "wasm32"))]
fn put_on_clipboard(_: &str) {}
