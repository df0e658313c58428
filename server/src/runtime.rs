//! Decides what runs on an async runtime. No other module creates one.
//!
//! | what | runs on |
//! |---|---|
//! | a read or a write of a command | no runtime: it starts no thread and opens no socket (`tests/it/start.rs`) |
//! | waiting for a signal, in a command that writes or opens the browser | a runtime of the waiting thread |
//! | a command that sends requests to providers | a runtime of its own thread |
//! | the dashboard | a runtime with several threads, which also runs the operations (`Workspace::run_blocking` in `ops`) |

use std::{io, num::NonZeroUsize, thread};

use tokio::runtime::{Builder, Runtime};

/// The maximum number of threads that serve requests.
const MAX_WORKERS: usize = 4;

/// Runs an operation of a command on this thread, without a runtime.
pub(crate) fn run_operation<T>(operation: impl Future<Output = T>) -> T {
    futures::executor::block_on(operation)
}

/// Creates a runtime that waits for signals on this thread.
pub(crate) fn signal_runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Creates the runtime of a command that sends requests to providers.
pub(crate) fn live_runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Creates the runtime of the dashboard.
pub(crate) fn dashboard_runtime() -> io::Result<Runtime> {
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MAX_WORKERS);
    Builder::new_multi_thread().worker_threads(workers).enable_all().build()
}
