//! Page for an unknown URL.

use crate::{
    part::PageLayout,
    prelude::*,
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
