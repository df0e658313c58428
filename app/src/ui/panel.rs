//! A named part of a page.

use leptos::prelude::*;

#[component]
pub(crate) fn Panel<C: IntoView + 'static>(
    /// Of the heading; unique on its page.
    id: &'static str,
    #[prop(into)] name: String,
    /// Typed: erasing the type of every part of a page costs a tenth of the wasm.
    children: TypedChildren<C>,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id>{name}</h2>
            {children.into_inner()()}
        </section>
    }
}
