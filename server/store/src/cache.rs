//! One parsed snapshot of the configuration, shared by the requests of a dashboard.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crate::{ConfigError, Place, Snapshot};

/// A snapshot that is not used for so long is dropped: an idle dashboard holds no configuration in memory.
const IDLE: Duration = Duration::from_secs(5);

/// Keeps the last snapshot while requests come. A read through it is never older than a read of the files: what is kept is
/// compared with them each time, see [`Place::is_current`].
#[derive(Debug, Default)]
pub(crate) struct SnapshotCache {
    state: Mutex<State>,
    /// Held while the files are read and parsed: one request does it, the others wait and share the result.
    reading: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    /// Whether a thread waits for the snapshot to become idle.
    has_waiter: bool,
}

#[derive(Debug)]
struct Kept {
    snapshot: Arc<Snapshot>,
    used: Instant,
}

impl SnapshotCache {
    pub(crate) fn read(self: &Arc<Self>, place: &Place) -> Result<Arc<Snapshot>, ConfigError> {
        if let Some(snapshot) = self.current(place) {
            return Ok(snapshot);
        }
        let _reading = lock(&self.reading);
        // Another request may have read it meanwhile.
        if let Some(snapshot) = self.current(place) {
            return Ok(snapshot);
        }
        // The old one goes first, so that there are never two of them here.
        lock(&self.state).kept = None;
        let snapshot = Arc::new(place.read_files()?);
        tracing::debug!(revision = snapshot.revision.as_ref().map(ToString::to_string), "the configuration was parsed");
        self.keep(&snapshot);
        Ok(snapshot)
    }

    /// What is kept, if it is what a read would give now.
    fn current(&self, place: &Place) -> Option<Arc<Snapshot>> {
        let snapshot = lock(&self.state).kept.as_mut().map(Kept::take)?;
        place.is_current(&snapshot).then_some(snapshot)
    }

    fn keep(self: &Arc<Self>, snapshot: &Arc<Snapshot>) {
        let mut state = lock(&self.state);
        if !state.has_waiter {
            let cache = Arc::clone(self);
            let waiter = thread::Builder::new().name("snapshot".to_owned()).spawn(move || cache.drop_when_idle());
            state.has_waiter = waiter.is_ok();
        }
        // What cannot be dropped later is not kept.
        state.kept = state.has_waiter.then(|| Kept { snapshot: Arc::clone(snapshot), used: Instant::now() });
    }

    /// Ends with the snapshot, so that nothing runs while a dashboard is idle.
    fn drop_when_idle(&self) {
        while let Some(rest) = self.drop_if_idle() {
            thread::sleep(rest);
        }
    }

    /// How long it may still be used; `None` when it is gone.
    fn drop_if_idle(&self) -> Option<Duration> {
        let mut state = lock(&self.state);
        let rest = state.kept.as_ref().and_then(|kept| IDLE.checked_sub(kept.used.elapsed()));
        if rest.is_none() {
            *state = State::default();
        }
        rest
    }
}

impl Kept {
    fn take(&mut self) -> Arc<Snapshot> {
        self.used = Instant::now();
        Arc::clone(&self.snapshot)
    }
}

/// A panic elsewhere leaves nothing half done in what is locked here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
