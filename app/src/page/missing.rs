//! No such page.

use leptos::prelude::*;

use crate::text::{FrameText, say};

#[component]
pub(crate) fn Missing() -> impl IntoView {
    view! {
        <h1>{say(FrameText::MissingTitle)}</h1>
        <p>{say(FrameText::MissingBody)}</p>
        <p>
            <a href="/">{say(FrameText::BackToOverview)}</a>
        </p>
    }
}
