//! The history file: one line (a JSON record) per change, with its author.

mod lines_from_end;

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Write},
    time::SystemTime,
};

use rustix::fs::{Mode, OFlags};
use serde::Deserialize;

use crate::{
    HomeStore, NewRecord, Record, WriteError, WriteGuard,
    disk::{OpenDir, TempFile},
    intent::Intent,
    record::RECORD_VERSION,
    timestamp::format_rfc3339,
};
use lines_from_end::LinesFromEnd;

const HISTORY_FILE: &str = "history.jsonl";

/// The highest record id: JSON readers represent integers exactly up to this value. Higher ids are ignored.
const MAX_ID: u64 = 1 << 53;

/// How many records are kept, and how many there may be before the oldest are removed.
const KEPT_RECORDS: usize = 1000;
const MAX_RECORDS: usize = 1100;

/// The same limits in bytes, because a record of a long list is long.
const KEPT_BYTES: usize = 8 << 20;
const MAX_BYTES_BEFORE_TRIM: usize = 16 << 20;

/// The maximum size of a history; a larger file is rejected as something else.
const MAX_HISTORY_BYTES: u64 = 64 * 1024 * 1024;

/// The content of the history: the last 1,000 records. Earlier lines are not read, whatever the size of the file; the
/// next write removes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The records, oldest first.
    pub records: Vec<Record>,
    /// Changes of a process that were applied but not recorded, because it was killed or has not finished. Each has the
    /// id that it will be recorded with.
    pub pending: Vec<Record>,
    /// How many lines among the records are truncated or were written by a newer version of openclaw.
    pub unreadable_lines: usize,
}

impl HomeStore {
    /// Returns all records, including pending ones, oldest first. Unreadable lines are skipped.
    pub fn all_records(&self) -> Result<Vec<Record>, WriteError> {
        let History { mut records, pending: intended, .. } = self.read_history()?;
        records.extend(intended);
        Ok(records)
    }

    /// Reads the history with pending records and the number of unreadable lines. Creates no file.
    pub fn read_history(&self) -> Result<History, WriteError> {
        // Read the intent first, because a writer removes it once the history has its records.
        let intent = self.pending_intent();
        let history = self.recorded_history()?;
        let pending = intent.map(|intent| self.pending_records(intent, &history.records)).unwrap_or_default();
        Ok(History { pending, ..history })
    }

    /// Reads the history without pending records.
    pub(crate) fn recorded_history(&self) -> Result<History, WriteError> {
        let mut history = History::default();
        for record in self.records_from_end()? {
            match record? {
                Some(record) => history.records.push(record),
                None => history.unreadable_lines += 1,
            }
        }
        history.records.reverse();
        Ok(history)
    }

    /// Returns the last record of a file without reading the whole history, because a write calls this while OpenClaw
    /// waits for its lock.
    pub fn last_record(&self, file: &str) -> Result<Option<Record>, WriteError> {
        let is_of_file = |record: &Record| record.change.file == file;
        if self.has_pending_intent() {
            return Ok(self.all_records()?.into_iter().rev().find(is_of_file));
        }
        let mut records = self.records_from_end()?.filter_map(Result::transpose);
        records.find(|record| record.as_ref().map_or(true, is_of_file)).transpose()
    }

    /// Iterates over the records, newest first; `None` is an unreadable line.
    fn records_from_end(&self) -> Result<impl Iterator<Item = Result<Option<Record>, WriteError>> + use<>, WriteError> {
        let path = self.home.manager_dir.path.join(HISTORY_FILE);
        let lines = self.open_history_file()?.map(|file| LinesFromEnd::new(file, KEPT_BYTES as u64)).transpose();
        let lines = lines.map_err(WriteError::io_error("read", &path))?.into_iter().flatten();
        let records = lines.filter_map(move |line| match line {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some(Ok(parse_record(&line))),
            Err(e) => Some(Err(WriteError::io_error("read", &path)(e))),
        });
        Ok(records.scan(0, |count, record| {
            let is_kept = *count < KEPT_RECORDS;
            *count += usize::from(matches!(record, Ok(Some(_))));
            is_kept.then_some(record)
        }))
    }

    /// Returns the records that an intent would add to the known ones.
    fn pending_records(&self, intent: Intent, recorded: &[Record]) -> Vec<Record> {
        let next = recorded.last().map_or(1, |record| record.id + 1);
        intent.retain_applied(recorded, &|path| self.read_credential_store(path)).missing_records(recorded, next)
    }

    /// Opens the history file; `None` when it does not exist.
    fn open_history_file(&self) -> Result<Option<File>, WriteError> {
        let folder = &self.home.manager_dir.path;
        match OpenDir::open_unchecked(folder, OFlags::empty()) {
            Ok(dir) => open_history_in(&dir),
            Err(_) if !folder.exists() => Ok(None),
            Err(e) => Err(WriteError::io_error("open", folder)(e)),
        }
    }
}

impl WriteGuard {
    /// Appends a record of a change that was made at a time to the history.
    pub fn append_record(&self, new_record: NewRecord, time: SystemTime) -> Result<Record, WriteError> {
        let text = read_history_text(&self.manager_dir)?;
        let record =
            Record { version: RECORD_VERSION, id: next_id(&text), time: format_rfc3339(time), change: new_record };
        self.append_to_text(&text, std::slice::from_ref(&record))?;
        Ok(record)
    }

    /// Appends the records of an intent that the history lacks, synced to disk, and returns them.
    pub(crate) fn append_intent_records(
        &self,
        intent: &Intent,
        recorded: &[Record],
    ) -> Result<Vec<Record>, WriteError> {
        let text = read_history_text(&self.manager_dir)?;
        let records = intent.missing_records(recorded, next_id(&text));
        self.append_to_text(&text, &records)?;
        Ok(records)
    }

    /// Appends records to the history, whose current content is `text`.
    fn append_to_text(&self, text: &str, records: &[Record]) -> Result<(), WriteError> {
        let path = self.manager_dir.path.join(HISTORY_FILE);
        // Start a new line if a killed writer left a truncated one.
        let mut lines = String::from(if text.is_empty() || text.ends_with('\n') { "" } else { "\n" });
        for record in records {
            if record.id > MAX_ID {
                return Err(WriteError::io_error("write", &path)(io::Error::other("no change numbers are left")));
            }
            lines += &serde_json::to_string(record).map_err(WriteError::io_error("write", &path))?;
            lines.push('\n');
        }
        let mut file =
            self.manager_dir.open_for_append(OsStr::new(HISTORY_FILE)).map_err(WriteError::create_error(&path))?;
        file.write_all(lines.as_bytes()).map_err(WriteError::io_error("write", &path))?;
        file.sync_data().map_err(WriteError::io_error("write", &path))?;
        if text.is_empty() {
            self.manager_dir.sync().map_err(WriteError::io_error("sync", &self.manager_dir.path))?;
        }
        trim_history(&self.manager_dir, &format!("{text}{lines}"))
    }
}

/// Opens the history file; `None` when it does not exist. A file of another kind, or one that is too large, is an
/// error.
fn open_history_in(folder: &OpenDir) -> Result<Option<File>, WriteError> {
    let path = folder.path.join(HISTORY_FILE);
    let file = folder.open_file(OsStr::new(HISTORY_FILE)).map_err(WriteError::io_error("read", &path))?;
    let Some(file) = file else { return Ok(None) };
    let metadata = file.metadata().map_err(WriteError::io_error("read", &path))?;
    if metadata.is_file() && metadata.len() <= MAX_HISTORY_BYTES {
        Ok(Some(file))
    } else {
        Err(WriteError::NotAFile { path })
    }
}

/// Reads the history file; empty when it does not exist.
fn read_history_text(folder: &OpenDir) -> Result<String, WriteError> {
    let path = folder.path.join(HISTORY_FILE);
    match folder.read_file(OsStr::new(HISTORY_FILE), MAX_HISTORY_BYTES).map_err(WriteError::io_error("read", &path))? {
        Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        None if path.symlink_metadata().is_err() => Ok(String::new()),
        None => Err(WriteError::NotAFile { path }),
    }
}

/// Parses a line; `None` if it is truncated or was written by a newer version of openclaw.
fn parse_record(line: &str) -> Option<Record> {
    serde_json::from_str::<Record>(line).ok().filter(|record| record.version == RECORD_VERSION)
}

/// One more than the highest id in the file, including records of newer versions, so that ids only grow.
fn next_id(text: &str) -> u64 {
    #[derive(Deserialize)]
    struct Numbered {
        id: u64,
    }
    let ids = text.lines().filter_map(|line| serde_json::from_str::<Numbered>(line).ok());
    ids.map(|record| record.id).filter(|id| *id <= MAX_ID).max().unwrap_or_default() + 1
}

fn trim_history(folder: &std::sync::Arc<OpenDir>, text: &str) -> Result<(), WriteError> {
    if text.lines().count() <= MAX_RECORDS && text.len() <= MAX_BYTES_BEFORE_TRIM {
        return Ok(());
    }
    let mut bytes = 0;
    let newest = text.lines().rev().take(KEPT_RECORDS).take_while(|line| {
        bytes += line.len();
        bytes <= KEPT_BYTES
    });
    let kept_lines: Vec<_> = newest.collect();
    let kept_lines: String = kept_lines.into_iter().rev().flat_map(|line| [line, "\n"]).collect();
    let mut temp =
        TempFile::with_content(folder, OsStr::new(HISTORY_FILE), kept_lines.as_bytes(), Mode::RUSR | Mode::WUSR)?;
    folder
        .rename(&temp.name, OsStr::new(HISTORY_FILE))
        .map_err(WriteError::io_error("truncate", &folder.path.join(HISTORY_FILE)))?;
    temp.disarm_removal();
    Ok(())
}
