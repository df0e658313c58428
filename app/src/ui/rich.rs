//! A sentence with code in it.

use leptos::{either::Either, prelude::*};

/// Draws what stands between backticks as code.
#[component]
pub(crate) fn Rich(#[prop(into)] text: String) -> impl IntoView {
    text.split('`')
        .map(str::to_owned)
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { Either::Left(view! { <code>{part}</code> }) } else { Either::Right(part) })
        .collect_view()
}
