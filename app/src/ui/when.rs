//! A moment: as the server knows it, in UTC; a browser with script says it in its own zone.

use leptos::prelude::*;

use crate::text::{PartText, say};

/// `at` is `2026-11-21T12:04:05Z`; `None`: nobody has written it down yet.
#[component]
pub(crate) fn When(at: Option<String>) -> impl IntoView {
    let utc = |at: &String| say(PartText::Utc(at.get(..16).unwrap_or(at).replace('T', " ")));
    let text = at.as_ref().map_or_else(|| say(PartText::JustNow), utc);
    view! {
        <time class="when" datetime=at>
            {text}
        </time>
    }
}
