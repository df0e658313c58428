//! Time, so that tests can move it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

/// Tells how much time has passed.
pub trait Clock: Send + Sync {
    /// Since some fixed moment.
    fn now(&self) -> Duration;
}

/// The machine's. A session ends while the machine sleeps, so the clock that is asked goes on then, too.
#[derive(Debug, Default)]
pub struct SystemClock;

#[cfg(target_os = "linux")]
const GOES_ON: ClockId = ClockId::Boottime;

#[cfg(not(target_os = "linux"))]
const GOES_ON: ClockId = ClockId::Monotonic;

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        // Neither part is ever negative.
        let now = clock_gettime(GOES_ON);
        Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs().try_into().unwrap_or_default())
    }
}

/// One that stands until it is moved.
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn t29_the_clock_counts_what_the_machine_has_slept() {
        let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
        let uptime: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
        let passed = SystemClock.now().as_secs_f64() - uptime;
        assert!((-0.1..60.0).contains(&passed), "{passed}");
    }
}
