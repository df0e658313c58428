//! Aliases: short names, and where each is used.

use leptos::prelude::*;

use crate::{
    text::{FrameText, say},
    ui::Screen,
};

#[component]
pub(crate) fn Aliases() -> impl IntoView {
    view! { <Screen name=say(FrameText::Aliases)>{()}</Screen> }
}
