//! Ctrl-C while a command writes.

use std::{process, sync::mpsc, thread};

use tokio::runtime::Builder;

use crate::ui::Stop;

/// What a shell reports for a command that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// From here on a signal lets a write end with its record in the history, releases the locks, and ends the process.
/// Without it, the system ends it at once.
#[expect(clippy::exit, reason = "the command's own thread may be waiting in the kernel")]
pub(super) fn leave_no_lock() {
    let (ready, listening) = mpsc::channel::<()>();
    thread::spawn(move || {
        let Ok(runtime) = Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            let Ok(mut stop) = Stop::listen() else { return };
            drop(ready);
            stop.came().await;
            store::stop_writes();
            process::exit(INTERRUPTED);
        });
    });
    // Ends when the sender is dropped: listening, or unable to.
    listening.recv().ok();
}
