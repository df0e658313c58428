//! A mark as a badge that opens its reason. It works by touch, by keyboard and without script.

use contract::Mark;
use leptos::either::Either;

use super::{Badge, RichText};
use crate::{prelude::*, text::capitalize_first};

#[component]
pub(crate) fn MarkBadge(mark: Mark) -> impl IntoView {
    let Mark { tone, word, reason } = mark;
    match reason {
        None => Either::Left(view! { <Badge tone label=word/> }),
        Some(reason) => Either::Right(view! {
            <details class="why">
                <summary>
                    <Badge tone label=word/>
                </summary>
                <p>
                    <RichText text=capitalize_first(reason)/>
                </p>
            </details>
        }),
    }
}
