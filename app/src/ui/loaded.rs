//! Renders a resource in all its states: loading, error and content.

use contract::OpError;
use serde::{Serialize, de::DeserializeOwned};

use super::ErrorPanel;
use crate::{
    prelude::*,
    text::{PartText, translate},
};

/// Renders `view` for loaded data. The view is built once and gets later data through its signal. So a field being
/// edited, a row being dragged and the focus are kept.
#[component]
pub(crate) fn Loaded<T, F, V>(
    /// The resource.
    data: Resource<Result<T, OpError>>,
    /// The view of the data.
    view: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(ReadSignal<T>) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let good = RwSignal::new(None::<T>);
    let error = RwSignal::new(None::<OpError>);
    let keep = move |result: Result<T, OpError>| match result {
        Ok(value) => {
            error.set(None);
            if good.with_untracked(|current| current.as_ref() != Some(&value)) {
                good.set(Some(value));
            }
        }
        Err(e) => error.set(Some(e)),
    };
    Effect::new(move || {
        if let Some(result) = data.get() {
            keep(result);
        }
    });
    let shows = Memo::new(move |_| good.with(Option::is_some) && error.with(Option::is_none));
    view! {
        <Transition fallback=Skeleton>
            {
                let view = view.clone();
                Suspend::new(async move {
                    keep(data.await);
                    view! {
                        {move || error.get().map(|error| view! { <LoadError error retry=move || data.refetch()/> })}
                        {move || shows.get().then(|| live_signal(good)).flatten().map(&view)}
                    }
                })
            }
        </Transition>
    }
}

/// Signal with the current value that follows later ones.
fn live_signal<T: Clone + Send + Sync + 'static>(good: RwSignal<Option<T>>) -> Option<ReadSignal<T>> {
    let (now, set) = signal(good.get_untracked()?);
    Effect::new(move || {
        if let Some(value) = good.get() {
            set.set(value);
        }
    });
    Some(now)
}

#[component]
fn LoadError(error: OpError, retry: impl Fn() + 'static) -> impl IntoView {
    view! {
        <ErrorPanel error/>
        <button type="button" class="button" data-needs-script on:click=move |_| retry()>
            {translate(PartText::Retry)}
        </button>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <p class="skeleton" role="status">
            {translate(PartText::Loading)}
        </p>
    }
}
