//! A named part of a page.

use leptos::prelude::*;

#[component]
pub(crate) fn Panel<C: IntoView + 'static>(
    /// Of the heading, which can have the focus; unique on its page.
    id: &'static str,
    #[prop(into)] name: String,
    /// Typed: erasing the type of every part of a page costs a tenth of the wasm.
    children: TypedChildren<C>,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id tabindex="-1">{name}</h2>
            {children.into_inner()()}
        </section>
    }
}
