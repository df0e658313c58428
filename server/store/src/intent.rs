//! What a write is about to do: on disk from before the first file is replaced until the history has it.
//!
//! A process can be killed in between. Then our next write, or the watcher of a running dashboard, records the change with
//! its author and operation, and a read shows it. An intent holds what its records will hold: no secret.

use std::{ffi::OsStr, io, path::PathBuf, time::SystemTime};

use json5_edit::KeyPath;
use rules::intent::{Intended, Present, was_made};
use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

use crate::{
    Draft, Place, Record, Replacement, Turn, WriteError,
    disk::{Dir, Temp},
    journal,
    load::{read_main, revision},
    time::rfc3339,
};

const NAME: &str = "intent.json";
const VERSION: u8 = 1;

/// Twice the longest file, and its records besides.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// One file of a change: what it shall hold, and what the history shall say of it.
#[derive(Clone)]
pub struct FileChange<'a> {
    /// The file.
    pub replacement: Replacement<'a>,
    /// Where it stands in the configuration.
    pub mount: &'a KeyPath,
    /// What others changed in it before, if that is not in the history.
    pub earlier: Option<Draft>,
    /// This change.
    pub change: Draft,
}

/// A change of one or several files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// The form of the file.
    v: u8,
    /// When, in UTC.
    at: String,
    files: Vec<IntendedFile>,
}

/// A [`FileChange`] without the bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct IntendedFile {
    path: PathBuf,
    mount: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier: Option<Draft>,
    change: Draft,
}

impl Intent {
    fn of(files: &[FileChange<'_>]) -> Self {
        let file = |file: &FileChange<'_>| IntendedFile {
            path: file.replacement.file.to_path_buf(),
            mount: file.mount.to_string(),
            earlier: file.earlier.clone(),
            change: file.change.clone(),
        };
        Self { v: VERSION, at: rfc3339(SystemTime::now()), files: files.iter().map(file).collect() }
    }

    /// Only the files that were changed; one that cannot be read is none of them.
    pub(crate) fn of_changed_files(mut self, known: &[Record]) -> Self {
        let Self { at, files, .. } = &mut self;
        files.retain(|file| file.is_recorded(at, known) || file.was_made().unwrap_or(false));
        self
    }

    /// The records that are not among the known ones, numbered from `next`.
    pub(crate) fn missing(&self, known: &[Record], mut next: u64) -> Vec<Record> {
        let (mut missing, mut first) = (Vec::new(), None);
        for file in &self.files {
            let ours = Draft { part_of: first, ..file.change.clone() };
            let earlier = file.earlier.iter().map(|draft| (draft.clone(), false));
            for (draft, is_ours) in earlier.chain([(ours, true)]) {
                let id = recorded(&self.at, &draft, known).unwrap_or_else(|| {
                    missing.push(Record { v: journal::VERSION, id: next, at: self.at.clone(), change: draft });
                    next += 1;
                    next - 1
                });
                first = first.or(is_ours.then_some(id));
            }
        }
        missing
    }

    fn is_undecidable(&self, known: &[Record]) -> bool {
        self.files.iter().any(|file| !file.is_recorded(&self.at, known) && file.was_made().is_err())
    }
}

/// The number of a change in the history.
fn recorded(at: &str, draft: &Draft, known: &[Record]) -> Option<u64> {
    let is_it = |record: &&Record| {
        record.at == at && record.change == Draft { part_of: record.change.part_of, ..draft.clone() }
    };
    known.iter().rev().find(is_it).map(|record| record.id)
}

impl IntendedFile {
    fn is_recorded(&self, at: &str, known: &[Record]) -> bool {
        recorded(at, &self.change, known).is_some()
    }

    fn was_made(&self) -> io::Result<bool> {
        let bytes = read_main(&self.path).map_err(io::Error::other)?;
        let now = bytes.as_deref().map(revision);
        let mount = self.mount.parse().map_err(io::Error::other)?;
        let leaves: Vec<_> = self.change.leaves.iter().map(Into::into).collect();
        let (before, after) = (self.change.rev_before.as_ref(), self.change.rev_after.as_ref());
        let intended = Intended { before, after, leaves: &leaves, mount: &mount };
        let text = bytes.as_deref().and_then(|bytes| str::from_utf8(bytes).ok());
        Ok(was_made(&intended, &Present { revision: now.as_ref(), text }))
    }

    fn is_as_intended(&self) -> bool {
        read_main(&self.path).is_ok_and(|bytes| bytes.as_deref().map(revision) == self.change.rev_after)
    }
}

impl Place {
    /// Whether a process of ours is about to write, or was killed while it did.
    pub fn has_intent(&self) -> bool {
        self.intent().is_some()
    }

    /// What is about to be written, or was when its process was killed. One that cannot be read is like none.
    pub(crate) fn intent(&self) -> Option<Intent> {
        let dir = Dir::open_any(&self.home.manager_dir.path, OFlags::empty()).ok()?;
        read(&dir).ok().flatten()
    }
}

fn read(dir: &Dir) -> Result<Option<Intent>, &'static str> {
    #[derive(Deserialize)]
    struct Versioned {
        v: u8,
    }
    let bytes = match dir.read(OsStr::new(NAME), MOST_BYTES) {
        Ok(None) if matches!(dir.stat_of(OsStr::new(NAME)), Ok(None)) => return Ok(None),
        Ok(Some(bytes)) => bytes,
        _ => return Err("it cannot be read"),
    };
    match serde_json::from_slice::<Versioned>(&bytes) {
        Ok(Versioned { v: VERSION }) => serde_json::from_slice(&bytes).map(Some).map_err(|_| "it is not complete"),
        Ok(_) => Err("a newer openclaw wrote it"),
        Err(_) => Err("it is not complete"),
    }
}

impl Turn {
    /// Replaces files and records the change; returns its number, the last one when it has several. `None`: it is made,
    /// and not in the history.
    ///
    /// What is recorded is on disk as an intent before the first file is replaced, so a process that is killed in between
    /// leaves behind whose change it was.
    pub fn change(&self, files: &[FileChange<'_>]) -> Result<Option<u64>, WriteError> {
        let intent = Intent::of(files);
        let replacements: Vec<_> = files.iter().map(|file| file.replacement).collect();
        let mut is_noted = false;
        let replaced = self.put(&replacements, &mut || is_noted = self.note_intent(&intent));
        if let Err(error) = replaced {
            // A file that could not be restored is recorded by the next turn.
            if is_noted && !intent.files.iter().any(IntendedFile::is_as_intended) {
                self.remove_intent();
            }
            return Err(error);
        }
        match self.record_intent(&intent, &[]) {
            Ok(records) => {
                self.remove_intent();
                Ok(records.last().map(|record| record.id))
            }
            Err(error) => {
                tracing::warn!(%error, "the change is not in the history");
                Ok(None)
            }
        }
    }

    /// Records what a killed process changed, and drops what it did not change.
    pub(crate) fn settle_intent(&self, place: &Place) {
        let ignored = |why: &&str| tracing::warn!(why, "`{NAME}` is ignored");
        let Ok(Some(intent)) = read(&self.folder).inspect_err(ignored) else { return };
        let known = place.recorded().map(|history| history.records).unwrap_or_default();
        if intent.is_undecidable(&known) {
            return tracing::warn!("a file of `{NAME}` cannot be read");
        }
        match self.record_intent(&intent.of_changed_files(&known), &known) {
            Ok(records) => {
                let ids: Vec<_> = records.iter().map(|record| record.id).collect();
                tracing::info!(?ids, "recorded what a process did not live to record");
                self.remove_intent();
            }
            Err(error) => tracing::warn!(%error, "`{NAME}` could not be recorded"),
        }
    }

    /// On disk for good, in the place of an older one; `false` if that failed, which is no reason not to write.
    fn note_intent(&self, intent: &Intent) -> bool {
        let noted = self.replace_intent(intent);
        noted.inspect_err(|error| tracing::warn!(%error, "`{NAME}` could not be written")).is_ok()
    }

    fn replace_intent(&self, intent: &Intent) -> Result<(), WriteError> {
        let path = self.folder.path.join(NAME);
        let bytes = serde_json::to_vec(intent).map_err(WriteError::io("write", &path))?;
        let mut temp = Temp::filled(&self.folder, OsStr::new(NAME), &bytes, Mode::RUSR | Mode::WUSR)?;
        self.folder.rename(&temp.name, OsStr::new(NAME)).map_err(WriteError::io("replace", &path))?;
        temp.let_go();
        self.folder.sync().map_err(WriteError::io("sync", &self.folder.path))
    }

    fn remove_intent(&self) {
        // One that stays is compared with the history, and removed, by the next turn.
        self.folder.remove(OsStr::new(NAME)).ok();
    }
}
