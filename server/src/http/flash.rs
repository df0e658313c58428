//! Flash messages: after a form redirects to a page, the page shows once what was done.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use app::page_context::FLASH_PARAM;
use contract::Effect;

/// Maximum number of stored messages. A user makes fewer changes than this between two pages.
const MAX_MESSAGES: usize = 32;

/// A change that was made, as its message describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenChange {
    pub(super) effect: Effect,
    /// The number in the history, if the change can be undone.
    pub(super) id: Option<u64>,
    pub(super) warnings: Vec<String>,
}

/// Stored messages, each with the id that is in the address of the next page.
#[derive(Debug, Default)]
pub(super) struct FlashStore(Mutex<(u64, VecDeque<(u64, WrittenChange)>)>);

impl FlashStore {
    /// Stores a message and returns its id.
    pub(super) fn insert(&self, change: WrittenChange) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (last_id, messages) = &mut *state;
        *last_id += 1;
        messages.push_back((*last_id, change));
        if messages.len() > MAX_MESSAGES {
            messages.pop_front();
        }
        *last_id
    }

    /// Takes the message that an address refers to (`/?done=7`). Loading the same address again shows no message.
    pub(super) fn take_for_query(&self, query: Option<&str>) -> Option<WrittenChange> {
        let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
        let number: u64 = pairs.find_map(|(name, value)| (name == FLASH_PARAM).then_some(value))?.parse().ok()?;
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = state.1.iter().position(|(id, _)| *id == number)?;
        state.1.remove(index).map(|(_, change)| change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_change(id: u64) -> WrittenChange {
        WrittenChange { effect: Effect::ModelAllowed { model: "a/b".to_owned() }, id: Some(id), warnings: Vec::new() }
    }

    #[test]
    fn only_the_last_messages_are_kept_and_each_is_shown_once() {
        let flash = FlashStore::default();
        let flash_ids: Vec<_> = (0..40).map(|step| flash.insert(written_change(step))).collect();
        let recall = |flash_id: u64| flash.take_for_query(Some(&format!("agent=work&done={flash_id}")));
        assert_eq!(recall(flash_ids[39]), Some(written_change(39)));
        assert_eq!(recall(flash_ids[39]), None);
        assert_eq!(recall(flash_ids[7]), None);
        for query in [None, Some(""), Some("done="), Some("done=x"), Some("done=-1"), Some("x=1")] {
            assert_eq!(flash.take_for_query(query), None, "{query:?}");
        }
    }
}
