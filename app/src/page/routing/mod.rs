//! Routing: the chains, for all agents or for one.

use leptos::prelude::*;

use crate::{
    text::{FrameText, say},
    ui::Screen,
};

#[component]
pub(crate) fn Routing() -> impl IntoView {
    view! { <Screen name=say(FrameText::Routing)>{()}</Screen> }
}
