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
    live: Live,
}

/// What somebody asks for.
#[derive(Clone)]
pub(crate) struct Wish {
    /// The operation.
    pub(crate) request: Request,
    /// The same, insisting, where an operation can be insisted on.
    pub(crate) forced: Option<Request>,
    /// After it was written.
    pub(crate) done: Act,
    /// After it was not: cancelled, or refused.
    pub(crate) dropped: Act,
}

/// What the dialog shows.
#[derive(Clone)]
pub(crate) struct Card {
    /// What would happen, or why it cannot.
    pub(crate) outcome: Result<Preview, OpError>,
    /// What was asked for. Kept here and not by the form: a page that changes meanwhile takes its forms away.
    pub(crate) wish: Wish,
}

/// Puts [`Changes`] into context.
pub(crate) fn offer_changes(live: Live) -> Changes {
    let toast = RwSignal::new(facts::current().done);
    let changes = Changes { card: RwSignal::new(None), busy: RwSignal::new(false), toast, live };
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
    use contract::{Change, OpError};
    use leptos::{prelude::*, task::spawn_local};

    use super::{Card, Changes, Wish};
    use crate::{
        api::send,
        facts::{Done, Preview},
    };

    impl Changes {
        /// Asks what it would do, and shows it. While something is asked or written, nothing else is.
        pub(crate) fn ask(self, wish: Wish) {
            if self.busy.get_untracked() {
                return (wish.dropped)();
            }
            self.busy.set(true);
            spawn_local(async move {
                let outcome = send(&wish.request, None).await.map(Preview::from);
                self.busy.set(false);
                self.card.set(Some(Card { outcome, wish }));
            });
        }

        /// Does what the card shows.
        pub(crate) fn apply(self) {
            let Some(Card { outcome: Ok(preview), wish }) = self.card.get_untracked() else { return };
            self.busy.set(true);
            spawn_local(async move {
                let result = send(&wish.request, Some(&preview.token)).await;
                self.settle(result, wish);
            });
        }

        /// Written: the card closes and the pages look anew. Refused: the card says why, and the draft stays.
        fn settle<T>(self, result: Result<Change<T>, OpError>, wish: Wish) {
            self.busy.set(false);
            match result {
                Ok(change) => {
                    self.card.set(None);
                    self.toast.set(Some(Done { effect: change.effect, id: change.id }));
                    self.live.changes.update(|count| *count += 1);
                    (wish.done)();
                }
                Err(error) => self.card.set(Some(Card { outcome: Err(error), wish })),
            }
        }
    }
}

/// A server only draws: nobody presses anything there.
#[cfg(not(target_arch = "wasm32"))]
impl Changes {
    pub(crate) fn ask(self, wish: Wish) {
        let _ = (self.live, wish.request, wish.forced, wish.done);
    }

    pub(crate) fn apply(self) {
        let _ = self.live;
    }
}

/// Puts the focus somewhere once the page has settled: what had it may be gone with the change.
pub(crate) fn focus_later(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let element =
            document().get_element_by_id(&id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        element.map(|element| element.focus());
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}
