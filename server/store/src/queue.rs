//! The write queue of openclaw's own processes.

use std::{
    ffi::OsStr,
    fs::{File, TryLockError},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
};

use crate::{WaitEvent, WaitPolicy, WriteError, disk::OpenDir};

const QUEUE_FILE: &str = "write.queue";

/// Waits for this process's turn with `flock`. The kernel wakes the waiting processes and releases the lock when its
/// holder dies: there is no polling, no process is refused because others are faster, and nothing has to be cleaned up.
pub(crate) fn wait_in_queue(folder: &OpenDir, policy: &WaitPolicy) -> Result<File, WriteError> {
    let path = folder.path.join(QUEUE_FILE);
    let file = folder.open_for_append(OsStr::new(QUEUE_FILE)).map_err(WriteError::create_error(&path))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(e)) => return Err(WriteError::io_error("lock", &path)(e)),
    }
    let (sender, receiver) = channel();
    // The thread cannot be interrupted. If this function gives up first, the receiver is gone, and the file is closed
    // as soon as it is locked.
    thread::spawn(move || sender.send(file.lock().map(|()| file)).ok());
    let first = policy.notify_after.min(policy.queue_timeout);
    let answer = receiver.recv_timeout(first).or_else(|_| {
        (policy.notify)(&WaitEvent::ForOwnQueue);
        receiver.recv_timeout(policy.queue_timeout.saturating_sub(first))
    });
    match answer {
        Ok(locked) => locked.map_err(WriteError::io_error("lock", &path)),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            Err(WriteError::QueueTimeout { waited: policy.queue_timeout })
        }
    }
}
