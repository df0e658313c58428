//! What was done a moment ago: a form leads to a page, and the page says it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use app::facts::MARK;
use contract::Effect;

/// More than a person does between two pages.
const KEPT: usize = 32;

/// What a change did, and its number in the history.
type Word = (Effect, Option<u64>);

/// The last words, each under a number that stands in the address of the next page.
#[derive(Debug, Default)]
pub(super) struct Done(Mutex<(u64, VecDeque<(u64, Word)>)>);

impl Done {
    /// Its number.
    pub(super) fn remember(&self, word: Word) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, kept) = &mut *state;
        *last += 1;
        kept.push_back((*last, word));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        *last
    }

    /// What an address says was done: `/?done=7`. It is said once: the same address, loaded again, says nothing.
    pub(super) fn recall(&self, query: Option<&str>) -> Option<Word> {
        let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
        let number: u64 = pairs.find_map(|(name, value)| (name == MARK).then_some(value))?.parse().ok()?;
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = state.1.iter().position(|(mark, _)| *mark == number)?;
        state.1.remove(at).map(|(_, word)| word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(id: u64) -> Word {
        (Effect::ModelAllowed { model: "a/b".to_owned() }, Some(id))
    }

    #[test]
    fn only_the_last_ones_are_kept_and_said_once() {
        let done = Done::default();
        let marks: Vec<_> = (0..40).map(|step| done.remember(word(step))).collect();
        let recall = |mark: u64| done.recall(Some(&format!("agent=work&done={mark}")));
        assert_eq!(recall(marks[39]), Some(word(39)));
        assert_eq!(recall(marks[39]), None);
        assert_eq!(recall(marks[7]), None);
        for query in [None, Some(""), Some("done="), Some("done=x"), Some("done=-1"), Some("x=1")] {
            assert_eq!(done.recall(query), None, "{query:?}");
        }
    }
}
