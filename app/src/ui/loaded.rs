//! What comes from the server: loading, error, content. Forgetting one is not possible.

use contract::OpError;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::Problem;
use crate::text::{PartText, say};

/// Shows `view` of what was loaded. It is built once: what is loaded anew arrives through the signal, so a field that
/// somebody types into, a row that is being dragged and the focus stay where they are.
#[component]
pub(crate) fn Loaded<T, F, V>(
    /// What is loaded.
    data: Resource<Result<T, OpError>>,
    /// How it looks.
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
            if good.with_untracked(|there| there.as_ref() != Some(&value)) {
                good.set(Some(value));
            }
        }
        Err(why) => error.set(Some(why)),
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
                        {move || error.get().map(|error| view! { <Failed error retry=move || data.refetch()/> })}
                        {move || shows.get().then(|| follow(good)).flatten().map(&view)}
                    }
                })
            }
        </Transition>
    }
}

/// What is there now, and whatever comes.
fn follow<T: Clone + Send + Sync + 'static>(good: RwSignal<Option<T>>) -> Option<ReadSignal<T>> {
    let (now, set) = signal(good.get_untracked()?);
    Effect::new(move || {
        if let Some(value) = good.get() {
            set.set(value);
        }
    });
    Some(now)
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
