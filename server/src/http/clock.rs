//! Clock that tests can control.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

/// Measures elapsed time.
pub trait MonotonicClock: Send + Sync {
    /// Time since an arbitrary fixed moment.
    fn now(&self) -> Duration;
}

/// Clock of the system. It includes the time that the machine sleeps, so that sessions also end during sleep.
#[derive(Debug, Default)]
pub struct SystemClock;

#[cfg(target_os = "linux")]
const CLOCK_WITH_SUSPEND: ClockId = ClockId::Boottime;

#[cfg(not(target_os = "linux"))]
const CLOCK_WITH_SUSPEND: ClockId = ClockId::Monotonic;

impl MonotonicClock for SystemClock {
    fn now(&self) -> Duration {
        // Neither field is ever negative.
        let now = clock_gettime(CLOCK_WITH_SUSPEND);
        Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs().try_into().unwrap_or_default())
    }
}

/// Clock for tests; it advances only on request.
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// Advances the clock.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }
}

impl MonotonicClock for ManualClock {
    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn t29_clock_includes_suspend_time() {
        let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
        let uptime: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
        let passed = SystemClock.now().as_secs_f64() - uptime;
        assert!((-0.1..60.0).contains(&passed), "{passed}");
    }
}
