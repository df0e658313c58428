//! Exclusive write access to a home.

use std::{
    collections::BTreeSet,
    fs::File,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rules::base::write_target::WriteTarget;
use rustix::fs::{Access, AtFlags, CWD, OFlags};

use crate::{
    HomeStore, LockedCredentialStore, WaitPolicy, WriteError,
    config_lock::ConfigLockGuard,
    disk::{ExistingFile, OpenDir, remove_stale_temp_files, resolve_links, split_path},
    queue,
    shutdown::{DeferredShutdown, defer_shutdown},
};

/// Exclusive write access to some targets: no other `openclaw` process writes, and OpenClaw waits. Released on drop. If
/// the process dies, the next writer (or OpenClaw) detects that and continues at once. A signal that can be caught is
/// deferred until the drop.
#[derive(Debug)]
pub struct WriteGuard {
    // Fields are dropped in declaration order, which is the reverse of the order in which the locks were taken.
    credential_stores: Vec<LockedStore>,
    /// `None` if the configuration is not one of the targets.
    config: Option<ConfigLockGuard>,
    pub(crate) manager_dir: Arc<OpenDir>,
    _queue: File,
    /// Dropped last: by then the locks are released and the change is in the history.
    _deferred: DeferredShutdown,
}

/// A credential store that is a target of the write.
#[derive(Debug)]
struct LockedStore {
    path: PathBuf,
    store: Box<dyn LockedCredentialStore>,
}

impl HomeStore {
    /// Checks every obstacle to a write that can be detected without writing.
    pub fn check_writable(&self) -> Result<(), WriteError> {
        if let Some(reason) = &self.read_only_reason {
            return Err(WriteError::ReadOnly { reason: reason.clone() });
        }
        let config = &self.home.config.path;
        let target = resolve_links(config)?;
        let (dir, name) = split_path(&target)?;
        if dir.is_dir() {
            ExistingFile::read(&OpenDir::open_trusted(dir)?, &name, config)?;
        }
        [config, &target, &self.home.manager_dir.path].into_iter().try_for_each(|path| check_dir_writable(path))
    }

    /// How many other hard links a file has. They keep the old content when the file is replaced.
    pub fn other_hard_links(&self, file: &Path) -> u64 {
        file.metadata().map_or(0, |metadata| metadata.nlink().saturating_sub(1))
    }

    /// Acquires exclusive write access to the configuration. See [`HomeStore::lock_targets`].
    pub fn lock_for_write(&self, policy: &WaitPolicy) -> Result<WriteGuard, WriteError> {
        self.lock_targets(&[WriteTarget::Config], policy)
    }

    /// Acquires exclusive write access to all targets of a write: first the queue of openclaw's own processes, then the
    /// lock of each target, in the order of [`WriteTarget`], so that two writes never wait for each other. Then removes
    /// temporary files of killed openclaw processes, and records changes that such a process did not record.
    ///
    /// Calling this while holding a guard waits until the timeout.
    pub fn lock_targets(&self, targets: &[WriteTarget], policy: &WaitPolicy) -> Result<WriteGuard, WriteError> {
        self.check_writable()?;
        let folder = Arc::new(OpenDir::open_private(&self.home.manager_dir.path, OFlags::empty())?);
        let queue = queue::wait_in_queue(&folder, policy)?;
        let (mut config, mut stores) = (None, Vec::new());
        for target in targets.iter().collect::<BTreeSet<_>>() {
            match target {
                WriteTarget::Config => config = Some(ConfigLockGuard::acquire(self, policy)?),
                WriteTarget::CredentialStore(path) => {
                    stores.push(LockedStore { path: path.clone(), store: self.lock_credential_store(path, policy)? });
                }
            }
        }
        let deferred = defer_shutdown();
        if let Some(config) = &config {
            remove_stale_temp_files(&config.lock.dir);
        }
        remove_stale_temp_files(&folder);
        let guard =
            WriteGuard { credential_stores: stores, config, manager_dir: folder, _queue: queue, _deferred: deferred };
        guard.record_interrupted_write(self);
        Ok(guard)
    }

    fn lock_credential_store(
        &self,
        path: &Path,
        policy: &WaitPolicy,
    ) -> Result<Box<dyn LockedCredentialStore>, WriteError> {
        self.credential_store(path)?.lock_store(policy)
    }
}

impl WriteGuard {
    /// Whether all of these targets are locked.
    pub fn covers(&self, targets: &[WriteTarget]) -> bool {
        targets.iter().all(|target| match target {
            WriteTarget::Config => self.config.is_some(),
            WriteTarget::CredentialStore(path) => self.locked_store(path).is_ok(),
        })
    }

    /// Checks that the locks are still held.
    pub(crate) fn check_locks(&self) -> Result<(), WriteError> {
        self.config.as_ref().map_or(Ok(()), |config| config.lock.check_locks())?;
        self.credential_stores.iter().try_for_each(|locked| locked.store.check_lock())
    }

    /// The locks of the configuration; an error if it is not a target of the write.
    pub(crate) fn config_lock(&self, file: &Path) -> Result<&ConfigLockGuard, WriteError> {
        self.config.as_ref().ok_or_else(|| WriteError::NotLocked { path: file.to_path_buf() })
    }

    /// A locked credential store; an error if it is not a target of the write.
    pub(crate) fn locked_store(&self, path: &Path) -> Result<&dyn LockedCredentialStore, WriteError> {
        let locked = self.credential_stores.iter().find(|locked| locked.path == path);
        locked.map(|locked| &*locked.store).ok_or_else(|| WriteError::NotLocked { path: path.to_path_buf() })
    }
}

/// Whether files can be created beside a path: in its directory, or in the nearest existing one above it.
fn check_dir_writable(path: &Path) -> Result<(), WriteError> {
    let Some(dir) = path.ancestors().skip(1).find(|dir| dir.exists()) else { return Ok(()) };
    rustix::fs::accessat(CWD, dir, Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty())
        .map_err(|e| WriteError::DirectoryNotWritable { path: dir.to_path_buf(), source: e.into() })
}
