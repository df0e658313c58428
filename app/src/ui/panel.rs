//! Section of a page with a heading.

use crate::prelude::*;

#[component]
pub(crate) fn Panel<C: IntoView + 'static>(
    /// Id of the heading, which can be focused; unique on its page.
    id: &'static str,
    #[prop(into)] name: String,
    /// Typed children: erasing the type of every section of a page costs a tenth of the wasm.
    children: TypedChildren<C>,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id tabindex="-1">{name}</h2>
            {children.into_inner()()}
        </section>
    }
}
