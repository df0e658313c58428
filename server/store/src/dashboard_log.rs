//! The dashboard's log file, with one line per event.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::Write,
    os::unix::fs::MetadataExt,
    path::PathBuf,
};

use contract::text::is_hidden_char;
use rustix::fs::OFlags;

use crate::{HomeStore, WriteError, disk::OpenDir};

const LOG_FOLDER: &str = "log";
const NAME: &str = "ui.log";

/// The maximum size of one log file, in bytes.
const MAX_FILE_BYTES: u64 = 1_000_000;

/// How many log files are kept, including the current one.
const MAX_FILES: usize = 3;

/// The maximum length of a record, in characters, because records may contain text that clients sent.
const MAX_RECORD_CHARS: usize = 4000;

/// `log/ui.log` in openclaw's folder, and two older files. Held open between records; opened again after an error.
#[derive(Debug)]
pub struct DashboardLog {
    folder: PathBuf,
    open_log: Option<OpenLog>,
}

#[derive(Debug)]
struct OpenLog {
    dir: OpenDir,
    file: File,
}

impl HomeStore {
    /// Opens the dashboard's log. If the home does not exist, no file is created before it does, because creating
    /// openclaw's folder would create the home.
    pub fn open_dashboard_log(&self) -> Result<DashboardLog, WriteError> {
        let folder = self.home.manager_dir.path.clone();
        let open =
            if folder.parent().is_some_and(std::path::Path::is_dir) { Some(OpenLog::open_in(&folder)?) } else { None };
        Ok(DashboardLog { folder, open_log: open })
    }
}

impl DashboardLog {
    /// Appends a record as one line; characters that could break the line are escaped.
    pub fn append_record(&mut self, text: &str) -> Result<(), WriteError> {
        if !self.folder.parent().is_some_and(std::path::Path::is_dir) {
            return Ok(());
        }
        // If writing fails, the file is not put back, so the next record opens it again.
        let mut open = match self.open_log.take() {
            Some(open) => open,
            None => OpenLog::open_in(&self.folder)?,
        };
        open.append_line(&to_log_line(text))?;
        self.open_log = Some(open);
        Ok(())
    }
}

impl OpenLog {
    fn open_in(folder: &std::path::Path) -> Result<Self, WriteError> {
        let folder = OpenDir::open_private(folder, OFlags::empty())?;
        let dir = OpenDir::open_private(&folder.path.join(LOG_FOLDER), OFlags::NOFOLLOW)?;
        let file = open_log_file(&dir)?;
        Ok(Self { dir, file })
    }

    fn append_line(&mut self, line: &str) -> Result<(), WriteError> {
        let path = self.dir.path.join(NAME);
        if !self.is_current_file() {
            self.file = open_log_file(&self.dir)?;
        }
        let length = self.file.metadata().map_err(WriteError::io_error("inspect", &path))?.len();
        if length > 0 && length + line.len() as u64 > MAX_FILE_BYTES {
            self.rotate_files().map_err(WriteError::io_error("rename", &path))?;
            self.file = open_log_file(&self.dir)?;
        }
        self.file.write_all(line.as_bytes()).map_err(WriteError::io_error("write", &path))
    }

    /// Whether the open file still has the log's name: another dashboard of this home may have rotated it, or it may
    /// have been removed.
    fn is_current_file(&self) -> bool {
        let entry_stat = self.dir.stat_entry(OsStr::new(NAME)).ok().flatten();
        let file_metadata = self.file.metadata().ok();
        entry_stat.zip(file_metadata).is_some_and(|(entry_stat, file_metadata)| {
            (entry_stat.st_dev, entry_stat.st_ino) == (file_metadata.dev(), file_metadata.ino())
        })
    }

    /// Renames `ui.log.1` to `ui.log.2` and `ui.log` to `ui.log.1`. A link is renamed, never followed.
    fn rotate_files(&self) -> rustix::io::Result<()> {
        for nth in (1..MAX_FILES).rev() {
            match self.dir.rename(&log_file_name(nth - 1), &log_file_name(nth)) {
                Err(rustix::io::Errno::NOENT) => {}
                done => done?,
            }
        }
        Ok(())
    }
}

/// Opens the current log file; creates it if it is missing.
fn open_log_file(dir: &OpenDir) -> Result<File, WriteError> {
    let path = dir.path.join(NAME);
    let file = dir.open_for_append(OsStr::new(NAME)).map_err(WriteError::create_error(&path))?;
    let is_file = file.metadata().map_err(WriteError::io_error("inspect", &path))?.is_file();
    if is_file { Ok(file) } else { Err(WriteError::NotAFile { path }) }
}

fn log_file_name(nth: usize) -> OsString {
    if nth == 0 { NAME.into() } else { format!("{NAME}.{nth}").into() }
}

/// Escapes line breaks and terminal control characters and limits the length.
fn to_log_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 1);
    for c in text.chars().take(MAX_RECORD_CHARS) {
        if is_hidden_char(c) { line.extend(c.escape_unicode()) } else { line.push(c) }
    }
    if text.chars().nth(MAX_RECORD_CHARS).is_some() {
        line.push('…');
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t104_log_record_is_always_one_line() {
        for (text, expected) in [
            ("signed in", "signed in\n"),
            ("a\r\n2026-11-21 INFO all is well", "a\\u{d}\\u{a}2026-11-21 INFO all is well\n"),
            (
                "\u{1b}[2J\u{9b}1m\u{202e}b\u{7}\t\u{2028}\0",
                "\\u{1b}[2J\\u{9b}1m\\u{202e}b\\u{7}\\u{9}\\u{2028}\\u{0}\n",
            ),
            ("é 漢", "é 漢\n"),
            ("", "\n"),
        ] {
            assert_eq!(to_log_line(text), expected);
        }
        assert_eq!(to_log_line(&"x".repeat(MAX_RECORD_CHARS)).len(), MAX_RECORD_CHARS + 1);
        assert_eq!(to_log_line(&"x".repeat(1 << 20)), format!("{}…\n", "x".repeat(MAX_RECORD_CHARS)));
    }
}
