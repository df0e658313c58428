//! What every page begins with: the title of the window and the heading.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    facts,
    text::{FrameText, say},
};

#[component]
pub(crate) fn Screen<C: IntoView + 'static>(#[prop(into)] name: String, children: TypedChildren<C>) -> impl IntoView {
    let facts::Facts { home, host, .. } = facts::current();
    view! {
        <Title text=say(FrameText::PageTitle { page: name.clone(), home, host })/>
        <h1>{name}</h1>
        {answered()}
        {children.into_inner()()}
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn answered() -> impl IntoView {
    facts::current().answered.map(|answered| view! { <crate::part::AnsweredCard answered/> })
}

/// A browser never gets one. What it draws instead must look the same to hydration.
#[cfg(target_arch = "wasm32")]
fn answered() -> Option<()> {
    None
}
