//! Whose turn it is to write.

use std::{
    fmt,
    fs::File,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustix::fs::{Access, AtFlags, CWD, OFlags};

use crate::{
    Place, WriteError,
    disk::{Dir, Old, clean, resolve, split},
    leave::{DeferredShutdown, defer_shutdown},
    lock::Lock,
    queue,
};

/// How long to wait for whom, and who is told.
#[derive(Clone)]
pub struct Patience {
    /// For OpenClaw, which writes in milliseconds, and gives up on us after 20 to 30 s.
    pub openclaw: Duration,
    /// For others of ours, who stand in a queue.
    pub ours: Duration,
    /// How long a wait may be before somebody is told.
    pub notice: Duration,
    /// Called at most once for each of the two waits.
    pub tell: Arc<dyn Fn(&Waiting) + Send + Sync>,
}

/// What a write waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// Other commands of ours.
    ForUs,
    /// Whoever holds OpenClaw's lock.
    ForOpenClaw {
        /// The lock.
        lock: PathBuf,
        /// Who, when the lock says so.
        pid: Option<u32>,
        /// For how long, when the clock allows to say.
        age: Option<Duration>,
    },
}

/// Our turn to write: nobody of ours does, and OpenClaw waits. It ends when it is dropped, in any way; if the process
/// dies, the next one (also OpenClaw) sees that and goes on at once. A signal that can be caught waits for its end.
#[derive(Debug)]
pub struct Turn {
    // Dropped from the top down: the reverse of how they were taken.
    of_target: Option<Lock>,
    of_config: Lock,
    pub(crate) folder: Arc<Dir>,
    /// The state directory, if the configuration lies in it: OpenClaw closes it to others when it writes there.
    pub(crate) state: Option<Arc<Dir>>,
    _queue: File,
    /// The configuration's path as it is configured.
    pub(crate) config: PathBuf,
    /// The same behind all links, as it was when the locks were taken.
    pub(crate) target: PathBuf,
    /// The last to be dropped: until then the locks are released and the history has the change.
    _deferred: DeferredShutdown,
}

impl Place {
    /// Every obstacle to a write that can be known without writing.
    pub fn writable(&self) -> Result<(), WriteError> {
        if let Some(why) = &self.read_only {
            return Err(WriteError::ReadOnly { why: why.clone() });
        }
        let config = &self.home.config.path;
        let target = resolve(config)?;
        let (dir, name) = split(&target)?;
        if dir.is_dir() {
            Old::read(&Dir::open(dir)?, &name, config)?;
        }
        [config, &target, &self.home.manager_dir.path].into_iter().try_for_each(|path| takes_files(path))
    }

    /// How many other names a file has (hard links). They keep the old content when it is replaced.
    pub fn other_names(&self, file: &Path) -> u64 {
        file.metadata().map_or(0, |metadata| metadata.nlink().saturating_sub(1))
    }

    /// Our turn to write: the queue of our own processes, then OpenClaw's lock. Removes what dead writers of ours left,
    /// and records what one of them changed and did not live to record.
    ///
    /// OpenClaw names its lock after the configuration's path as it is configured. If that is a link, the file at its
    /// end is locked too, for another home that may share it.
    ///
    /// Asking for a second turn while holding one waits in vain.
    pub fn turn(&self, patience: &Patience) -> Result<Turn, WriteError> {
        self.writable()?;
        let folder = Arc::new(Dir::ours(&self.home.manager_dir.path, OFlags::empty())?);
        let queue = queue::enter(&folder, patience)?;
        let config = self.home.config.path.clone();
        let (dir, name) = split(&config)?;
        let dir = Arc::new(Dir::make(dir)?);
        let of_config = Lock::acquire(&dir, &name, patience)?;
        let target = resolve(&config)?;
        let of_target = lock_target(&target, &of_config, patience)?;
        let deferred = defer_shutdown();
        clean(&dir);
        clean(&folder);
        let state = (dir.path == self.home.state_dir.path).then_some(dir);
        let turn = Turn { of_target, of_config, folder, state, _queue: queue, config, target, _deferred: deferred };
        turn.settle_intent(self);
        Ok(turn)
    }
}

impl Turn {
    /// The locks are still ours: nobody took us for dead.
    pub(crate) fn check(&self) -> Result<(), WriteError> {
        let lost = std::iter::once(&self.of_config).chain(&self.of_target).find(|lock| !lock.is_ours());
        lost.map_or(Ok(()), |lock| Err(WriteError::Locked { lock: lock.path(), pid: None, age: None }))
    }
}

/// `None` when it is the same lock: the configuration is no link, or only its directory is.
fn lock_target(target: &Path, of_config: &Lock, patience: &Patience) -> Result<Option<Lock>, WriteError> {
    let (dir, name) = split(target)?;
    let dir = Arc::new(Dir::make(dir)?);
    let mut lock = name.clone();
    lock.push(".lock");
    if of_config.is_at(&dir, &lock) {
        return Ok(None);
    }
    clean(&dir);
    Lock::acquire(&dir, &name, patience).map(Some)
}

/// Whether files can be made beside a path: in its directory, or in the nearest one above it that exists.
fn takes_files(path: &Path) -> Result<(), WriteError> {
    let Some(dir) = path.ancestors().skip(1).find(|dir| dir.exists()) else { return Ok(()) };
    rustix::fs::accessat(CWD, dir, Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty())
        .map_err(|e| WriteError::Directory { path: dir.to_path_buf(), source: e.into() })
}

impl Default for Patience {
    /// 5 s for OpenClaw, half a minute for ourselves; nobody is told.
    fn default() -> Self {
        Self {
            openclaw: Duration::from_secs(5),
            ours: Duration::from_secs(30),
            notice: Duration::from_secs(1),
            tell: Arc::new(|_| {}),
        }
    }
}

impl fmt::Debug for Patience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patience")
            .field("openclaw", &self.openclaw)
            .field("ours", &self.ours)
            .field("notice", &self.notice)
            .finish_non_exhaustive()
    }
}
