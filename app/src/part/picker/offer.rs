//! The models that the fields of this tab offer. They are loaded once and filtered here, so that a letter needs no request.

use std::cell::RefCell;

use contract::{Role, Suggestion};

/// What models were loaded for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) role: Role,
    pub(super) agent: Option<String>,
    /// Number of changes that were reported before.
    pub(super) change_count: u32,
}

thread_local! {
    /// The models of the last offer. A page seldom has fields for more than one chain.
    static LOADED: RefCell<Option<(Offer, Vec<Suggestion>)>> = const { RefCell::new(None) };
}

impl Offer {
    /// Whether its models are loaded and nothing has changed since.
    pub(super) fn is_loaded(&self) -> bool {
        LOADED.with_borrow(|loaded| loaded.as_ref().is_some_and(|(offer, _)| offer == self))
    }

    pub(super) fn store(&self, models: Vec<Suggestion>) {
        LOADED.set(Some((self.clone(), models)));
    }

    /// Finds something in the models, which may be those before the last changes; `None` if there are none yet.
    pub(super) fn find_models<T>(&self, find: impl FnOnce(&[Suggestion]) -> T) -> Option<T> {
        LOADED.with_borrow(|loaded| {
            let (offer, models) = loaded.as_ref()?;
            (offer.role == self.role && offer.agent == self.agent).then(|| find(models))
        })
    }
}
