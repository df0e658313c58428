//! Layout of every page: window title and heading.

use leptos_meta::Title;

use crate::{
    page_context,
    prelude::*,
    text::{FrameText, translate},
};

#[component]
pub(crate) fn PageLayout<C: IntoView + 'static>(
    #[prop(into)] name: String,
    children: TypedChildren<C>,
) -> impl IntoView {
    let page_context::PageContext { home, host, .. } = page_context::current();
    view! {
        <Title text=translate(FrameText::PageTitle { page: name.clone(), home, host })/>
        <h1>{name}</h1>
        {form_result_card()}
        {children.into_inner()()}
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn form_result_card() -> impl IntoView {
    let page_context::PageContext { form_result, job_question, .. } = page_context::current();
    (
        form_result.map(|result| view! { <super::FormResultCard result/> }),
        job_question.map(|question| view! { <super::JobQuestionCard question/> }),
    )
}

/// The browser never has a form result. It renders `None`, which hydration treats like the server's empty result.
#[cfg(target_arch = "wasm32")]
fn form_result_card() -> (Option<()>, Option<()>) {
    (None, None)
}
