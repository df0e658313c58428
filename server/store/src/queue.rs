//! The queue of our own processes.

use std::{
    ffi::OsStr,
    fs::{File, TryLockError},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
};

use crate::{Patience, Waiting, WriteError, disk::Dir};

const NAME: &str = "write.queue";

/// Waits for our place (`flock`). The kernel wakes whoever waits, and frees it when a process dies: nobody polls, nobody
/// is refused because others are quicker, and there is nothing to tidy up.
pub(crate) fn enter(folder: &Dir, patience: &Patience) -> Result<File, WriteError> {
    let path = folder.path.join(NAME);
    let file = folder.open_own(OsStr::new(NAME)).map_err(WriteError::making(&path))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(e)) => return Err(WriteError::io("lock", &path)(e)),
    }
    let (sender, receiver) = channel();
    // Cannot be interrupted. If we give up first, nobody receives the file, and it is closed as soon as it is locked.
    thread::spawn(move || sender.send(file.lock().map(|()| file)).ok());
    let first = patience.notice.min(patience.ours);
    let answer = receiver.recv_timeout(first).or_else(|_| {
        (patience.tell)(&Waiting::ForUs);
        receiver.recv_timeout(patience.ours.saturating_sub(first))
    });
    match answer {
        Ok(locked) => locked.map_err(WriteError::io("lock", &path)),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            Err(WriteError::Busy { waited: patience.ours })
        }
    }
}
