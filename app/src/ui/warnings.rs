//! Sentences that deserve a look.

use leptos::prelude::*;

use super::Rich;

/// Each on a line of its own, as a sentence: a command says them behind its own word.
#[component]
pub(crate) fn Warnings(texts: Vec<String>) -> impl IntoView {
    texts.into_iter().map(|text| view! { <p class="warning"><Rich text=sentence(text)/></p> }).collect_view()
}

/// With a capital, where it begins with a letter.
pub(crate) fn sentence(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
