//! Seeing that the configuration changed, whoever changed it.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::Duration,
};

use notify::{
    Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};

use crate::{Place, lookup::Lookup};

/// An editor's save is several events; they are one change.
const SETTLE: Duration = Duration::from_millis(60);

/// A storm of events is looked at no less often than this.
const LONGEST_STORM: u32 = 3;

/// Why watching is not possible.
#[derive(Debug, thiserror::Error)]
#[error("could not watch the configuration for changes")]
pub struct WatchError(#[from] notify::Error);

/// Watches the configuration of one home. Directories are watched, not the file: editors and OpenClaw replace it.
pub struct Watcher {
    place: Place,
    system: RecommendedWatcher,
    events: Receiver<()>,
    watched: Vec<PathBuf>,
    /// The configuration and what it includes, there or not, as it was seen last.
    files: Vec<Lookup>,
}

impl Watcher {
    /// Starts to watch.
    pub fn start(place: Place) -> Result<Self, WatchError> {
        let (sender, events) = channel();
        let system = RecommendedWatcher::new(move |event| forward(&sender, event), Config::default())?;
        let mut watcher = Self { place, system, events, watched: Vec::new(), files: Vec::new() };
        watcher.see(watcher.place.load().lookups);
        Ok(watcher)
    }

    /// Waits until the configuration's bytes are others than before. `Ok(false)`: nothing in this time.
    /// An error means that watching has ended.
    pub fn wait(&mut self, patience: Duration) -> Result<bool, RecvTimeoutError> {
        match self.events.recv_timeout(patience) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => {
                // A directory that could not be watched before may be there now.
                self.rearm();
                return Ok(self.has_changed());
            }
            Err(ended) => return Err(ended),
        }
        for _ in 0..LONGEST_STORM {
            if self.events.recv_timeout(SETTLE).is_err() {
                break;
            }
            self.events.try_iter().for_each(drop);
        }
        self.rearm();
        Ok(self.has_changed())
    }

    /// Only what has changed is read as a configuration: what it includes may have changed, too.
    fn has_changed(&mut self) -> bool {
        let has_changed = self.place.look_again(&self.files) != self.files;
        if has_changed {
            let lookups = match self.place.read_config() {
                Ok(snapshot) => snapshot.lookups.clone(),
                Err(_) => self.place.load().lookups,
            };
            self.see(lookups);
        }
        has_changed
    }

    fn see(&mut self, files: Vec<Lookup>) {
        self.files = files;
        self.rearm();
    }

    /// Directories come and go, and links are pointed elsewhere.
    fn rearm(&mut self) {
        let mut wanted: Vec<_> = self.files.iter().flat_map(|file| directories(&file.path)).collect();
        wanted.sort();
        wanted.dedup();
        for gone in self.watched.iter().filter(|dir| !wanted.contains(dir)) {
            self.system.unwatch(gone).ok();
        }
        // Watching again what is watched costs one system call, and mends a directory that was made anew.
        for dir in &wanted {
            if let Err(e) = self.system.watch(dir, RecursiveMode::NonRecursive) {
                tracing::debug!(kind = ?e.kind, "a directory could not be watched");
            }
        }
        self.watched = wanted;
    }
}

/// Opening a file to read it is an event too: if it were forwarded, every look would cause the next.
fn forward(sender: &Sender<()>, event: notify::Result<Event>) {
    let is_a_look = matches!(
        event.map(|event| event.kind),
        Ok(EventKind::Access(kind)) if kind != AccessKind::Close(AccessMode::Write)
    );
    if !is_a_look {
        // The receiver is gone when the watcher is being dropped.
        sender.send(()).ok();
    }
}

/// The nearest directory that exists above the file, and above what it links to.
fn directories(file: &Path) -> Vec<PathBuf> {
    let nearest = |path: &Path| path.ancestors().skip(1).find(|dir| dir.is_dir()).map(Path::to_path_buf);
    let mut dirs: Vec<_> = nearest(file).into_iter().collect();
    dirs.extend(file.canonicalize().ok().and_then(|target| nearest(&target)).filter(|dir| !dirs.contains(dir)));
    dirs
}
