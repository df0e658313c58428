//! Watches the configuration for changes by any program.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::Duration,
};

use notify::{
    Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};

use crate::{HomeStore, snapshot::FileLookup};

/// How long to wait for further events: an editor's save causes several.
const SETTLE_TIME: Duration = Duration::from_millis(60);

/// How many settle times pass at most before the files are checked, even if events keep coming.
const MAX_SETTLE_ROUNDS: u32 = 3;

/// Watching is not possible.
#[derive(Debug, thiserror::Error)]
#[error("could not watch the configuration for changes")]
pub struct WatchError(#[from] notify::Error);

/// Watches the configuration of one home. It watches directories instead of the file, because editors and OpenClaw
/// replace the file.
pub struct ConfigWatcher {
    store: HomeStore,
    notifier: RecommendedWatcher,
    events: Receiver<()>,
    watched_dirs: Vec<PathBuf>,
    /// The paths of the configuration and its includes, existing or not, as of the last check.
    lookups: Vec<FileLookup>,
}

impl ConfigWatcher {
    /// Starts watching.
    pub fn start_watching(store: HomeStore) -> Result<Self, WatchError> {
        let (sender, events) = channel();
        let system = RecommendedWatcher::new(move |event| forward_event(&sender, event), Config::default())?;
        let mut watcher = Self { store, notifier: system, events, watched_dirs: Vec::new(), lookups: Vec::new() };
        watcher.set_lookups(watcher.store.load_files().lookups);
        Ok(watcher)
    }

    /// Waits until the bytes of the configuration differ from the last check. `Ok(false)` means no change in this time.
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

    /// Compares the files, and only after a change reads the configuration again, because its includes may have changed
    /// too.
    fn check_for_change(&mut self) -> bool {
        let has_changed = self.store.repeat_lookups(&self.lookups) != self.lookups;
        if has_changed {
            let lookups = match self.store.read_config() {
                Ok(snapshot) => snapshot.lookups.clone(),
                Err(_) => self.store.load_files().lookups,
            };
            self.set_lookups(lookups);
        }
        has_changed
    }

    fn set_lookups(&mut self, files: Vec<FileLookup>) {
        self.lookups = files;
        self.update_watches();
    }

    /// Updates the watched directories: they may have been created or removed, and links may lead elsewhere.
    fn update_watches(&mut self) {
        let mut dirs: Vec<_> = self.lookups.iter().flat_map(|file| dirs_to_watch(&file.path)).collect();
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

/// Forwards an event unless it only reports that a file was opened or read: otherwise every check would trigger the
/// next one.
fn forward_event(sender: &Sender<()>, event: notify::Result<Event>) {
    let is_a_look = matches!(
        event.map(|event| event.kind),
        Ok(EventKind::Access(kind)) if kind != AccessKind::Close(AccessMode::Write)
    );
    if !is_a_look {
        // The receiver is closed while the watcher is dropped.
        sender.send(()).ok();
    }
}

/// Returns the nearest existing directory above the file, and that above its link target.
fn dirs_to_watch(file: &Path) -> Vec<PathBuf> {
    let nearest = |path: &Path| path.ancestors().skip(1).find(|dir| dir.is_dir()).map(Path::to_path_buf);
    let mut dirs: Vec<_> = nearest(file).into_iter().collect();
    dirs.extend(file.canonicalize().ok().and_then(|target| nearest(&target)).filter(|dir| !dirs.contains(dir)));
    dirs
}
