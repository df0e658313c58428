//! What asks and what writes, in the chunk `change`: with it lie the reader of the answer, the card and its sentences.

#![expect(clippy::unnecessary_wraps, reason = "that the code did not come is added by the macro")]

use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::step;
use crate::hook::{Changes, Step, Wish};

/// The id of the box of a repair.
pub(super) const TICK: &str = "card-repair";

/// What is done next.
pub(crate) enum Work {
    /// Ask what it would do, and show it.
    Ask(Wish),
    /// Ask once more what the open card shows.
    Redraw,
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
        Work::Redraw => browser::redraw(changes),
        Work::Apply => browser::apply(changes),
        Work::Step(step) => step::take(changes, step),
    }
    Ok(())
}

pub(super) use browser::show;

mod browser {
    use contract::{Change, Code, OpError};
    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    use super::{super::card::DialogContent, TICK};
    use crate::{
        api::{How, send},
        facts::{self, Done, Preview},
        hook::{Card, Changes, Steps, Wish},
    };

    /// Where the focus goes in a card that is drawn.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Focus {
        /// To the button that is marked with `autofocus`.
        Button,
        /// Where it is; if that is gone with the card before, to that button.
        Stay,
        /// To the box of the repair, which was just used.
        Tick,
        /// To what says that the card was drawn anew.
        Notice,
    }

    pub(super) fn ask(changes: Changes, wish: Wish) {
        let as_of = changes.live.changes.get_untracked();
        spawn_local(async move {
            let outcome = preview(&wish).await;
            changes.busy.set(false);
            show(changes, outcome, wish, as_of);
        });
    }

    /// An answer that comes when the card is closed, applied or asked for once more is dropped.
    pub(super) fn redraw(changes: Changes) {
        let Some(Card { wish, as_of, .. }) = changes.card.get_untracked() else { return };
        spawn_local(async move {
            let outcome = preview(&wish).await;
            let is_of = |open: &Card| open.as_of == as_of && open.wish.request == wish.request;
            if !changes.busy.get_untracked() && changes.card.with_untracked(|open| open.as_ref().is_some_and(is_of)) {
                replace(changes, outcome);
            }
        });
    }

    pub(super) fn apply(changes: Changes) {
        let Some(Card { outcome: Ok(preview), wish, .. }) = changes.card.get_untracked() else {
            return changes.busy.set(false);
        };
        spawn_local(async move {
            let result = send(&wish.request, &How::Shown(preview.token)).await;
            settle(changes, result, wish).await;
        });
    }

    /// Written: the card closes and the pages look anew. Refused because the file changed: the card shows what is asked
    /// for on the new one. Refused otherwise: it says why, and the draft stays.
    async fn settle<T>(changes: Changes, result: Result<Change<T>, OpError>, wish: Wish) {
        match result {
            Ok(change) => {
                let id = change.id.filter(|_| change.cannot_undo.is_none());
                changes.busy.set(false);
                changes.card.set(None);
                changes.steps.set_value(Steps::default());
                changes.toast.set(Some(Done::of(facts::current().lang, change.effect, id)));
                changes.live.changes.update(|count| *count += 1);
                (wish.done)();
            }
            Err(error) if error.code == Code::Changed => {
                let outcome = preview(&wish).await;
                changes.busy.set(false);
                replace(changes, outcome);
            }
            Err(error) => {
                changes.busy.set(false);
                changes.card.update(|card| card.iter_mut().for_each(|card| card.outcome = Err(error.clone())));
                focus(Focus::Stay);
            }
        }
    }

    async fn preview(wish: &Wish) -> Result<Preview, OpError> {
        send(&wish.request, &How::Ask).await.map(Preview::from)
    }

    /// Shows an answer in the dialog; `as_of` is how many changes the stream had told of when it was asked for. Steps that
    /// wait are not meant for what it says.
    pub(in super::super) fn show(changes: Changes, outcome: Result<Preview, OpError>, wish: Wish, as_of: u32) {
        let is_ticking = document().active_element().is_some_and(|element| element.id() == TICK);
        let is_safe = |preview: &Preview| preview.can_apply() && preview.breaks.is_empty() && preview.repair.is_some();
        let stays_there = is_ticking && outcome.as_ref().is_ok_and(is_safe);
        let draw = |card| view! { <DialogContent card/> }.into_any();
        changes.steps.update_value(|steps| steps.waiting.clear());
        changes.card.set(Some(Card { outcome, draw, wish, as_of, is_redrawn: false }));
        focus(if stays_there { Focus::Tick } else { Focus::Button });
    }

    /// The answer to the same request, on files that are others by now. Unless it does the same there, the focus leaves the
    /// button: what it would apply has not been looked at yet.
    fn replace(changes: Changes, outcome: Result<Preview, OpError>) {
        let Some(open) = changes.card.get_untracked().filter(|open| open.outcome != outcome) else { return };
        let token = |outcome: &Result<Preview, OpError>| outcome.as_ref().ok().map(|preview| preview.token.clone());
        let does_the_same = token(&outcome).is_some_and(|new| token(&open.outcome) == Some(new));
        changes.card.set(Some(Card { outcome, is_redrawn: true, ..open }));
        focus(if does_the_same { Focus::Stay } else { Focus::Notice });
    }

    /// Once the card is drawn.
    fn focus(wanted: Focus) {
        let find = |selector: &str| document().query_selector(selector).ok().flatten();
        request_animation_frame(move || {
            let target = match wanted {
                Focus::Stay if find(".dialog[open]:focus-within").is_some() => None,
                Focus::Stay | Focus::Button => find(".dialog[open] [autofocus]"),
                Focus::Tick => document().get_element_by_id(TICK),
                Focus::Notice => find(".dialog .card__notice"),
            };
            let target = target.and_then(|target| target.dyn_into::<HtmlElement>().ok());
            target.map(|target| target.focus());
        });
    }
}
