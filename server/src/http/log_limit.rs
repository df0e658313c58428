//! Rate limit for log lines that unauthenticated clients can cause. A few per minute are written and the others are
//! only counted, so that such clients cannot push other entries out of the log.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Maximum number of lines per `WINDOW`.
const MAX_LINES: u32 = 5;
/// Period that the limit applies to.
const WINDOW: Duration = Duration::from_mins(1);

/// Limiters for log lines that unauthenticated clients can cause.
pub(super) struct AbuseLog {
    pub(super) rejected_requests: LogLimiter,
    pub(super) wrong_codes: LogLimiter,
    pub(super) reused_codes: LogLimiter,
    pub(super) accept_failures: LogLimiter,
}

impl Default for AbuseLog {
    fn default() -> Self {
        let of = LogLimiter::new;
        Self {
            rejected_requests: of("refused"),
            wrong_codes: of("wrong codes"),
            reused_codes: of("used codes"),
            accept_failures: of("no place"),
        }
    }
}

/// Limiter for one kind of log line.
#[derive(Debug)]
pub(super) struct LogLimiter {
    what: &'static str,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    since: Duration,
    written: u32,
    skipped: u64,
}

impl LogLimiter {
    /// Creates a limiter; `what` names the kind of line.
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, state: Mutex::default() }
    }

    /// Writes a line unless the limit of this window is reached.
    pub(super) fn log_limited(&self, now: Duration, write: impl FnOnce()) {
        let (skipped, has_room) = self.count_line(now);
        self.log_skipped(skipped);
        if has_room {
            write();
        }
    }

    /// Logs how many lines were skipped and not yet reported; called at shutdown.
    pub(super) fn log_remaining(&self) {
        let missed = std::mem::take(&mut self.lock().skipped);
        self.log_skipped(missed);
    }

    fn log_skipped(&self, missed: u64) {
        if missed > 0 {
            tracing::info!(what = self.what, count = missed, "further messages of this kind were only counted");
        }
    }

    /// Counts a line. Returns how many lines of the previous window were skipped, and whether this one is to be
    /// written.
    fn count_line(&self, now: Duration) -> (u64, bool) {
        let mut state = self.lock();
        let is_over = now >= state.since + WINDOW;
        let missed = if is_over { state.skipped } else { 0 };
        if is_over {
            *state = State { since: now, ..State::default() };
        }
        let has_room = state.written < MAX_LINES;
        if has_room {
            state.written += 1;
        } else {
            state.skipped += 1;
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
    fn five_lines_per_minute_then_skipped_count() {
        let limiter = LogLimiter::new("refused");
        let written = (0..1500).filter(|n| limiter.count_line(Duration::from_millis(n * 40)) == (0, true)).count();
        assert_eq!(written, 5);
        assert_eq!(limiter.count_line(WINDOW), (1495, true));
        assert_eq!(limiter.count_line(WINDOW), (0, true), "it is said once");
        assert_eq!(limiter.count_line(WINDOW * 9), (0, true), "a quiet minute misses nothing");
    }
}
