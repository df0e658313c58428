//! What asks and what writes, in the chunk `change`: with it lie the reader of the answer, the card and its sentences.

#![expect(clippy::unnecessary_wraps, reason = "that the code did not come is added by the macro")]

use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::step;
use crate::hook::{Changes, Step, Wish};

/// The ids of what can have the focus when the card is drawn anew.
pub(super) const APPLY: &str = "card-apply";
pub(super) const CANCEL: &str = "card-cancel";
pub(super) const TICK: &str = "card-repair";

/// What is done next.
pub(crate) enum Work {
    /// Ask what it would do, and show it.
    Ask(Wish),
    /// Do what the card shows.
    Apply,
    /// Undo or redo at once.
    Step(Step),
}

/// Does it, once the code is here.
#[wasm_split(change, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
pub(crate) fn work(changes: Changes, work: Work) -> Result<(), SplitLoaderError> {
    match work {
        Work::Ask(wish) => browser::ask(changes, wish),
        Work::Apply => browser::apply(changes),
        Work::Step(step) => step::take(changes, step),
    }
    Ok(())
}

pub(super) use browser::show;

mod browser {
    use contract::{Change, OpError};
    use leptos::{prelude::*, task::spawn_local};

    use super::{super::card::DialogContent, APPLY, CANCEL, TICK};
    use crate::{
        api::{How, send},
        facts::{self, Done, Preview},
        hook::{Card, Changes, Steps, Wish, focus_later},
    };

    pub(super) fn ask(changes: Changes, wish: Wish) {
        spawn_local(async move {
            let outcome = send(&wish.request, &How::Ask).await.map(Preview::from);
            changes.busy.set(false);
            show(changes, outcome, wish);
        });
    }

    pub(super) fn apply(changes: Changes) {
        let Some(Card { outcome: Ok(preview), wish, .. }) = changes.card.get_untracked() else {
            return changes.busy.set(false);
        };
        spawn_local(async move {
            let result = send(&wish.request, &How::Shown(preview.token)).await;
            changes.busy.set(false);
            settle(changes, result, wish);
        });
    }

    /// Written: the card closes and the pages look anew. Refused: the card says why, and the draft stays.
    fn settle<T>(changes: Changes, result: Result<Change<T>, OpError>, wish: Wish) {
        match result {
            Ok(change) => {
                let id = change.id.filter(|_| change.cannot_undo.is_none());
                changes.card.set(None);
                changes.steps.set_value(Steps::default());
                changes.toast.set(Some(Done::of(facts::current().lang, change.effect, id)));
                changes.live.changes.update(|count| *count += 1);
                (wish.done)();
            }
            Err(error) => show(changes, Err(error), wish),
        }
    }

    /// A dialog that opens gives the focus to what is marked with `autofocus`; one that is open does not. Steps that wait
    /// are not meant for what the card says.
    pub(in super::super) fn show(changes: Changes, outcome: Result<Preview, OpError>, wish: Wish) {
        if changes.card.with_untracked(Option::is_some) {
            focus_later(next_focus(outcome.as_ref().ok()));
        }
        let draw = |card| view! { <DialogContent card/> }.into_any();
        changes.steps.update_value(|steps| steps.waiting.clear());
        changes.card.set(Some(Card { outcome, draw, wish }));
    }

    /// Whoever has just used the box stays there, unless something breaks now.
    fn next_focus(preview: Option<&Preview>) -> &'static str {
        let Some(preview) = preview.filter(|preview| preview.can_apply() && preview.breaks.is_empty()) else {
            return CANCEL;
        };
        let is_ticking = document().active_element().is_some_and(|element| element.id() == TICK);
        if is_ticking && preview.repair.is_some() { TICK } else { APPLY }
    }
}
