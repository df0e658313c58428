//! Ctrl-C and other termination signals while a command writes.

use std::{process, sync::mpsc, thread};

use crate::{runtime, signal::ShutdownSignals};

/// Exit code that a shell reports for a command that Ctrl-C ended.
const INTERRUPTED_EXIT_CODE: i32 = 130;

/// Handles termination signals from here on: a write in progress is completed with its record in the history, the locks
/// are released, and the process exits. Without this, the system ends the process at once.
#[expect(clippy::exit, reason = "the command's own thread may be waiting in the kernel")]
pub(super) fn release_locks_on_signal() {
    let (ready, listening) = mpsc::channel::<()>();
    thread::spawn(move || {
        let Ok(waiting) = runtime::signal_runtime() else { return };
        waiting.block_on(async {
            let Ok(mut stop) = ShutdownSignals::listen() else { return };
            drop(ready);
            stop.recv().await;
            store::finish_writes();
            process::exit(INTERRUPTED_EXIT_CODE);
        });
    });
    // Returns when the thread drops the sender: it is listening, or could not start to.
    listening.recv().ok();
}
