//! OpenClaw's lock file, acquired by OpenClaw's own protocol.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use rules::check::doctor::config_file::LockHolder as Holds;
use rustix::{
    fs::{Mode, Stat},
    io::Errno,
};
use serde_json::Value;

use crate::{
    WaitEvent, WaitPolicy, WriteError,
    disk::{OpenDir, TempFile, is_same, random_bytes, random_temp_name},
    process,
    shutdown::{HeldLock, defer_shutdown},
    timestamp,
};

/// How long a lock may be unreadable: a writer that creates the file first needs a moment to fill it.
const UNREADABLE_GRACE: Duration = Duration::from_secs(1);

/// The range of the sleep between two checks of the lock.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(10);
const MAX_POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The maximum size of a lock file.
const MAX_LOCK_BYTES: u64 = 4096;

/// A held `<file>.lock`, released on drop.
///
/// The file is complete before it gets its name, because OpenClaw would wait forever on a partial one. It is removed
/// only if it is still the file that this process created.
#[derive(Debug)]
pub(crate) struct FileLock {
    dir: Arc<OpenDir>,
    name: OsString,
    lock_file: OpenLock,
}

/// An open lock file. While it is open its inode number cannot be reused, so equal numbers mean the same file.
#[derive(Debug)]
struct OpenLock {
    stat: Stat,
    _file: File,
}

/// What the lock's name refers to.
enum LockState {
    Free,
    Dead(OpenLock),
    Held(BlockingHolder),
}

/// Who holds the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockingHolder {
    Alive(u32),
    Unreadable,
}

impl FileLock {
    /// Waits until the lock is free or its holder has ended, and takes it. A lock that is older than `expiry` counts as
    /// left behind, also if its process runs.
    pub(crate) fn acquire(
        dir: &Arc<OpenDir>,
        file: &OsStr,
        policy: &WaitPolicy,
        expiry: Option<Duration>,
    ) -> Result<Self, WriteError> {
        let mut name = file.to_owned();
        name.push(".lock");
        let mut wait = LockWait::new(dir.path.join(&name), policy);
        loop {
            // Defer signals, because a lock that is just being created would stay behind.
            let deferred = defer_shutdown();
            match read_lock_state(dir, &name, expiry)? {
                LockState::Free => {
                    if let Some(lock) = Self::try_acquire(dir, &name)? {
                        return Ok(lock);
                    }
                }
                LockState::Dead(seen) => remove_dead_lock(dir, &name, &seen)?,
                LockState::Held(holder) => {
                    drop(deferred);
                    wait.sleep_or_give_up(holder)?;
                }
            }
        }
    }

    /// Whether the lock file still is the one that this process created.
    pub(crate) fn is_still_held(&self) -> bool {
        self.is_at(&self.dir, &self.name)
    }

    fn to_held_lock(&self) -> HeldLock {
        HeldLock { dir: Arc::clone(&self.dir), name: self.name.clone(), stat: self.lock_file.stat }
    }

    /// Whether this name in this directory refers to the lock file.
    pub(crate) fn is_at(&self, dir: &OpenDir, name: &OsStr) -> bool {
        matches!(dir.stat_entry(name), Ok(Some(there)) if is_same(&there, &self.lock_file.stat))
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path.join(&self.name)
    }

    /// Creates the lock file; `None` if another process was faster.
    fn try_acquire(dir: &Arc<OpenDir>, name: &OsStr) -> Result<Option<Self>, WriteError> {
        let path = dir.path.join(name);
        // Sync the file before it gets its name: after a power failure, an empty lock would block all writers.
        let mut temp = TempFile::with_content(dir, name, &lock_payload(dir)?, Mode::RUSR | Mode::WUSR)?;
        let file = temp.file.try_clone().map_err(WriteError::io_error("lock", &temp.path()))?;
        let seen = OpenLock { stat: temp.stat()?, _file: file };
        let linked = match dir.hard_link(&temp.name, name) {
            // Some file systems do not support hard links.
            Err(Errno::PERM | Errno::NOTSUP | Errno::NOSYS) => {
                dir.rename_no_replace(&temp.name, name).inspect(|()| temp.disarm_removal())
            }
            linked => linked,
        };
        match linked {
            Ok(()) => {
                let lock = Self { dir: Arc::clone(dir), name: name.to_owned(), lock_file: seen };
                lock.to_held_lock().register_lock();
                Ok(lock.is_still_held().then_some(lock))
            }
            // The lock was taken meanwhile, or another process removed the temporary file because it could not see its
            // lock.
            Err(Errno::EXIST | Errno::NOENT) => Ok(None),
            Err(e) => Err(WriteError::io_error("create", &path)(e)),
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        self.to_held_lock().release_lock();
    }
}

/// The state of one wait for a lock.
struct LockWait<'a> {
    lock: PathBuf,
    policy: &'a WaitPolicy,
    start: Instant,
    unreadable_since: Option<Instant>,
    is_reported: bool,
    poll_interval: Duration,
}

impl<'a> LockWait<'a> {
    fn new(lock: PathBuf, policy: &'a WaitPolicy) -> Self {
        Self {
            lock,
            policy,
            start: Instant::now(),
            unreadable_since: None,
            is_reported: false,
            poll_interval: MIN_POLL_INTERVAL,
        }
    }

    /// Sleeps for one interval, or returns an error when the time limit is reached.
    fn sleep_or_give_up(&mut self, holder: BlockingHolder) -> Result<(), WriteError> {
        let pid = if let BlockingHolder::Alive(pid) = holder { Some(pid) } else { None };
        let since =
            (holder == BlockingHolder::Unreadable).then(|| *self.unreadable_since.get_or_insert_with(Instant::now));
        self.unreadable_since = since;
        if since.is_some_and(|since| since.elapsed() >= UNREADABLE_GRACE) {
            return Err(WriteError::LockUnreadable { lock: self.lock.clone() });
        }
        if since.is_none() && self.start.elapsed() >= self.policy.openclaw_timeout {
            return Err(WriteError::Locked { lock: self.lock.clone(), pid, age: file_age(&self.lock) });
        }
        if !self.is_reported && self.start.elapsed() >= self.policy.notify_after {
            self.is_reported = true;
            (self.policy.notify)(&WaitEvent::ForOpenClawLock {
                lock: self.lock.clone(),
                pid,
                age: file_age(&self.lock),
            });
        }
        thread::sleep(self.poll_interval);
        self.poll_interval = (self.poll_interval * 2).min(MAX_POLL_INTERVAL);
        Ok(())
    }
}

/// The lock's content: JSON with the process, a line break, and random whitespace that distinguishes it from later
/// locks of the same process.
fn lock_payload(dir: &OpenDir) -> Result<Vec<u8>, WriteError> {
    let mut fields = serde_json::Map::new();
    fields.insert("pid".to_owned(), std::process::id().into());
    fields.insert("createdAt".to_owned(), timestamp::format_rfc3339(SystemTime::now()).into());
    if let Some(start) = process::own_start_time() {
        fields.insert("starttime".to_owned(), start.into());
    }
    let random = random_bytes().map_err(WriteError::io_error("create a lock in", &dir.path))?;
    let bits = random.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1));
    let padding = bits.map(|bit| if bit == 0 { b' ' } else { b'\t' });
    Ok(Value::Object(fields).to_string().into_bytes().into_iter().chain([b'\n']).chain(padding).collect())
}

fn read_lock_state(dir: &OpenDir, name: &OsStr, expiry: Option<Duration>) -> Result<LockState, WriteError> {
    // A link, a directory or another user's file counts as an unreadable lock.
    let Ok(file) = dir.open_file(name) else { return Ok(LockState::Held(BlockingHolder::Unreadable)) };
    let Some(file) = file else { return Ok(LockState::Free) };
    let stat = rustix::fs::fstat(&file).map_err(WriteError::io_error("inspect", &dir.path.join(name)))?;
    let mut bytes = Vec::new();
    // An error while reading leaves the text incomplete, so the lock counts as unreadable.
    (&file).take(MAX_LOCK_BYTES).read_to_end(&mut bytes).ok();
    let is_expired = expiry.is_some_and(|expiry| open_file_age(&file).is_some_and(|age| age > expiry));
    Ok(match parse_holder(&bytes) {
        _ if is_expired => LockState::Dead(OpenLock { stat, _file: file }),
        None => LockState::Held(BlockingHolder::Unreadable),
        Some((pid, started)) if process::is_alive(pid, started) => LockState::Held(BlockingHolder::Alive(pid)),
        Some(_) => LockState::Dead(OpenLock { stat, _file: file }),
    })
}

/// Returns the state and the age of a lock; `None` when it is free.
pub(crate) fn inspect_lock(dir: &OpenDir, name: &OsStr) -> Option<(Holds, Option<Duration>)> {
    let holder = match read_lock_state(dir, name, None) {
        Ok(LockState::Free) => return None,
        Ok(LockState::Dead(_)) => Holds::Ended,
        Ok(LockState::Held(BlockingHolder::Alive(pid))) => Holds::Running(pid),
        Ok(LockState::Held(BlockingHolder::Unreadable)) | Err(_) => Holds::Unreadable,
    };
    Some((holder, file_age(&dir.path.join(name))))
}

/// Parses the process id and start time from a lock. The creation time is not used, because the clock may have jumped.
fn parse_holder(bytes: &[u8]) -> Option<(u32, Option<u64>)> {
    let lock: Value = serde_json::from_slice(bytes).ok()?;
    let pid = lock.get("pid")?.as_u64()?.try_into().ok()?;
    Some((pid, lock.get("starttime").and_then(Value::as_u64)))
}

fn file_age(path: &Path) -> Option<Duration> {
    path.symlink_metadata().ok()?.modified().ok()?.elapsed().ok()
}

fn open_file_age(file: &File) -> Option<Duration> {
    file.metadata().ok()?.modified().ok()?.elapsed().ok()
}

/// Removes the lock of an ended process. Another process may do the same and already hold a new lock at this name: so
/// the file is moved aside, checked, and moved back if it is not the dead one. (A third process could acquire the lock
/// in between; a process that loses its lock this way notices before it replaces a file, see
/// [`FileLock::is_still_held`].)
fn remove_dead_lock(dir: &OpenDir, name: &OsStr, dead: &OpenLock) -> Result<(), WriteError> {
    let path = dir.path.join(name);
    let aside = random_temp_name(name, &dir.path)?;
    match dir.rename_no_replace(name, &aside) {
        Err(Errno::NOENT) => return Ok(()),
        moved => moved.map_err(WriteError::io_error("remove", &path))?,
    }
    let moved = dir.stat_entry(&aside).map_err(WriteError::io_error("inspect", &path))?;
    if moved.is_some_and(|moved| !is_same(&moved, &dead.stat)) && dir.rename_no_replace(&aside, name).is_ok() {
        return Ok(());
    }
    dir.remove_file(&aside)
        .or_else(|e| if e == Errno::NOENT { Ok(()) } else { Err(e) })
        .map_err(WriteError::io_error("remove", &path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn open_lock(dir: &OpenDir, name: &OsStr) -> OpenLock {
        let file = dir.open_file(name).unwrap().unwrap();
        OpenLock { stat: rustix::fs::fstat(&file).unwrap(), _file: file }
    }

    #[test]
    fn lock_replaced_by_another_process_is_kept() {
        let tmp = tempfile::tempdir().unwrap();
        let (dir, name) = (Arc::new(OpenDir::open_trusted(tmp.path()).unwrap()), OsStr::new("file.lock"));
        fs::write(tmp.path().join(name), "dead").unwrap();
        let dead = open_lock(&dir, name);
        fs::remove_file(tmp.path().join(name)).unwrap();
        let theirs = FileLock::try_acquire(&dir, name).unwrap().unwrap();
        remove_dead_lock(&dir, name, &dead).unwrap();
        assert!(theirs.is_still_held());
        assert_eq!(dir.file_names().unwrap(), [name]);
        drop(theirs);
        remove_dead_lock(&dir, name, &dead).unwrap();
        assert!(dir.file_names().unwrap().is_empty());
    }

    #[test]
    fn lock_has_one_holder() {
        let tmp = tempfile::tempdir().unwrap();
        let (dir, name) = (Arc::new(OpenDir::open_trusted(tmp.path()).unwrap()), OsStr::new("file.lock"));
        let first = FileLock::try_acquire(&dir, name).unwrap();
        assert!(first.is_some() && FileLock::try_acquire(&dir, name).unwrap().is_none());
        assert_eq!(dir.file_names().unwrap(), [name]);
    }

    #[test]
    fn two_locks_of_one_process_differ() {
        let tmp = tempfile::tempdir().unwrap();
        let dir = OpenDir::open_trusted(tmp.path()).unwrap();
        let marks =
            [(); 2].map(|()| lock_payload(&dir).unwrap().split(|byte| *byte == b'\n').next_back().map(<[u8]>::to_vec));
        assert_ne!(marks[0], marks[1]);
        assert_eq!(marks[0].as_ref().unwrap().len(), 64);
    }
}
