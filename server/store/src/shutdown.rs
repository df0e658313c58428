//! Shutdown during a write: a signal waits until the change is complete, and no lock file stays behind.

use std::{
    ffi::OsString,
    mem::ManuallyDrop,
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard},
};

use rustix::fs::Stat;

use crate::disk::{OpenDir, is_same};

/// Locked for reading during each write, and for writing when the process ends.
static WRITING: RwLock<()> = RwLock::new(());

/// The lock files that this process holds.
static HELD_LOCKS: Mutex<Vec<HeldLock>> = Mutex::new(Vec::new());

/// A lock file: its name, and the `stat` of the file that this process created there.
#[derive(Debug, Clone)]
pub(crate) struct HeldLock {
    pub(crate) dir: Arc<OpenDir>,
    pub(crate) name: OsString,
    pub(crate) stat: Stat,
}

impl HeldLock {
    /// Whether the name still refers to this process's file; another process's lock must not be removed.
    pub(crate) fn is_still_ours(&self) -> bool {
        matches!(self.dir.stat_entry(&self.name), Ok(Some(there)) if is_same(&there, &self.stat))
    }

    pub(crate) fn register_lock(self) {
        HELD_LOCKS.lock().unwrap_or_else(PoisonError::into_inner).push(self);
    }

    /// Removes the file before the entry, so that a process that ends in between still removes it.
    pub(crate) fn release_lock(&self) {
        let mut held = HELD_LOCKS.lock().unwrap_or_else(PoisonError::into_inner);
        self.remove_lock_file();
        held.retain(|held| !is_same(&held.stat, &self.stat));
    }

    fn remove_lock_file(&self) {
        if self.is_still_ours() {
            self.dir.remove_file(&self.name).ok();
        }
    }
}

/// A guard that makes [`finish_writes`] wait. A thread must not hold two: the second call would wait for a shutdown that
/// waits for the first guard.
#[derive(Debug)]
pub(crate) struct DeferredShutdown {
    _writing: RwLockReadGuard<'static, ()>,
}

/// Starts a section that a signal must not interrupt. Blocks forever once the process is about to end.
pub(crate) fn defer_shutdown() -> DeferredShutdown {
    DeferredShutdown { _writing: WRITING.read().unwrap_or_else(PoisonError::into_inner) }
}

/// Prepares the end of the process: waits for a write in progress, removes the lock files of a write that still waits
/// for further locks, and prevents new writes.
pub fn finish_writes() {
    // Never released, so that no write starts before the process has ended.
    let _ended = ManuallyDrop::new(WRITING.write().unwrap_or_else(PoisonError::into_inner));
    HELD_LOCKS.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(HeldLock::remove_lock_file);
}
