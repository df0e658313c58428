//! What comes from the server: loading, error, content. Forgetting one is not possible.

use contract::OpError;
use leptos::{either::Either, prelude::*};
use serde::{Serialize, de::DeserializeOwned};

use super::Problem;
use crate::text::{PartText, say};

/// Shows `view` of what was loaded; while it is loaded anew, what was there stays.
#[component]
pub(crate) fn Loaded<T, F, V>(
    /// What is loaded.
    data: Resource<Result<T, OpError>>,
    /// How it looks.
    view: F,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=Skeleton>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(value) => Either::Left(view(value)),
                        Err(error) => Either::Right(view! { <Failed error retry=move || data.refetch()/> }),
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Failed(error: OpError, retry: impl Fn() + 'static) -> impl IntoView {
    view! {
        <Problem error/>
        <button type="button" class="button" data-needs-script on:click=move |_| retry()>
            {say(PartText::Retry)}
        </button>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <p class="skeleton" role="status">
            {say(PartText::Loading)}
        </p>
    }
}
