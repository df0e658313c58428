//! List of warnings.

use super::RichText;
use crate::{prelude::*, text::capitalize_first};

/// Renders each warning as a sentence on its own line. Commands print the same texts after a prefix, in lower case.
#[component]
pub(crate) fn Warnings(texts: Vec<String>) -> impl IntoView {
    texts
        .into_iter()
        .map(|text| view! { <p class="warning"><RichText text=capitalize_first(text)/></p> })
        .collect_view()
}
