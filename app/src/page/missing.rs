//! No such page.

use leptos::prelude::*;

use crate::{
    text::{FrameText, say},
    ui::Screen,
};

#[component]
pub(crate) fn Missing() -> impl IntoView {
    view! {
        <Screen name=say(FrameText::MissingTitle)>
            <p>{say(FrameText::MissingBody)}</p>
            <p>
                <a href="/">{say(FrameText::BackToOverview)}</a>
            </p>
        </Screen>
    }
}
