//! The only way to write: a form that first shows what it would do.
//!
//! Without script it is posted, and the server answers with the change card above the same page. With script the same
//! two calls go through the server functions, and the card is a dialog.

use contract::Op;
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;

use crate::{
    api::Request,
    facts,
    hook::{Act, Changes, Wish},
};

#[component]
pub(crate) fn OpForm<O: Op + Clone, C: IntoView + 'static>(
    /// What is asked for, when the form is sent.
    op: impl Fn() -> O + Send + Sync + 'static,
    /// The hidden fields of the plain form.
    hidden: Vec<(&'static str, String)>,
    /// After it was written.
    done: Act,
    class: &'static str,
    #[prop(optional)] id: Option<&'static str>,
    /// The page that the plain form leads back to, if not the one at this address.
    #[prop(optional, into)]
    leads_to: Option<String>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let changes = expect_context::<Changes>();
    #[cfg(target_arch = "wasm32")]
    crate::hook::expect_changes();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        changes.ask(wish(&op(), done.clone()));
    };
    view! {
        <form id=id method="post" action=format!("/form/{}", O::PATH) class=class on:submit=submit>
            <FormFields hidden leads_to/>
            <fieldset disabled=facts::current().read_only>{children.into_inner()()}</fieldset>
        </form>
    }
}

/// What somebody who sends a form wants. What is refused stays in its fields by itself.
fn wish<O: Op + Clone>(op: &O, done: Act) -> Wish {
    Wish {
        request: Request::of(op),
        forced: op.clone().forced().as_ref().map(Request::of),
        // A repair is on at first.
        other: op.clone().with_repair(false).as_ref().map(Request::of),
        done,
        dropped: std::sync::Arc::new(|| {}),
    }
}

/// What every plain form carries: the session's token, where to go back to, and what is its own.
#[component]
pub(super) fn FormFields(
    hidden: Vec<(&'static str, String)>,
    /// Where it leads instead of back here.
    #[prop(default = None)]
    leads_to: Option<String>,
) -> impl IntoView {
    let here = back();
    view! {
        <input type="hidden" name="csrf" value=facts::current().csrf/>
        <input type="hidden" name="back" value=move || leads_to.clone().unwrap_or_else(|| here.get())/>
        {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
    }
}

/// The page that a form leads back to, with what its address says besides the name of the page.
pub(crate) fn back() -> Signal<String> {
    let location = use_location();
    Signal::derive(move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        let query = facts::without_mark(&query);
        if query.is_empty() { path } else { format!("{path}?{query}") }
    })
}
