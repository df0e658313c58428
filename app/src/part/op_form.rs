//! The only way to write: a form that first shows what it would do.
//!
//! Without script it is posted, and the server answers with the change card above the same page. With script the same
//! two calls go through the server functions, and the card is a dialog.

use std::sync::Arc;

use contract::{Change, Op, OpError, Write};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use crate::{
    facts::{self, Preview},
    hook::{Act, Card, Changes, Live},
};

#[component]
pub(crate) fn OpForm<O, F, R, C>(
    /// The server function.
    call: F,
    /// What is asked for, when the form is sent.
    op: impl Fn() -> O + Clone + Send + Sync + 'static,
    /// The fields of the plain form that nobody types.
    hidden: Vec<(&'static str, String)>,
    /// After it was written.
    done: Act,
    class: &'static str,
    children: TypedChildren<C>,
) -> impl IntoView
where
    O: Op + Clone + Sync,
    F: Fn(Write<O>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Change<O::Out>, OpError>> + 'static,
    C: IntoView + 'static,
{
    let path = use_location().pathname;
    let changes = expect_context::<Changes>();
    let live = expect_context::<Live>();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if changes.busy.get_untracked() {
            return;
        }
        changes.busy.set(true);
        // Asked once: what is shown is what is done.
        let (call, op, done) = (call.clone(), op(), Arc::clone(&done));
        spawn_local(async move {
            let outcome = call(Write::preview(op.clone())).await.map(Preview::from);
            let expect = outcome.as_ref().ok().map(|preview| preview.token.clone());
            let apply = move || {
                changes.busy.set(true);
                let written = call(Write { op: op.clone(), dry_run: false, expect: expect.clone() });
                let done = Arc::clone(&done);
                spawn_local(async move { settle(written.await, changes, live, &done) });
            };
            changes.busy.set(false);
            changes.card.set(Some(Card { outcome, apply: Arc::new(apply) }));
        });
    };
    view! {
        <form method="post" action=format!("/form/{}", O::PATH) class=class on:submit=submit>
            <input type="hidden" name="csrf" value=facts::current().csrf/>
            <input type="hidden" name="back" value=move || path.get()/>
            {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            {children.into_inner()()}
        </form>
    }
}

/// Written: the card closes and the pages look anew. Refused: the card says why, and the draft stays in its field.
fn settle<T>(result: Result<Change<T>, OpError>, changes: Changes, live: Live, done: &Act) {
    changes.busy.set(false);
    match result {
        Ok(change) => {
            changes.card.set(None);
            changes.toast.set(Some(change.effect));
            live.changes.update(|count| *count += 1);
            done();
        }
        Err(error) => changes.card.set(Some(Card { outcome: Err(error), apply: Arc::new(|| {}) })),
    }
}
