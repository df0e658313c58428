//! Lines of the log that strangers cause. A few a minute are written down and the others counted, so that nobody can
//! push out of the log what else happened.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// So many lines …
const MOST: u32 = 5;
/// … in this time.
const WINDOW: Duration = Duration::from_mins(1);

/// One kind of line.
#[derive(Debug)]
pub(super) struct Quiet {
    what: &'static str,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    since: Duration,
    written: u32,
    missed: u64,
}

impl Quiet {
    /// What it is that is written, in a word.
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, state: Mutex::default() }
    }

    /// Writes a line, if there is room for one.
    pub(super) fn line(&self, now: Duration, write: impl FnOnce()) {
        let (missed, has_room) = self.note(now);
        self.say(missed);
        if has_room {
            write();
        }
    }

    /// Says what was only counted, at the end.
    pub(super) fn rest(&self) {
        let missed = std::mem::take(&mut self.lock().missed);
        self.say(missed);
    }

    fn say(&self, missed: u64) {
        if missed > 0 {
            tracing::info!(what = self.what, count = missed, "more of the same, not written down one by one");
        }
    }

    /// How many lines of the minute before are missing, and whether this one is written.
    fn note(&self, now: Duration) -> (u64, bool) {
        let mut state = self.lock();
        let is_over = now >= state.since + WINDOW;
        let missed = if is_over { state.missed } else { 0 };
        if is_over {
            *state = State { since: now, ..State::default() };
        }
        let has_room = state.written < MOST;
        if has_room {
            state.written += 1;
        } else {
            state.missed += 1;
        }
        (missed, has_room)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_five_lines_and_the_next_says_how_many_are_missing() {
        let quiet = Quiet::new("refused");
        let written = (0..1500).filter(|n| quiet.note(Duration::from_millis(n * 40)) == (0, true)).count();
        assert_eq!(written, 5);
        assert_eq!(quiet.note(WINDOW), (1495, true));
        assert_eq!(quiet.note(WINDOW), (0, true), "it is said once");
        assert_eq!(quiet.note(WINDOW * 9), (0, true), "a quiet minute misses nothing");
    }
}
