//! The dashboard's log: one line for each thing that happened, for whoever asks afterwards.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::Write,
    os::unix::fs::MetadataExt,
    path::PathBuf,
};

use contract::text::is_hostile;
use rustix::fs::OFlags;

use crate::{Place, WriteError, disk::Dir};

const FOLDER: &str = "log";
const NAME: &str = "ui.log";

/// A file of the log is never longer, in bytes.
const MOST: u64 = 1_000_000;

/// How many of them there are, with the one that is written.
const FILES: usize = 3;

/// A record is never longer, in characters: who writes to it may be told what to write by strangers.
const LONGEST: usize = 4000;

/// `log/ui.log` in our folder, and the two that were full before it. Open only while records are written.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    dir: Dir,
    file: File,
}

impl Place {
    /// The dashboard's log. A home that is not there gets none before it is: our folder would make it one.
    pub fn log(&self) -> Result<Log, WriteError> {
        let folder = self.home.manager_dir.path.clone();
        let open = if folder.parent().is_some_and(std::path::Path::is_dir) { Some(Open::at(&folder)?) } else { None };
        Ok(Log { folder, open })
    }
}

impl Log {
    /// Adds a record: one line, whatever is in it.
    pub fn record(&mut self, text: &str) -> Result<(), WriteError> {
        if !self.folder.parent().is_some_and(std::path::Path::is_dir) {
            return Ok(());
        }
        // What failed is opened anew the next time.
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open::at(&self.folder)?,
        };
        open.append(&line(text))?;
        self.open = Some(open);
        Ok(())
    }
}

impl Open {
    fn at(folder: &std::path::Path) -> Result<Self, WriteError> {
        let folder = Dir::ours(folder, OFlags::empty())?;
        let dir = Dir::ours(&folder.path.join(FOLDER), OFlags::NOFOLLOW)?;
        let file = own_file(&dir)?;
        Ok(Self { dir, file })
    }

    fn append(&mut self, line: &str) -> Result<(), WriteError> {
        let path = self.dir.path.join(NAME);
        if !self.is_at_its_name() {
            self.file = own_file(&self.dir)?;
        }
        let length = self.file.metadata().map_err(WriteError::io("look at", &path))?.len();
        if length > 0 && length + line.len() as u64 > MOST {
            self.rotate().map_err(WriteError::io("put aside", &path))?;
            self.file = own_file(&self.dir)?;
        }
        self.file.write_all(line.as_bytes()).map_err(WriteError::io("write", &path))
    }

    /// Another dashboard of this home may have put it aside, and somebody may have removed it.
    fn is_at_its_name(&self) -> bool {
        let there = self.dir.stat_of(OsStr::new(NAME)).ok().flatten();
        let here = self.file.metadata().ok();
        there.zip(here).is_some_and(|(there, here)| (there.st_dev, there.st_ino) == (here.dev(), here.ino()))
    }

    /// `ui.log.1` becomes `ui.log.2`, `ui.log` becomes `ui.log.1`. A link is moved, never followed.
    fn rotate(&self) -> rustix::io::Result<()> {
        for nth in (1..FILES).rev() {
            match self.dir.rename(&name(nth - 1), &name(nth)) {
                Err(rustix::io::Errno::NOENT) => {}
                done => done?,
            }
        }
        Ok(())
    }
}

/// The file that is written; made when it is missing.
fn own_file(dir: &Dir) -> Result<File, WriteError> {
    let path = dir.path.join(NAME);
    let file = dir.open_own(OsStr::new(NAME)).map_err(WriteError::making(&path))?;
    let is_file = file.metadata().map_err(WriteError::io("look at", &path))?.is_file();
    if is_file { Ok(file) } else { Err(WriteError::NotAFile { path }) }
}

fn name(nth: usize) -> OsString {
    if nth == 0 { NAME.into() } else { format!("{NAME}.{nth}").into() }
}

/// Nothing in it ends the line early, and nothing is obeyed by a terminal that it is shown on.
fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 1);
    for c in text.chars().take(LONGEST) {
        if is_hostile(c) { line.extend(c.escape_unicode()) } else { line.push(c) }
    }
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t104_a_record_is_one_line_whatever_is_in_it() {
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
            assert_eq!(line(text), expected);
        }
        assert_eq!(line(&"x".repeat(LONGEST)).len(), LONGEST + 1);
        assert_eq!(line(&"x".repeat(1 << 20)), format!("{}…\n", "x".repeat(LONGEST)));
    }
}
