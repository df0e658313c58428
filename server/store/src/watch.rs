//! Watches the configuration, and the files beside it that pages show, for changes by any program.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::Duration,
};

use notify::{
    Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode, ModifyKind},
};

use crate::{
    HomeStore,
    side_files::{LOG_SUFFIX, SideFiles},
    snapshot::FileLookup,
};

/// How long to wait for further events: an editor's save causes several.
const SETTLE_TIME: Duration = Duration::from_millis(60);

/// How many settle times pass at most before the files are checked, even if events keep coming.
const MAX_SETTLE_ROUNDS: u32 = 3;

/// Watching is not possible.
#[derive(Debug, thiserror::Error)]
#[error("could not watch the configuration for changes")]
pub struct WatchError(#[from] notify::Error);

/// Watches the files of one home. It watches directories instead of files, because editors and OpenClaw replace files.
pub struct ConfigWatcher {
    store: HomeStore,
    notifier: RecommendedWatcher,
    events: Receiver<()>,
    watched_dirs: Vec<PathBuf>,
    /// The paths of the configuration and its includes, existing or not, as of the last check.
    lookups: Vec<FileLookup>,
    side_files: SideFiles,
}

impl ConfigWatcher {
    /// Starts watching.
    pub fn start_watching(store: HomeStore) -> Result<Self, WatchError> {
        let (sender, events) = channel();
        let system = RecommendedWatcher::new(move |event| forward_event(&sender, event), Config::default())?;
        let mut watcher = Self {
            store,
            notifier: system,
            events,
            watched_dirs: Vec::new(),
            lookups: Vec::new(),
            side_files: SideFiles::default(),
        };
        watcher.read_lookups();
        watcher.side_files.check_for_change(&watcher.store);
        watcher.update_watches();
        Ok(watcher)
    }

    /// Waits until the configuration or a file beside it differs from the last check. `Ok(false)` means no change in this time.
    /// An error means that watching has ended.
    pub fn wait_for_change(&mut self, timeout: Duration) -> Result<bool, RecvTimeoutError> {
        match self.events.recv_timeout(timeout) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => {
                // A directory that could not be watched before may exist now.
                self.update_watches();
                return Ok(self.check_for_change());
            }
            Err(ended) => return Err(ended),
        }
        for _ in 0..MAX_SETTLE_ROUNDS {
            if self.events.recv_timeout(SETTLE_TIME).is_err() {
                break;
            }
            self.events.try_iter().for_each(drop);
        }
        self.update_watches();
        Ok(self.check_for_change())
    }

    /// Compares the files, and only after a change reads the configuration again, because its includes and agents may
    /// have changed too.
    fn check_for_change(&mut self) -> bool {
        let has_changed = self.store.repeat_lookups(&self.lookups) != self.lookups;
        if has_changed {
            self.read_lookups();
            self.update_watches();
        }
        self.side_files.check_for_change(&self.store) || has_changed
    }

    fn read_lookups(&mut self) {
        match self.store.read_config() {
            Ok(snapshot) => {
                self.lookups.clone_from(&snapshot.lookups);
                self.side_files.set_agents(&self.store, &snapshot.view);
            }
            Err(_) => self.lookups = self.store.load_files().lookups,
        }
    }

    /// Updates the watched directories: they may have been created or removed, and links may lead elsewhere.
    fn update_watches(&mut self) {
        // The directory of a new agent appears below this one.
        let agents = self.store.home.state_dir.path.join("agents/new");
        let side_files = self.side_files.paths(&self.store);
        let paths = self.lookups.iter().map(|file| &file.path).chain(&side_files).chain([&agents]);
        let mut dirs: Vec<_> = paths.flat_map(|path| dirs_to_watch(path)).collect();
        dirs.sort();
        dirs.dedup();
        for stale_dir in self.watched_dirs.iter().filter(|dir| !dirs.contains(dir)) {
            self.notifier.unwatch(stale_dir).ok();
        }
        // Watching a directory again costs one system call, and is needed if it was recreated.
        for dir in &dirs {
            if let Err(e) = self.notifier.watch(dir, RecursiveMode::NonRecursive) {
                tracing::debug!(kind = ?e.kind, "a directory could not be watched");
            }
        }
        self.watched_dirs = dirs;
    }
}

/// Forwards an event unless a read may have caused it: otherwise every check would trigger the next one.
fn forward_event(sender: &Sender<()>, event: notify::Result<Event>) {
    if !event.is_ok_and(|event| may_be_read(&event)) {
        // The receiver is closed while the watcher is dropped.
        sender.send(()).ok();
    }
}

/// Whether a read can cause this event. SQLite opens the log of a database for writing also to read it, and sets its
/// owner.
fn may_be_read(event: &Event) -> bool {
    let is_log = |path: &PathBuf| path.as_os_str().as_encoded_bytes().ends_with(LOG_SUFFIX.as_bytes());
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Modify(ModifyKind::Metadata(_)) => {
            event.paths.iter().all(is_log)
        }
        EventKind::Access(_) => true,
        _ => false,
    }
}

/// Returns the nearest existing directory above the file, and that above its link target.
fn dirs_to_watch(file: &Path) -> Vec<PathBuf> {
    let nearest = |path: &Path| path.ancestors().skip(1).find(|dir| dir.is_dir()).map(Path::to_path_buf);
    let mut dirs: Vec<_> = nearest(file).into_iter().collect();
    dirs.extend(file.canonicalize().ok().and_then(|target| nearest(&target)).filter(|dir| !dirs.contains(dir)));
    dirs
}
