//! Copies of what was replaced.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use contract::Revision;
use json5_edit::MAX_BYTES;
use rustix::{
    fs::{Mode, OFlags},
    io::Errno,
};

use crate::{
    Place, WriteError,
    config::revision,
    disk::{Dir, Temp, clean, resolve, split},
    time::compact,
};

const FOLDER: &str = "backups";

/// How many copies of a file are kept.
const KEPT: usize = 10;

/// How many copies may be made within a millisecond.
const MOST_AT_ONCE: u64 = 64;

/// `backups/<file>.<UTC>.<rev8>`: byte for byte, 0600, on disk for good. The oldest beyond ten go.
pub(crate) fn keep(folder: &Dir, file: &OsStr, bytes: &[u8]) -> Result<(), WriteError> {
    let dir = Arc::new(Dir::ours(&folder.path.join(FOLDER), OFlags::NOFOLLOW)?);
    clean(&dir);
    let mut temp = Temp::filled(&dir, file, bytes, Mode::RUSR | Mode::WUSR)?;
    let name = named(&dir, &temp, file, &rev8(&revision(bytes)))?;
    temp.let_go();
    let mut others: Vec<_> = copies(&dir, file).into_iter().filter(|other| *other != name).collect();
    others.truncate(others.len().saturating_sub(KEPT - 1));
    for oldest in &others {
        // A copy too many is no reason not to write.
        dir.remove(oldest).ok();
    }
    Ok(())
}

/// Gives the copy its name. Nothing is overwritten: of two copies in one millisecond the second is named for the next.
fn named(dir: &Dir, temp: &Temp, file: &OsStr, rev8: &str) -> Result<OsString, WriteError> {
    let now = SystemTime::now();
    for later in 0..MOST_AT_ONCE {
        let mut name = file.to_owned();
        name.push(format!(".{}.{rev8}", compact(now + Duration::from_millis(later))));
        match dir.rename_new(&temp.name, &name) {
            Ok(()) => return Ok(name),
            Err(Errno::EXIST) => {}
            Err(e) => return Err(WriteError::making(&dir.path.join(name))(e)),
        }
    }
    Err(WriteError::making(&temp.path())(Errno::EXIST))
}

/// The copies of a file, oldest first. Nothing else is ever removed.
fn copies(dir: &Dir, file: &OsStr) -> Vec<OsString> {
    let mut names = dir.files().unwrap_or_default();
    names.retain(|name| is_copy(name, file));
    names.sort();
    names
}

/// `<file>.` and what [`compact`] and [`rev8`] make.
fn is_copy(name: &OsStr, file: &OsStr) -> bool {
    let rest = name.as_encoded_bytes().strip_prefix(file.as_encoded_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    let rest = rest.and_then(|rest| str::from_utf8(rest).ok());
    rest.and_then(|rest| rest.split_once('.')).is_some_and(|(moment, rev8)| {
        let shape: String = moment.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        shape == "00000000T000000000Z" && rev8.len() == 8 && rev8.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn rev8(revision: &Revision) -> String {
    revision.to_string().chars().take(8).collect()
}

impl Place {
    /// The newest copy of a file with these bytes, if it is still kept. It may hold secrets: never show it.
    pub fn newest_copy(&self, file: &Path, wanted: &Revision) -> Option<Vec<u8>> {
        let dir = Dir::open_any(&self.home.manager_dir.path.join(FOLDER), OFlags::NOFOLLOW).ok()?;
        // A link's copies are named after the file at its end.
        let file = resolve(file).ok()?;
        let (_, name) = split(&file).ok()?;
        let end = rev8(wanted);
        let candidates = copies(&dir, &name).into_iter().rev();
        candidates
            .filter(|name| name.as_encoded_bytes().ends_with(end.as_bytes()))
            .filter_map(|name| dir.read(&name, MAX_BYTES as u64).ok().flatten())
            .find(|bytes| revision(bytes) == *wanted)
    }
}
