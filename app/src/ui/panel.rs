//! A named part of a page.

use leptos::prelude::*;

#[component]
pub(crate) fn Panel(
    /// Of the heading; unique on its page.
    id: &'static str,
    #[prop(into)] name: String,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id>{name}</h2>
            {children()}
        </section>
    }
}
