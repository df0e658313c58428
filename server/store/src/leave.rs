//! Leaving in the middle: a signal must not cut a file in two, nor leave a lock behind.

use std::{
    ffi::OsString,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use rustix::fs::Stat;

use crate::disk::{Dir, is_same};

/// Read by whoever replaces files, for as long as it takes.
static REPLACING: RwLock<()> = RwLock::new(());

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

    pub(crate) fn release(&self) {
        HELD.lock().unwrap_or_else(PoisonError::into_inner).retain(|held| !is_same(&held.stat, &self.stat));
        if self.is_there() {
            self.dir.remove(&self.name).ok();
        }
    }
}

/// Runs what replaces files; nobody leaves meanwhile.
pub(crate) fn replacing<T>(work: impl FnOnce() -> T) -> T {
    let _stay = REPLACING.read().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// For a process that was told to end: waits until no file is being replaced, gives the locks back, and leaves. From
/// here on nothing is replaced any more.
pub fn leave<T>(exit: impl FnOnce() -> T) -> T {
    let _nobody_replaces = REPLACING.write().unwrap_or_else(PoisonError::into_inner);
    let held = HELD.lock().unwrap_or_else(PoisonError::into_inner).clone();
    held.iter().for_each(Held::release);
    exit()
}
