//! List of warnings.

use leptos::prelude::*;

use super::RichText;

/// Renders each warning as a sentence on its own line. Commands print the same texts after a prefix, in lower case.
#[component]
pub(crate) fn Warnings(texts: Vec<String>) -> impl IntoView {
    texts
        .into_iter()
        .map(|text| view! { <p class="warning"><RichText text=capitalize_first(text)/></p> })
        .collect_view()
}

/// Capitalizes the first letter.
pub(crate) fn capitalize_first(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
