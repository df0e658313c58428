//! The one change that is being looked at, and the last one that was made.

use std::sync::Arc;

use contract::OpError;
use leptos::prelude::*;

use super::Live;
use crate::{
    api::Request,
    facts::{self, Done, Preview},
};

/// Something to be done later.
pub(crate) type Act = Arc<dyn Fn() + Send + Sync>;

/// What forms hand to the frame's dialog and toast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changes {
    /// Set: the dialog is open.
    pub(crate) card: RwSignal<Option<Card>>,
    /// Something is being asked or written; nothing else is until it has ended.
    pub(crate) busy: RwSignal<bool>,
    /// What was done.
    pub(crate) toast: RwSignal<Option<Done>>,
    pub(crate) steps: StoredValue<Steps>,
    pub(crate) live: Live,
}

/// A change that is written at once, without a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Undo this change; without a number, the newest one that is still there.
    Undo(Option<u64>),
    /// Take the last undo back.
    Redo,
}

/// Steps that are not taken yet, and undos that can be taken back.
#[derive(Debug, Default)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "a server takes no steps"))]
pub(crate) struct Steps {
    /// Asked for while another one was under way; the first is the next.
    pub(crate) waiting: std::collections::VecDeque<Step>,
    /// Made in this tab since its last other change; the newest is the last.
    pub(crate) undos: Vec<Undo>,
}

/// An undo that was made.
#[derive(Debug, Clone)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "a server takes no steps"))]
pub(crate) struct Undo {
    /// Its own number in the history.
    pub(crate) id: u64,
    /// The change that it took back.
    pub(crate) change: u64,
    /// The operation of that change.
    pub(crate) op: String,
}

/// What somebody asks for.
#[derive(Clone)]
pub(crate) struct Wish {
    /// The operation.
    pub(crate) request: Request,
    /// The same, insisting, where an operation can be insisted on.
    pub(crate) forced: Option<Request>,
    /// The request with its repair in the other state, where the operation has a repair.
    pub(crate) other: Option<Request>,
    /// After it was written.
    pub(crate) done: Act,
    /// After it was not: cancelled, or refused.
    pub(crate) dropped: Act,
}

/// What the dialog shows.
#[derive(Clone)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "a server draws the card into the page"))]
pub(crate) struct Card {
    /// What would happen, or why it cannot.
    pub(crate) outcome: Result<Preview, OpError>,
    /// How it looks: the code of it comes with the answer.
    pub(crate) draw: fn(Self) -> AnyView,
    /// What was asked for. Kept here and not by the form: a page that changes meanwhile takes its forms away.
    pub(crate) wish: Wish,
    /// How many changes the stream had told of when this was asked for.
    pub(crate) as_of: u32,
    /// The file changed while the card was open.
    pub(crate) is_redrawn: bool,
}

/// Puts [`Changes`] into context.
pub(crate) fn offer_changes(live: Live) -> Changes {
    let toast = RwSignal::new(facts::current().done);
    let steps = StoredValue::new(Steps::default());
    let changes = Changes { card: RwSignal::new(None), busy: RwSignal::new(false), toast, steps, live };
    provide_context(changes);
    changes
}

impl Changes {
    /// Closes the card without having written.
    pub(crate) fn drop_card(self) {
        let card = self.card.try_update(Option::take).flatten();
        if let Some(card) = card {
            (card.wish.dropped)();
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::{prelude::*, task::spawn_local};

    use super::{Changes, Step, Wish};
    use crate::part::change::{Work, load, work};

    impl Changes {
        /// Asks what it would do, and shows it. While something is asked or written, nothing else is.
        pub(crate) fn ask(self, wish: Wish) {
            if self.busy.get_untracked() {
                return (wish.dropped)();
            }
            self.busy.set(true);
            self.go(Work::Ask(wish));
        }

        /// Does what the card shows.
        pub(crate) fn apply(self) {
            self.busy.set(true);
            self.go(Work::Apply);
        }

        /// Undoes or redoes at once, one step after the other. An open card is decided first.
        pub(crate) fn step(self, step: Step) {
            if self.busy.get_untracked() {
                self.steps.update_value(|steps| steps.waiting.push_back(step));
            } else if self.card.with_untracked(Option::is_none) {
                self.busy.set(true);
                self.go(Work::Step(step));
            }
        }

        /// Asks once more what the card shows, when the stream has told of a change since. The buttons stay: what they
        /// apply is what they were drawn for, and the server refuses it if that is not so any more.
        pub(crate) fn redraw(self) {
            let as_of = self.live.changes.get_untracked();
            let is_old = self.card.try_maybe_update(|card| {
                let old = card.as_mut().filter(|card| card.as_of != as_of);
                (false, old.map(|card| card.as_of = as_of).is_some())
            });
            if is_old == Some(true) {
                self.go(Work::Redraw);
            }
        }

        /// The code for it did not come when the session ended, or when another build serves by now. Loading the
        /// document anew tells both apart, and what was typed is kept.
        fn go(self, next: Work) {
            spawn_local(async move {
                if work(self, next).await.is_err() {
                    window().location().reload().ok();
                }
            });
        }
    }

    /// Has the code at hand when it is needed. What does not come now is asked for again.
    pub(crate) fn expect_changes() {
        Effect::new(|| {
            spawn_local(async {
                load().await.ok();
            });
        });
    }
}

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::expect_changes;

/// A server only draws: nobody presses anything there.
#[cfg(not(target_arch = "wasm32"))]
impl Changes {
    pub(crate) fn ask(self, wish: Wish) {
        let _ = (self.live, wish.request, wish.forced, wish.other, wish.done);
    }

    pub(crate) fn step(self, step: Step) {
        let _ = (self.steps, step);
    }
}
