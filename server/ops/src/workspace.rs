//! The context of all operations.

use std::{sync::Arc, time::Duration};

use contract::{BoxFuture, Code, Op, OpError};
use net::Net;
use store::{HomeStore, RecordAuthor, WaitEvent, WaitPolicy};

use crate::{Clock, jobs::Jobs};

/// One home, the clock and the write policy; runs all operations.
#[derive(Debug, Clone)]
pub struct Workspace {
    store: HomeStore,
    clock: Clock,
    write_policy: WritePolicy,
    net: Option<Arc<Net>>,
    jobs: Arc<Jobs>,
}

/// The author of writes, and how long they wait for other writers.
#[derive(Debug, Clone)]
pub struct WritePolicy {
    /// The author for the history.
    pub author: RecordAuthor,
    /// How long to wait for other writers.
    pub wait_policy: WaitPolicy,
    /// If set, nothing is written, neither to the home nor to openclaw's own folder.
    pub read_only: Option<ReadOnlyReason>,
}

/// Why nothing is written, and how to change that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOnlyReason {
    /// The reason, as a phrase of its own.
    pub reason: &'static str,
    /// What the user can do.
    pub hint: &'static str,
}

impl ReadOnlyReason {
    /// The error for any write in a read-only process.
    pub(crate) fn to_error(self) -> OpError {
        OpError::new(Code::ReadOnly, format!("could not write: {}", self.reason)).with_hint(self.hint)
    }
}

impl WritePolicy {
    /// Creates a policy. `tell` is called at most once per lock, when the wait takes longer than a second.
    pub fn new(author: RecordAuthor, limit: Duration, tell: impl Fn(&WaitEvent) + Send + Sync + 'static) -> Self {
        let wait_policy = WaitPolicy {
            openclaw_timeout: limit,
            queue_timeout: limit,
            notify_after: Duration::from_secs(1),
            notify: Arc::new(tell),
        };
        Self { author, wait_policy, read_only: None }
    }

    /// Returns this policy as read-only.
    #[must_use]
    pub fn with_read_only(self, reason: ReadOnlyReason) -> Self {
        Self { read_only: Some(reason), ..self }
    }
}

/// The policy of a command, without notification of waits.
impl Default for WritePolicy {
    fn default() -> Self {
        Self { author: RecordAuthor::Cli, wait_policy: WaitPolicy::default(), read_only: None }
    }
}

impl Workspace {
    /// Creates a workspace for a located home, with the clock of the system.
    pub fn new(store: HomeStore, policy: WritePolicy) -> Self {
        let (clock, jobs) = (Clock::default(), Arc::default());
        Self { store, clock, write_policy: policy, net: None, jobs }
    }

    /// Allows requests to providers. Without it, no operation sends any.
    #[must_use]
    pub fn with_network(self, net: Arc<Net>) -> Self {
        Self { net: Some(net), ..self }
    }

    /// The jobs of this process.
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The jobs, for work on another thread.
    pub(crate) fn shared_jobs(&self) -> Arc<Jobs> {
        Arc::clone(&self.jobs)
    }

    /// Sets the clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    pub(crate) fn store(&self) -> &HomeStore {
        &self.store
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn net(&self) -> Option<&Arc<Net>> {
        self.net.as_ref()
    }

    pub(crate) fn write_policy(&self) -> &WritePolicy {
        &self.write_policy
    }

    /// Runs synchronous work on the home: inline in a command, and on a blocking thread in a server, so that file
    /// access never blocks the async runtime.
    pub(crate) fn run_blocking<O: Op>(
        &self,
        work: impl FnOnce(&HomeStore) -> Result<O::Out, OpError> + Send + 'static,
    ) -> BoxFuture<'_, Result<O::Out, OpError>> {
        self.run_blocking_work(O::PATH, work)
    }

    /// Runs blocking work that is only a part of an operation, as `run_blocking` does for a whole one.
    pub(crate) fn run_blocking_work<T: Send + 'static>(
        &self,
        op_path: &'static str,
        work: impl FnOnce(&HomeStore) -> Result<T, OpError> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, OpError>> {
        let store = self.store.clone();
        let span = tracing::info_span!("op", path = op_path);
        Box::pin(async move {
            let job = move || span.in_scope(|| work(&store).inspect_err(|e| tracing::info!(code = e.code.as_str())));
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => runtime.spawn_blocking(job).await.unwrap_or_else(|_| Err(crate::error::panic_error())),
                Err(_) => job(),
            }
        })
    }
}
