//! History: every change, by us and by others, and the way back.

use leptos::prelude::*;

use crate::{
    text::{FrameText, say},
    ui::Screen,
};

#[component]
pub(crate) fn History() -> impl IntoView {
    view! { <Screen name=say(FrameText::History)>{()}</Screen> }
}
