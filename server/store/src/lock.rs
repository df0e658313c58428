//! OpenClaw's lock, taken the way OpenClaw takes it.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use rules::health::around::Holder as Holds;
use rustix::{
    fs::{Mode, Stat},
    io::Errno,
};
use serde_json::Value;

use crate::{
    Patience, Waiting, WriteError,
    disk::{Dir, Temp, is_same, random, random_name},
    leave::{Held, defer_shutdown},
    process, time,
};

/// A writer that does not prepare its lock beforehand needs a moment to fill it.
const BEING_WRITTEN: Duration = Duration::from_secs(1);

/// How long to sleep between looks.
const FIRST_NAP: Duration = Duration::from_millis(10);
const LONGEST_NAP: Duration = Duration::from_millis(50);

/// No lock is longer.
const MOST_BYTES: u64 = 4096;

/// `<file>.lock`, ours until it is dropped.
///
/// It is complete before it has its name, so nobody ever sees half of one: OpenClaw would wait for ever. It is removed
/// only while it is the file that we made.
#[derive(Debug)]
pub(crate) struct Lock {
    dir: Arc<Dir>,
    name: OsString,
    seen: Seen,
}

/// A file, held open: as long as it is, no other file is given its number, and comparing numbers is comparing files.
#[derive(Debug)]
struct Seen {
    stat: Stat,
    _file: File,
}

/// What is at a lock's name.
enum Look {
    Free,
    Dead(Seen),
    Held(Holder),
}

/// Who keeps us from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Alive(u32),
    Unreadable,
}

impl Lock {
    /// Takes it as soon as it is free, or held by a process that is no more.
    pub(crate) fn acquire(dir: &Arc<Dir>, file: &OsStr, patience: &Patience) -> Result<Self, WriteError> {
        let mut name = file.to_owned();
        name.push(".lock");
        let mut wait = Wait::new(dir.path.join(&name), patience);
        loop {
            // A signal waits: a lock that is being made would stay behind.
            let deferred = defer_shutdown();
            match look(dir, &name)? {
                Look::Free => {
                    if let Some(lock) = Self::take(dir, &name)? {
                        return Ok(lock);
                    }
                }
                Look::Dead(seen) => reclaim(dir, &name, &seen)?,
                Look::Held(holder) => {
                    drop(deferred);
                    wait.for_it(holder)?;
                }
            }
        }
    }

    /// Whether it has not been taken from us.
    pub(crate) fn is_ours(&self) -> bool {
        self.is_at(&self.dir, &self.name)
    }

    fn held(&self) -> Held {
        Held { dir: Arc::clone(&self.dir), name: self.name.clone(), stat: self.seen.stat }
    }

    /// Whether it is the file of this name there.
    pub(crate) fn is_at(&self, dir: &Dir, name: &OsStr) -> bool {
        matches!(dir.stat_of(name), Ok(Some(there)) if is_same(&there, &self.seen.stat))
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path.join(&self.name)
    }

    /// `None` when somebody else was quicker.
    fn take(dir: &Arc<Dir>, name: &OsStr) -> Result<Option<Self>, WriteError> {
        let path = dir.path.join(name);
        // On disk before it has its name: after a power failure an empty lock would shut everybody out.
        let mut temp = Temp::filled(dir, name, &payload(dir)?, Mode::RUSR | Mode::WUSR)?;
        let file = temp.file.try_clone().map_err(WriteError::io("hold", &temp.path()))?;
        let seen = Seen { stat: temp.stat()?, _file: file };
        let linked = match dir.link(&temp.name, name) {
            // Not every file system knows hard links.
            Err(Errno::PERM | Errno::NOTSUP | Errno::NOSYS) => {
                dir.rename_new(&temp.name, name).inspect(|()| temp.let_go())
            }
            linked => linked,
        };
        match linked {
            Ok(()) => {
                let lock = Self { dir: Arc::clone(dir), name: name.to_owned(), seen };
                lock.held().note();
                Ok(lock.is_ours().then_some(lock))
            }
            // Taken meanwhile; or what we prepared was tidied up by somebody who cannot see that it is in use.
            Err(Errno::EXIST | Errno::NOENT) => Ok(None),
            Err(e) => Err(WriteError::io("make", &path)(e)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.held().release();
    }
}

/// One wait for one lock.
struct Wait<'a> {
    lock: PathBuf,
    patience: &'a Patience,
    start: Instant,
    unreadable: Option<Instant>,
    is_told: bool,
    nap: Duration,
}

impl<'a> Wait<'a> {
    fn new(lock: PathBuf, patience: &'a Patience) -> Self {
        Self { lock, patience, start: Instant::now(), unreadable: None, is_told: false, nap: FIRST_NAP }
    }

    /// A nap, unless it is time to give up.
    fn for_it(&mut self, holder: Holder) -> Result<(), WriteError> {
        let pid = if let Holder::Alive(pid) = holder { Some(pid) } else { None };
        let since = (holder == Holder::Unreadable).then(|| *self.unreadable.get_or_insert_with(Instant::now));
        self.unreadable = since;
        if since.is_some_and(|since| since.elapsed() >= BEING_WRITTEN) {
            return Err(WriteError::LockUnreadable { lock: self.lock.clone() });
        }
        if since.is_none() && self.start.elapsed() >= self.patience.openclaw {
            return Err(WriteError::Locked { lock: self.lock.clone(), pid, age: age(&self.lock) });
        }
        if !self.is_told && self.start.elapsed() >= self.patience.notice {
            self.is_told = true;
            (self.patience.tell)(&Waiting::ForOpenClaw { lock: self.lock.clone(), pid, age: age(&self.lock) });
        }
        thread::sleep(self.nap);
        self.nap = (self.nap * 2).min(LONGEST_NAP);
        Ok(())
    }
}

/// Who we are, a line end, and blanks that tell this lock from the next one of the same process.
fn payload(dir: &Dir) -> Result<Vec<u8>, WriteError> {
    let mut fields = serde_json::Map::new();
    fields.insert("pid".to_owned(), std::process::id().into());
    fields.insert("createdAt".to_owned(), time::rfc3339(SystemTime::now()).into());
    if let Some(start) = process::own_start() {
        fields.insert("starttime".to_owned(), start.into());
    }
    let random = random().map_err(WriteError::io("mark a lock in", &dir.path))?;
    let bits = random.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1));
    let mark = bits.map(|bit| if bit == 0 { b' ' } else { b'\t' });
    Ok(Value::Object(fields).to_string().into_bytes().into_iter().chain([b'\n']).chain(mark).collect())
}

fn look(dir: &Dir, name: &OsStr) -> Result<Look, WriteError> {
    // A link, a directory, another user's file are as good as a lock that says nothing.
    let Ok(file) = dir.open_file(name) else { return Ok(Look::Held(Holder::Unreadable)) };
    let Some(file) = file else { return Ok(Look::Free) };
    let stat = rustix::fs::fstat(&file).map_err(WriteError::io("look at", &dir.path.join(name)))?;
    let mut said = Vec::new();
    // What cannot be read says nothing.
    (&file).take(MOST_BYTES).read_to_end(&mut said).ok();
    Ok(match named(&said) {
        None => Look::Held(Holder::Unreadable),
        Some((pid, started)) if process::is_alive(pid, started) => Look::Held(Holder::Alive(pid)),
        Some(_) => Look::Dead(Seen { stat, _file: file }),
    })
}

/// Who holds a lock, and for how long; `None` when it is free.
pub(crate) fn seen(dir: &Dir, name: &OsStr) -> Option<(Holds, Option<Duration>)> {
    let holder = match look(dir, name) {
        Ok(Look::Free) => return None,
        Ok(Look::Dead(_)) => Holds::Dead,
        Ok(Look::Held(Holder::Alive(pid))) => Holds::Alive(pid),
        Ok(Look::Held(Holder::Unreadable)) | Err(_) => Holds::Unreadable,
    };
    Some((holder, age(&dir.path.join(name))))
}

/// The process that a lock names, and when it says that it started. Not when it was made: a clock may have jumped.
fn named(said: &[u8]) -> Option<(u32, Option<u64>)> {
    let said: Value = serde_json::from_slice(said).ok()?;
    let pid = said.get("pid")?.as_u64()?.try_into().ok()?;
    Some((pid, said.get("starttime").and_then(Value::as_u64)))
}

fn age(path: &Path) -> Option<Duration> {
    path.symlink_metadata().ok()?.modified().ok()?.elapsed().ok()
}

/// Removes a dead process's lock. Somebody else may do the same and already hold a new one at this name: so it is moved
/// aside first, looked at, and given back when it is not the dead one. (A third process could slip in between; whoever
/// loses the lock like that notices before it replaces a file, see [`Lock::is_ours`].)
fn reclaim(dir: &Dir, name: &OsStr, dead: &Seen) -> Result<(), WriteError> {
    let path = dir.path.join(name);
    let aside = random_name(name, &dir.path)?;
    match dir.rename_new(name, &aside) {
        Err(Errno::NOENT) => return Ok(()),
        moved => moved.map_err(WriteError::io("remove", &path))?,
    }
    let moved = dir.stat_of(&aside).map_err(WriteError::io("look at", &path))?;
    if moved.is_some_and(|moved| !is_same(&moved, &dead.stat)) && dir.rename_new(&aside, name).is_ok() {
        return Ok(());
    }
    dir.remove(&aside)
        .or_else(|e| if e == Errno::NOENT { Ok(()) } else { Err(e) })
        .map_err(WriteError::io("remove", &path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn seen(dir: &Dir, name: &OsStr) -> Seen {
        let file = dir.open_file(name).unwrap().unwrap();
        Seen { stat: rustix::fs::fstat(&file).unwrap(), _file: file }
    }

    #[test]
    fn a_lock_that_somebody_took_over_before_us_is_given_back() {
        let tmp = tempfile::tempdir().unwrap();
        let (dir, name) = (Arc::new(Dir::open(tmp.path()).unwrap()), OsStr::new("file.lock"));
        fs::write(tmp.path().join(name), "dead").unwrap();
        let dead = seen(&dir, name);
        fs::remove_file(tmp.path().join(name)).unwrap();
        let theirs = Lock::take(&dir, name).unwrap().unwrap();
        reclaim(&dir, name, &dead).unwrap();
        assert!(theirs.is_ours());
        assert_eq!(dir.files().unwrap(), [name]);
        drop(theirs);
        reclaim(&dir, name, &dead).unwrap();
        assert!(dir.files().unwrap().is_empty());
    }

    #[test]
    fn a_lock_is_taken_by_one_only() {
        let tmp = tempfile::tempdir().unwrap();
        let (dir, name) = (Arc::new(Dir::open(tmp.path()).unwrap()), OsStr::new("file.lock"));
        let first = Lock::take(&dir, name).unwrap();
        assert!(first.is_some() && Lock::take(&dir, name).unwrap().is_none());
        assert_eq!(dir.files().unwrap(), [name]);
    }

    #[test]
    fn two_locks_of_one_process_differ() {
        let tmp = tempfile::tempdir().unwrap();
        let dir = Dir::open(tmp.path()).unwrap();
        let marks =
            [(); 2].map(|()| payload(&dir).unwrap().split(|byte| *byte == b'\n').next_back().map(<[u8]>::to_vec));
        assert_ne!(marks[0], marks[1]);
        assert_eq!(marks[0].as_ref().unwrap().len(), 64);
    }
}
