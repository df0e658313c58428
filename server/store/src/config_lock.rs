//! The locks of the configuration.

use crate::{HomeStore, WaitPolicy, WriteError, path_lock::PathLock};

/// OpenClaw's lock of the configuration. Released on drop.
#[derive(Debug)]
pub(crate) struct ConfigLockGuard {
    pub(crate) lock: PathLock,
    /// Whether the configuration is in the state directory. That is closed to other users after a write, as OpenClaw
    /// does.
    pub(crate) is_in_state_dir: bool,
}

impl ConfigLockGuard {
    /// Waits for the locks. They have no expiry: OpenClaw waits for them as long as their process runs.
    pub(crate) fn acquire(store: &HomeStore, policy: &WaitPolicy) -> Result<Self, WriteError> {
        let lock = PathLock::acquire(&store.home.config.path, policy, None)?;
        let is_in_state_dir = lock.dir.path == store.home.state_dir.path;
        Ok(Self { lock, is_in_state_dir })
    }
}
