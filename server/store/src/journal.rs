//! What was changed, by whom, one line each.

mod lines;

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Write},
    time::SystemTime,
};

use contract::Revision;
use json5_edit::KeyPath;
use rules::history;
use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

use crate::{
    Place, Turn, WriteError,
    disk::{Dir, Temp},
    intent::Intent,
    time::rfc3339,
};
use lines::LinesFromEnd;

const NAME: &str = "history.jsonl";
pub(crate) const VERSION: u8 = 1;

/// Up to here every program that reads JSON can count. A higher number is none of ours.
const HIGHEST_ID: u64 = 1 << 53;

/// How many records are kept, and how many there may be before the oldest go.
const KEPT: usize = 1000;
const MOST: usize = 1100;

/// The same in bytes: a record of a long list is long.
const KEPT_BYTES: usize = 8 << 20;
const TRIMMED_BEYOND: usize = 16 << 20;

/// A history is never this long; what is, is not ours.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Whose change it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// A command.
    Cli,
    /// The dashboard.
    Ui,
    /// OpenClaw, an editor, anybody else.
    Outside,
}

/// A value that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Where, by identity.
    pub path: String,
    /// As it was written; `None` when it was not there, or is not ours to undo.
    pub before_raw: Option<String>,
    /// As it is written now.
    pub after_raw: Option<String>,
    /// How many of the objects around it were made for it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub made: usize,
    /// Whether both texts are as they were: one that is missing then says that nothing was there. Records of our first
    /// days do not have it, so there it says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// Whether comments that may hold a secret are left out of the texts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_comments: bool,
}

/// A path that cannot be read stands for the whole document, of which nothing was kept.
impl From<&Leaf> for history::Leaf {
    fn from(leaf: &Leaf) -> Self {
        let Leaf { path, before_raw: before, after_raw: after, made, whole, without_comments } = leaf.clone();
        match path.parse() {
            Ok(path) => Self { path, before, after, made, whole, without_comments },
            Err(_) => Self::new(KeyPath::default(), None, None, 0).unkept(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A change that was made. It is kept for a long time in plain text: whoever makes one has seen to it that no leaf
/// holds a secret. Nothing in here can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose change it was.
    pub who: Who,
    /// Which operation.
    pub op: String,
    /// Which file, as people know it.
    pub file: String,
    /// Its bytes before; `None` when there was no file.
    pub rev_before: Option<Revision>,
    /// Its bytes after; `None` when it was removed.
    pub rev_after: Option<Revision>,
    /// What changed.
    pub leaves: Vec<Leaf>,
    /// The record that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// The first record of the same change, which changed several files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<u64>,
}

/// A change with its place in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The form of the record.
    pub v: u8,
    /// One more than the last one's.
    pub id: u64,
    /// When, in UTC.
    pub at: String,
    /// What happened.
    #[serde(flatten)]
    pub change: Draft,
}

/// What the history holds: the last 1,000 records. Lines before them are not even read, whatever the file is; the next
/// write removes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Oldest first.
    pub records: Vec<Record>,
    /// What a process of ours changed and did not record: it was killed, or is about to. Their numbers are those that
    /// they will have.
    pub intended: Vec<Record>,
    /// Lines among the records that were cut off, or that a newer version of us wrote.
    pub skipped: usize,
}

impl Place {
    /// The history with what is to be recorded, oldest record first. Lines that we cannot read are left out.
    pub fn history(&self) -> Result<Vec<Record>, WriteError> {
        let History { mut records, intended, .. } = self.whole_history()?;
        records.extend(intended);
        Ok(records)
    }

    /// The history, and how much of it we cannot read. A read: it creates nothing.
    pub fn whole_history(&self) -> Result<History, WriteError> {
        // Read first: a writer removes its intent when the history has it.
        let intent = self.intent();
        let history = self.recorded()?;
        Ok(History { intended: intent.map(|intent| history.missing(intent)).unwrap_or_default(), ..history })
    }

    /// The history without what is only intended.
    pub(crate) fn recorded(&self) -> Result<History, WriteError> {
        let mut history = History::default();
        for record in self.records_from_end()? {
            match record? {
                Some(record) => history.records.push(record),
                None => history.skipped += 1,
            }
        }
        history.records.reverse();
        Ok(history)
    }

    /// The last record of a file, without looking at all others: a write asks for it while OpenClaw waits.
    pub fn last_record(&self, file: &str) -> Result<Option<Record>, WriteError> {
        let is_of_file = |record: &Record| record.change.file == file;
        if self.has_intent() {
            return Ok(self.history()?.into_iter().rev().find(is_of_file));
        }
        let mut records = self.records_from_end()?.filter_map(Result::transpose);
        records.find(|record| record.as_ref().map_or(true, is_of_file)).transpose()
    }

    /// The records of the history, the last one first; `None` is a line that we cannot read.
    fn records_from_end(&self) -> Result<impl Iterator<Item = Result<Option<Record>, WriteError>> + use<>, WriteError> {
        let path = self.home.manager_dir.path.join(NAME);
        let lines = self.history_file()?.map(|file| LinesFromEnd::new(file, KEPT_BYTES as u64)).transpose();
        let lines = lines.map_err(WriteError::io("read", &path))?.into_iter().flatten();
        let records = lines.filter_map(move |line| match line {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some(Ok(record(&line))),
            Err(e) => Some(Err(WriteError::io("read", &path)(e))),
        });
        Ok(records.scan(0, |count, record| {
            let is_kept = *count < KEPT;
            *count += usize::from(matches!(record, Ok(Some(_))));
            is_kept.then_some(record)
        }))
    }

    /// `None` when there is none.
    fn history_file(&self) -> Result<Option<File>, WriteError> {
        let folder = &self.home.manager_dir.path;
        match Dir::open_any(folder, OFlags::empty()) {
            Ok(dir) => open(&dir),
            Err(_) if !folder.exists() => Ok(None),
            Err(e) => Err(WriteError::io("open", folder)(e)),
        }
    }
}

impl History {
    /// What an intent adds to it.
    fn missing(&self, intent: Intent) -> Vec<Record> {
        let next = self.records.last().map_or(1, |record| record.id + 1);
        intent.of_changed_files(&self.records).missing(&self.records, next)
    }
}

impl Turn {
    /// Adds a record to our history.
    pub fn record(&self, draft: Draft) -> Result<Record, WriteError> {
        let text = text(&self.folder)?;
        let record = Record { v: VERSION, id: next_id(&text), at: rfc3339(SystemTime::now()), change: draft };
        self.append(&text, std::slice::from_ref(&record))?;
        Ok(record)
    }

    /// Adds the records of an intent that the history does not have, on disk for good; returns them.
    pub(crate) fn record_intent(&self, intent: &Intent, known: &[Record]) -> Result<Vec<Record>, WriteError> {
        let text = text(&self.folder)?;
        let records = intent.missing(known, next_id(&text));
        self.append(&text, &records)?;
        Ok(records)
    }

    /// Adds records behind what is there.
    fn append(&self, text: &str, records: &[Record]) -> Result<(), WriteError> {
        let path = self.folder.path.join(NAME);
        // What a dying writer left half-written stays a line of its own.
        let mut lines = String::from(if text.is_empty() || text.ends_with('\n') { "" } else { "\n" });
        for record in records {
            if record.id > HIGHEST_ID {
                return Err(WriteError::io("write", &path)(io::Error::other("there is no number left")));
            }
            lines += &serde_json::to_string(record).map_err(WriteError::io("write", &path))?;
            lines.push('\n');
        }
        let mut file = self.folder.open_own(OsStr::new(NAME)).map_err(WriteError::making(&path))?;
        file.write_all(lines.as_bytes()).map_err(WriteError::io("write", &path))?;
        file.sync_data().map_err(WriteError::io("write", &path))?;
        if text.is_empty() {
            self.folder.sync().map_err(WriteError::io("sync", &self.folder.path))?;
        }
        trim(&self.folder, &format!("{text}{lines}"))
    }
}

/// `None` when there is none. What is not a history of ours, by its kind or its length, is an error.
fn open(folder: &Dir) -> Result<Option<File>, WriteError> {
    let path = folder.path.join(NAME);
    let file = folder.open_file(OsStr::new(NAME)).map_err(WriteError::io("read", &path))?;
    let Some(file) = file else { return Ok(None) };
    let metadata = file.metadata().map_err(WriteError::io("read", &path))?;
    if metadata.is_file() && metadata.len() <= MOST_BYTES { Ok(Some(file)) } else { Err(WriteError::NotAFile { path }) }
}

/// Empty when there is none.
fn text(folder: &Dir) -> Result<String, WriteError> {
    let path = folder.path.join(NAME);
    match folder.read(OsStr::new(NAME), MOST_BYTES).map_err(WriteError::io("read", &path))? {
        Some(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        None if path.symlink_metadata().is_err() => Ok(String::new()),
        None => Err(WriteError::NotAFile { path }),
    }
}

/// `None` for a line that was cut off, or that a newer version of us wrote.
fn record(line: &str) -> Option<Record> {
    serde_json::from_str::<Record>(line).ok().filter(|record| record.v == VERSION)
}

/// One more than the highest, also of a newer version, wherever it stands: numbers only grow.
fn next_id(text: &str) -> u64 {
    #[derive(Deserialize)]
    struct Numbered {
        id: u64,
    }
    let ids = text.lines().filter_map(|line| serde_json::from_str::<Numbered>(line).ok());
    ids.map(|record| record.id).filter(|id| *id <= HIGHEST_ID).max().unwrap_or_default() + 1
}

fn trim(folder: &std::sync::Arc<Dir>, text: &str) -> Result<(), WriteError> {
    if text.lines().count() <= MOST && text.len() <= TRIMMED_BEYOND {
        return Ok(());
    }
    let mut bytes = 0;
    let newest = text.lines().rev().take(KEPT).take_while(|line| {
        bytes += line.len();
        bytes <= KEPT_BYTES
    });
    let kept: Vec<_> = newest.collect();
    let kept: String = kept.into_iter().rev().flat_map(|line| [line, "\n"]).collect();
    let mut temp = Temp::filled(folder, OsStr::new(NAME), kept.as_bytes(), Mode::RUSR | Mode::WUSR)?;
    folder.rename(&temp.name, OsStr::new(NAME)).map_err(WriteError::io("shorten", &folder.path.join(NAME)))?;
    temp.let_go();
    Ok(())
}
