//! How long a write waits for locks.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

/// How long a write waits for each lock, and when it reports that it waits.
#[derive(Clone)]
pub struct WaitPolicy {
    /// The maximum wait for OpenClaw, which writes in milliseconds, and itself gives up waiting for a lock after 20 to
    /// 30 s.
    pub openclaw_timeout: Duration,
    /// The maximum wait for other `openclaw` processes, which form a queue.
    pub queue_timeout: Duration,
    /// How long to wait before `notify` is called.
    pub notify_after: Duration,
    /// Called at most once for each wait.
    pub notify: Arc<dyn Fn(&WaitEvent) + Send + Sync>,
}

/// What a write is waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitEvent {
    /// Other `openclaw` processes that write.
    ForOwnQueue,
    /// The holder of OpenClaw's lock.
    ForOpenClawLock {
        /// The lock file.
        lock: PathBuf,
        /// The holder's process id, if the lock contains it.
        pid: Option<u32>,
        /// How long the lock has been held, if the clock allows a statement.
        age: Option<Duration>,
    },
    /// Another program that writes a database.
    ForDatabase {
        /// The database.
        path: PathBuf,
    },
}

impl Default for WaitPolicy {
    /// Waits 5 s for OpenClaw and 30 s for other `openclaw` processes, without notification.
    fn default() -> Self {
        Self {
            openclaw_timeout: Duration::from_secs(5),
            queue_timeout: Duration::from_secs(30),
            notify_after: Duration::from_secs(1),
            notify: Arc::new(|_| {}),
        }
    }
}

impl fmt::Debug for WaitPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitPolicy")
            .field("openclaw_timeout", &self.openclaw_timeout)
            .field("queue_timeout", &self.queue_timeout)
            .field("notify_after", &self.notify_after)
            .finish_non_exhaustive()
    }
}
