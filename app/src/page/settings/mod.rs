//! Settings: how it looks, what is in use and why, who is signed in.

use leptos::prelude::*;

use crate::{
    text::{FrameText, say},
    ui::Screen,
};

#[component]
pub(crate) fn Settings() -> impl IntoView {
    view! { <Screen name=say(FrameText::Settings)>{()}</Screen> }
}
