//! The locks of the configuration.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    HomeStore, WaitPolicy, WriteError,
    disk::{OpenDir, remove_stale_temp_files, resolve_links, split_path},
    lock::FileLock,
};

/// OpenClaw's lock of the configuration, and the one of the file that it links to. Released on drop.
#[derive(Debug)]
pub(crate) struct ConfigLockGuard {
    // Fields are dropped in declaration order, which is the reverse of the order in which the locks were taken.
    target_lock: Option<FileLock>,
    path_lock: FileLock,
    /// The directory of the configuration.
    pub(crate) dir: Arc<OpenDir>,
    /// Whether this is the state directory. It is closed to other users after a write, as OpenClaw does.
    pub(crate) is_in_state_dir: bool,
    /// The configuration's path as configured.
    pub(crate) path: PathBuf,
    /// `path` with all links resolved, at the time when the locks were taken.
    pub(crate) target: PathBuf,
}

impl ConfigLockGuard {
    /// Waits for the locks. OpenClaw names its lock after the configuration's path as configured. If that is a link, its
    /// target is locked too, because another home may share it.
    pub(crate) fn acquire(store: &HomeStore, policy: &WaitPolicy) -> Result<Self, WriteError> {
        let path = store.home.config.path.clone();
        let (dir, name) = split_path(&path)?;
        let dir = Arc::new(OpenDir::create_trusted(dir)?);
        let path_lock = FileLock::acquire(&dir, &name, policy)?;
        let target = resolve_links(&path)?;
        let target_lock = lock_config_target(&target, &path_lock, policy)?;
        let is_in_state_dir = dir.path == store.home.state_dir.path;
        Ok(Self { target_lock, path_lock, dir, is_in_state_dir, path, target })
    }

    /// Checks that the locks are still held: another process may have removed them because it took this one for dead.
    pub(crate) fn check_locks(&self) -> Result<(), WriteError> {
        let lost = std::iter::once(&self.path_lock).chain(&self.target_lock).find(|lock| !lock.is_still_held());
        lost.map_or(Ok(()), |lock| Err(WriteError::Locked { lock: lock.path(), pid: None, age: None }))
    }
}

/// Locks the target of the configuration's link; `None` when that is the same lock: the configuration is no link, or
/// only its directory is one.
fn lock_config_target(
    target: &Path,
    of_config: &FileLock,
    policy: &WaitPolicy,
) -> Result<Option<FileLock>, WriteError> {
    let (dir, name) = split_path(target)?;
    let dir = Arc::new(OpenDir::create_trusted(dir)?);
    let mut lock = name.clone();
    lock.push(".lock");
    if of_config.is_at(&dir, &lock) {
        return Ok(None);
    }
    remove_stale_temp_files(&dir);
    FileLock::acquire(&dir, &name, policy).map(Some)
}
