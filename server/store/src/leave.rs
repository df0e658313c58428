//! Ending while something is written: a signal waits until the change is complete, and no lock stays behind.

use std::{
    ffi::OsString,
    mem::ManuallyDrop,
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard},
};

use rustix::fs::Stat;

use crate::disk::{Dir, is_same};

/// Read by every write, for as long as it takes.
static WRITING: RwLock<()> = RwLock::new(());

/// The locks of this process.
static HELD: Mutex<Vec<Held>> = Mutex::new(Vec::new());

/// A lock's name, and the file that is there as long as it is ours.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) dir: Arc<Dir>,
    pub(crate) name: OsString,
    pub(crate) stat: Stat,
}

impl Held {
    /// Somebody else's is not touched.
    pub(crate) fn is_there(&self) -> bool {
        matches!(self.dir.stat_of(&self.name), Ok(Some(there)) if is_same(&there, &self.stat))
    }

    pub(crate) fn note(self) {
        HELD.lock().unwrap_or_else(PoisonError::into_inner).push(self);
    }

    /// Removes the file before the entry: a process that ends in between still has to remove it.
    pub(crate) fn release(&self) {
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        self.remove();
        held.retain(|held| !is_same(&held.stat, &self.stat));
    }

    fn remove(&self) {
        if self.is_there() {
            self.dir.remove(&self.name).ok();
        }
    }
}

/// While it lives, [`stop_writes`] waits. A thread must not have two: the second would wait for the signal that waits for
/// the first.
#[derive(Debug)]
pub(crate) struct DeferredShutdown {
    _writing: RwLockReadGuard<'static, ()>,
}

/// Begins what a signal must not interrupt. Waits for ever once the process is about to end.
pub(crate) fn defer_shutdown() -> DeferredShutdown {
    DeferredShutdown { _writing: WRITING.read().unwrap_or_else(PoisonError::into_inner) }
}

/// For a process that is about to end: waits for the write that is in progress, releases the locks of one that still
/// waits for its turn, and lets no other begin.
pub fn stop_writes() {
    // Held until the process is gone.
    let _ended = ManuallyDrop::new(WRITING.write().unwrap_or_else(PoisonError::into_inner));
    HELD.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(Held::remove);
}
