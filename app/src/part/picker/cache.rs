//! The models that the fields of this tab suggest. They are loaded once and filtered here, so that a letter needs no
//! request.

use std::{cell::RefCell, time::Duration};

use contract::{Role, Suggestion};

use crate::prelude::*;

/// After this time they are loaded again, because remarks such as `cooldown 5m` change with time.
const MAX_AGE: Duration = Duration::from_mins(1);

/// The chain that models are suggested for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SuggestionKey {
    pub(super) role: Role,
    /// The agent whose chain it is, if not the default one.
    pub(super) agent: Option<String>,
}

/// The models for a chain.
struct CachedModels {
    key: SuggestionKey,
    models: Option<Vec<Suggestion>>,
    /// Number of changes that were reported before they were loaded; `None` if they are to be loaded again.
    loaded_at: Option<u32>,
    /// Number of changes that were reported before a request that has no response yet.
    loading_at: Option<u32>,
}

thread_local! {
    static CACHE: RefCell<Vec<CachedModels>> = const { RefCell::new(Vec::new()) };
}

impl SuggestionKey {
    /// Whether to request the models: there are none of this state, and no request for them is on its way.
    pub(super) fn begin_request(&self, change_count: u32) -> bool {
        self.with_entry(|entry| {
            let is_needed = entry.loaded_at != Some(change_count) && entry.loading_at != Some(change_count);
            if is_needed {
                entry.loading_at = Some(change_count);
            }
            is_needed
        })
    }

    /// Keeps the models of a response, unless later ones are there; `None`: the request has failed.
    pub(super) fn finish_request(&self, change_count: u32, models: Option<Vec<Suggestion>>) {
        self.with_entry(|entry| {
            entry.loading_at = entry.loading_at.filter(|at| *at != change_count);
            let is_latest = entry.loaded_at.is_none_or(|loaded| loaded <= change_count);
            if models.is_some() && is_latest {
                (entry.models, entry.loaded_at) = (models, Some(change_count));
            }
        });
        let key = self.clone();
        set_timeout(move || key.with_entry(|entry| entry.loaded_at = None), MAX_AGE);
    }

    /// Finds something in the models, which may be those before the last change; `None` if there are none yet.
    pub(super) fn find_models<T>(&self, find: impl FnOnce(&[Suggestion]) -> T) -> Option<T> {
        self.with_entry(|entry| entry.models.as_deref().map(find))
    }

    fn with_entry<T>(&self, act: impl FnOnce(&mut CachedModels) -> T) -> T {
        CACHE.with_borrow_mut(|cache| {
            if let Some(entry) = cache.iter_mut().find(|entry| entry.key == *self) {
                return act(entry);
            }
            let mut entry = CachedModels { key: self.clone(), models: None, loaded_at: None, loading_at: None };
            let found = act(&mut entry);
            cache.push(entry);
            found
        })
    }
}
