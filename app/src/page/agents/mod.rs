//! Agents: who answers with what, inherited or own.

use leptos::prelude::*;

use crate::{
    text::{FrameText, say},
    ui::Screen,
};

#[component]
pub(crate) fn Agents() -> impl IntoView {
    view! { <Screen name=say(FrameText::Agents)>{()}</Screen> }
}
