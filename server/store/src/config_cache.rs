//! A cache of the parsed configuration, shared by the requests of a dashboard.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crate::{ConfigError, Snapshot};

/// A snapshot that is unused for this long is dropped, so that an idle dashboard holds no configuration in memory.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// Keeps the last snapshot while requests arrive. A cached read is never older than an uncached one: each read compares
/// the snapshot with the files.
#[derive(Debug, Default)]
pub(crate) struct SnapshotCache {
    state: Mutex<CacheState>,
    /// Held while the files are read and parsed: one request reads them, the others wait and share the result.
    read_lock: Mutex<()>,
}

#[derive(Debug, Default)]
struct CacheState {
    cached: Option<CachedSnapshot>,
    /// Whether a thread is running that drops the snapshot once it is idle.
    has_waiter: bool,
}

#[derive(Debug)]
struct CachedSnapshot {
    snapshot: Arc<Snapshot>,
    last_used: Instant,
}

impl SnapshotCache {
    /// Returns the cached snapshot if it is current, and reads a new one otherwise.
    pub(crate) fn read(
        self: &Arc<Self>,
        is_current: impl Fn(&Snapshot) -> bool,
        read_files: impl FnOnce() -> Result<Snapshot, ConfigError>,
    ) -> Result<Arc<Snapshot>, ConfigError> {
        if let Some(snapshot) = self.use_cached_snapshot().filter(|snapshot| is_current(snapshot)) {
            return Ok(snapshot);
        }
        let _reading = lock_ignoring_poison(&self.read_lock);
        // Another request may have read it meanwhile.
        if let Some(snapshot) = self.use_cached_snapshot().filter(|snapshot| is_current(snapshot)) {
            return Ok(snapshot);
        }
        // Drop the old snapshot first, so that there are never two in memory.
        lock_ignoring_poison(&self.state).cached = None;
        let snapshot = Arc::new(read_files()?);
        tracing::debug!(revision = snapshot.revision.as_ref().map(ToString::to_string), "the configuration was parsed");
        self.cache_snapshot(&snapshot);
        Ok(snapshot)
    }

    /// Returns the cached snapshot, and marks it as used.
    fn use_cached_snapshot(&self) -> Option<Arc<Snapshot>> {
        lock_ignoring_poison(&self.state).cached.as_mut().map(CachedSnapshot::mark_used)
    }

    fn cache_snapshot(self: &Arc<Self>, snapshot: &Arc<Snapshot>) {
        let mut state = lock_ignoring_poison(&self.state);
        if !state.has_waiter {
            let cache = Arc::clone(self);
            let waiter = thread::Builder::new().name("snapshot".to_owned()).spawn(move || cache.drop_when_idle());
            state.has_waiter = waiter.is_ok();
        }
        // Do not cache a snapshot if the thread that would drop it could not be started.
        state.cached =
            state.has_waiter.then(|| CachedSnapshot { snapshot: Arc::clone(snapshot), last_used: Instant::now() });
    }

    /// Drops the snapshot once it is idle, then returns: no thread runs while a dashboard is idle.
    fn drop_when_idle(&self) {
        while let Some(rest) = self.drop_if_idle() {
            thread::sleep(rest);
        }
    }

    /// Drops the snapshot if it is idle. Returns the time until it may become idle, or `None` when it is gone.
    fn drop_if_idle(&self) -> Option<Duration> {
        let mut state = lock_ignoring_poison(&self.state);
        let rest = state.cached.as_ref().and_then(|kept| IDLE_TIMEOUT.checked_sub(kept.last_used.elapsed()));
        if rest.is_none() {
            *state = CacheState::default();
        }
        rest
    }
}

impl CachedSnapshot {
    fn mark_used(&mut self) -> Arc<Snapshot> {
        self.last_used = Instant::now();
        Arc::clone(&self.snapshot)
    }
}

/// Locks a mutex even if it is poisoned: no code that panics leaves the locked data inconsistent.
fn lock_ignoring_poison<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
