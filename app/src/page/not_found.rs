//! Page for an unknown URL.

use leptos::prelude::*;

use crate::{
    part::PageLayout,
    text::{FrameText, translate},
};

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <PageLayout name=translate(FrameText::NotFoundTitle)>
            <p>{translate(FrameText::NotFoundBody)}</p>
            <p>
                <a href="/">{translate(FrameText::BackToOverview)}</a>
            </p>
        </PageLayout>
    }
}
