//! What asks and what writes, in the chunk `change`: with it lie the reader of the answer, the card and its sentences.

#![expect(clippy::unnecessary_wraps, reason = "that the code did not come is added by the macro")]

use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::hook::{Changes, Wish};

/// What is done next.
pub(crate) enum Step {
    /// Ask what it would do, and show it.
    Ask(Wish),
    /// Do what the card shows.
    Apply,
}

/// Takes the step, once the code is here.
#[wasm_split(change, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
pub(crate) fn step(changes: Changes, step: Step) -> Result<(), SplitLoaderError> {
    match step {
        Step::Ask(wish) => browser::ask(changes, wish),
        Step::Apply => browser::apply(changes),
    }
    Ok(())
}

mod browser {
    use contract::{Change, OpError};
    use leptos::{prelude::*, task::spawn_local};

    use super::super::card::DialogContent;
    use crate::{
        api::send,
        facts::{self, Done, Preview},
        hook::{Card, Changes, Wish},
    };

    pub(super) fn ask(changes: Changes, wish: Wish) {
        spawn_local(async move {
            let outcome = send(&wish.request, None).await.map(Preview::from);
            changes.busy.set(false);
            show(changes, outcome, wish);
        });
    }

    pub(super) fn apply(changes: Changes) {
        let Some(Card { outcome: Ok(preview), wish, .. }) = changes.card.get_untracked() else {
            return changes.busy.set(false);
        };
        spawn_local(async move {
            let result = send(&wish.request, Some(&preview.token)).await;
            changes.busy.set(false);
            settle(changes, result, wish);
        });
    }

    /// Written: the card closes and the pages look anew. Refused: the card says why, and the draft stays.
    fn settle<T>(changes: Changes, result: Result<Change<T>, OpError>, wish: Wish) {
        match result {
            Ok(change) => {
                changes.card.set(None);
                changes.toast.set(Some(Done::of(facts::current().lang, change.effect, change.id)));
                changes.live.changes.update(|count| *count += 1);
                (wish.done)();
            }
            Err(error) => show(changes, Err(error), wish),
        }
    }

    fn show(changes: Changes, outcome: Result<Preview, OpError>, wish: Wish) {
        let draw = |card| view! { <DialogContent card/> }.into_any();
        changes.card.set(Some(Card { outcome, draw, wish }));
    }
}
