//! OpenClaw's lock of a file, and the one of the file that it links to.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::{
    WaitPolicy, WriteError,
    disk::{OpenDir, remove_stale_temp_files, resolve_links, split_path},
    lock::FileLock,
};

/// The locks of a path. Released on drop.
#[derive(Debug)]
pub(crate) struct PathLock {
    // Fields are dropped in declaration order, which is the reverse of the order in which the locks were taken.
    of_target: Option<FileLock>,
    of_path: FileLock,
    /// The directory of the path.
    pub(crate) dir: Arc<OpenDir>,
    /// The path as configured.
    pub(crate) path: PathBuf,
    /// `path` with all links resolved, at the time when the locks were taken.
    pub(crate) target: PathBuf,
}

impl PathLock {
    /// Waits for the locks. OpenClaw names its lock after the path as configured. If that is a link, its target is
    /// locked too, because another home may share it. `expiry` is the age from which a lock counts as left behind.
    pub(crate) fn acquire(path: &Path, policy: &WaitPolicy, expiry: Option<Duration>) -> Result<Self, WriteError> {
        let (dir, name) = split_path(path)?;
        let dir = Arc::new(OpenDir::create_trusted(dir)?);
        let of_path = FileLock::acquire(&dir, &name, policy, expiry)?;
        let target = resolve_links(path)?;
        let of_target = lock_target(&target, &of_path, policy, expiry)?;
        Ok(Self { of_target, of_path, dir, path: path.to_path_buf(), target })
    }

    /// Checks that the locks are still held: another process may have removed them because it took this one for dead.
    pub(crate) fn check_locks(&self) -> Result<(), WriteError> {
        let lost = std::iter::once(&self.of_path).chain(&self.of_target).find(|lock| !lock.is_still_held());
        lost.map_or(Ok(()), |lock| Err(WriteError::Locked { lock: lock.path(), pid: None, age: None }))
    }
}

/// Locks the target of a link; `None` when that is the same lock: the path is no link, or only its directory is one.
fn lock_target(
    target: &Path,
    of_path: &FileLock,
    policy: &WaitPolicy,
    expiry: Option<Duration>,
) -> Result<Option<FileLock>, WriteError> {
    let (dir, name) = split_path(target)?;
    let dir = Arc::new(OpenDir::create_trusted(dir)?);
    let mut lock = name.clone();
    lock.push(".lock");
    if of_path.is_at(&dir, &lock) {
        return Ok(None);
    }
    remove_stale_temp_files(&dir);
    FileLock::acquire(&dir, &name, policy, expiry).map(Some)
}
