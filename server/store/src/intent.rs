//! The intent file: what a write is about to do. It is on disk from before the first file is replaced until the change
//! is in the history.
//!
//! If the process is killed in between, the next write of openclaw, or the watcher of a running dashboard, records the
//! change with its author and operation; until then, reads include it. An intent holds the same data as the history
//! records: no secrets.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use contract::Revision;
use rules::record::recovery::{CurrentFile, IntendedChange, was_applied};
use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

use crate::{
    HomeStore, NewRecord, Record, WriteError, WriteGuard,
    credential_store::StoreTexts,
    disk::{OpenDir, TempFile},
    load::read_main_file,
    record::RECORD_VERSION,
    revision::revision_of_bytes,
    timestamp::format_rfc3339,
};

const INTENT_FILE: &str = "intent.json";
const INTENT_VERSION: u8 = 1;

/// Twice the longest file, plus the records.
const MAX_INTENT_BYTES: u64 = 64 * 1024 * 1024;

/// Reads the documents of the credential store at a path.
pub(crate) type ReadStore<'a> = dyn Fn(&Path) -> Result<StoreTexts, WriteError> + 'a;

/// The content of the intent file: a change of one or more targets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// The version of the file format.
    #[serde(rename = "v")]
    version: u8,
    /// The time of the change, in UTC.
    #[serde(rename = "at")]
    time: String,
    files: Vec<IntendedFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    stores: Vec<IntendedStore>,
}

/// The change of a configuration file, without the new content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IntendedFile {
    pub(crate) path: PathBuf,
    pub(crate) mount: String,
    #[serde(rename = "earlier", default, skip_serializing_if = "Option::is_none")]
    pub(crate) external_change: Option<NewRecord>,
    #[serde(rename = "change")]
    pub(crate) own_change: NewRecord,
}

/// The change of a credential store. The revisions tell whether it was made; they do not get into the history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IntendedStore {
    pub(crate) path: PathBuf,
    pub(crate) before: Option<Revision>,
    pub(crate) after: Option<Revision>,
    #[serde(rename = "change")]
    pub(crate) own_change: NewRecord,
}

impl Intent {
    pub(crate) fn new(time: SystemTime, stores: Vec<IntendedStore>, files: Vec<IntendedFile>) -> Self {
        Self { version: INTENT_VERSION, time: format_rfc3339(time), files, stores }
    }

    /// Keeps the targets whose change is recorded or was applied. One that cannot be read counts as not changed.
    pub(crate) fn retain_applied(mut self, recorded: &[Record], read_store: &ReadStore<'_>) -> Self {
        let Self { time, files, stores, .. } = &mut self;
        let is_recorded = |change: &NewRecord| recorded_id(time, change, recorded).is_some();
        stores.retain(|store| is_recorded(&store.own_change) || store.is_applied(read_store).unwrap_or(false));
        files.retain(|file| is_recorded(&file.own_change) || file.is_applied().unwrap_or(false));
        self
    }

    /// Builds the records that the history does not have yet, numbered from `next`, in the order in which the targets
    /// are written.
    pub(crate) fn missing_records(&self, recorded: &[Record], mut next: u64) -> Vec<Record> {
        let (mut missing, mut first) = (Vec::new(), None);
        let stores = self.stores.iter().map(|store| (None, &store.own_change));
        let files = self.files.iter().map(|file| (file.external_change.as_ref(), &file.own_change));
        for (external_change, own_change) in stores.chain(files) {
            let ours = NewRecord { part_of: first, ..own_change.clone() };
            let external = external_change.into_iter().map(|new_record| (new_record.clone(), false));
            for (new_record, is_ours) in external.chain([(ours, true)]) {
                let id = recorded_id(&self.time, &new_record, recorded).unwrap_or_else(|| {
                    missing.push(Record {
                        version: RECORD_VERSION,
                        id: next,
                        time: self.time.clone(),
                        change: new_record,
                    });
                    next += 1;
                    next - 1
                });
                first = first.or(is_ours.then_some(id));
            }
        }
        missing
    }

    /// The files that have their new content, as far as they can be read.
    pub(crate) fn applied_files(&self) -> Vec<PathBuf> {
        let applied = self.files.iter().filter(|file| file.has_intended_revision());
        applied.map(|file| file.path.clone()).collect()
    }

    fn is_undecidable(&self, recorded: &[Record], read_store: &ReadStore<'_>) -> bool {
        let is_recorded = |change: &NewRecord| recorded_id(&self.time, change, recorded).is_some();
        self.files.iter().any(|file| !is_recorded(&file.own_change) && file.is_applied().is_err())
            || self.stores.iter().any(|store| !is_recorded(&store.own_change) && store.is_applied(read_store).is_err())
    }
}

/// Returns the id of a change that is already in the history.
fn recorded_id(time: &str, new_record: &NewRecord, recorded: &[Record]) -> Option<u64> {
    let is_same_change = |record: &&Record| {
        record.time == time && record.change == NewRecord { part_of: record.change.part_of, ..new_record.clone() }
    };
    recorded.iter().rev().find(is_same_change).map(|record| record.id)
}

impl IntendedFile {
    fn is_applied(&self) -> io::Result<bool> {
        let bytes = read_main_file(&self.path).map_err(io::Error::other)?;
        let revision = bytes.as_deref().map(revision_of_bytes);
        let mount = self.mount.parse().map_err(io::Error::other)?;
        let leaves: Vec<_> = self.own_change.values.iter().map(Into::into).collect();
        let (before, after) = (self.own_change.rev_before.as_ref(), self.own_change.rev_after.as_ref());
        let intended = IntendedChange { before, after, leaves: &leaves, mount: &mount };
        let text = bytes.as_deref().and_then(|bytes| str::from_utf8(bytes).ok());
        Ok(was_applied(&intended, &CurrentFile { revision: revision.as_ref(), text }))
    }

    fn has_intended_revision(&self) -> bool {
        read_main_file(&self.path)
            .is_ok_and(|bytes| bytes.as_deref().map(revision_of_bytes) == self.own_change.rev_after)
    }
}

impl IntendedStore {
    /// Whether the change was made. If another program wrote since, this cannot be known, and the change counts as not
    /// made.
    fn is_applied(&self, read_store: &ReadStore<'_>) -> Result<bool, WriteError> {
        Ok(read_store(&self.path)?.revision() == self.after)
    }
}

impl HomeStore {
    /// Whether an intent file exists: a process is writing, or was killed while it did.
    pub fn has_pending_intent(&self) -> bool {
        self.pending_intent().is_some()
    }

    /// Reads the intent of a write that is running or was killed. An unreadable file counts as none.
    pub(crate) fn pending_intent(&self) -> Option<Intent> {
        let dir = OpenDir::open_unchecked(&self.home.manager_dir.path, OFlags::empty()).ok()?;
        read_intent_file(&dir).ok().flatten()
    }
}

fn read_intent_file(dir: &OpenDir) -> Result<Option<Intent>, &'static str> {
    #[derive(Deserialize)]
    struct Versioned {
        #[serde(rename = "v")]
        version: u8,
    }
    let bytes = match dir.read_file(OsStr::new(INTENT_FILE), MAX_INTENT_BYTES) {
        Ok(None) if matches!(dir.stat_entry(OsStr::new(INTENT_FILE)), Ok(None)) => return Ok(None),
        Ok(Some(bytes)) => bytes,
        _ => return Err("it cannot be read"),
    };
    match serde_json::from_slice::<Versioned>(&bytes) {
        Ok(Versioned { version: INTENT_VERSION }) => {
            serde_json::from_slice(&bytes).map(Some).map_err(|_| "it is not complete")
        }
        Ok(_) => Err("a newer openclaw wrote it"),
        Err(_) => Err("it is not complete"),
    }
}

impl WriteGuard {
    /// Records the changes of a killed process that were applied, and removes the intent.
    pub(crate) fn record_interrupted_write(&self, store: &HomeStore) {
        let warn = |reason: &&str| tracing::warn!(reason, "`{INTENT_FILE}` is ignored");
        let Ok(Some(intent)) = read_intent_file(&self.manager_dir).inspect_err(warn) else { return };
        let recorded = store.recorded_history().map(|history| history.records).unwrap_or_default();
        let read_store = |path: &Path| store.read_credential_store(path);
        if intent.is_undecidable(&recorded, &read_store) {
            return tracing::warn!("a file of `{INTENT_FILE}` cannot be read");
        }
        match self.append_intent_records(&intent.retain_applied(&recorded, &read_store), &recorded) {
            Ok(records) => {
                let ids: Vec<_> = records.iter().map(|record| record.id).collect();
                tracing::info!(?ids, "recorded a change of a process that ended before it could record it");
                self.remove_intent();
            }
            Err(error) => tracing::warn!(%error, "`{INTENT_FILE}` could not be recorded"),
        }
    }

    /// Writes the intent, synced to disk, replacing an older one. Returns `false` on failure, which does not prevent
    /// the write.
    pub(crate) fn try_write_intent(&self, intent: &Intent) -> bool {
        let written = self.write_intent(intent);
        written.inspect_err(|error| tracing::warn!(%error, "`{INTENT_FILE}` could not be written")).is_ok()
    }

    fn write_intent(&self, intent: &Intent) -> Result<(), WriteError> {
        let path = self.manager_dir.path.join(INTENT_FILE);
        let bytes = serde_json::to_vec(intent).map_err(WriteError::io_error("write", &path))?;
        let mut temp =
            TempFile::with_content(&self.manager_dir, OsStr::new(INTENT_FILE), &bytes, Mode::RUSR | Mode::WUSR)?;
        self.manager_dir.rename(&temp.name, OsStr::new(INTENT_FILE)).map_err(WriteError::io_error("replace", &path))?;
        temp.disarm_removal();
        self.manager_dir.sync().map_err(WriteError::io_error("sync", &self.manager_dir.path))
    }

    pub(crate) fn remove_intent(&self) {
        // If removal fails, the next write guard compares the intent with the history and removes it.
        self.manager_dir.remove_file(OsStr::new(INTENT_FILE)).ok();
    }
}
