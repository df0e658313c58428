//! Copies of what was replaced.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use contract::Revision;
use json5_edit::MAX_BYTES;
use rustix::fs::{Mode, OFlags};

use crate::{
    Place, WriteError,
    disk::{Dir, Temp, clean, resolve, split},
    load::revision,
    time::compact,
};

const FOLDER: &str = "backups";

/// How many copies of a file are kept.
const KEPT: usize = 10;

/// `backups/<file>.<UTC>.<rev8>`: byte for byte, 0600, on disk for good. The oldest beyond ten go.
pub(crate) fn keep(folder: &Dir, file: &OsStr, bytes: &[u8]) -> Result<(), WriteError> {
    let dir = Arc::new(Dir::ours(&folder.path.join(FOLDER), OFlags::NOFOLLOW)?);
    clean(&dir);
    let mut temp = Temp::filled(&dir, file, bytes, Mode::RUSR | Mode::WUSR)?;
    let mut others = copies(&dir, file);
    let name = free_name(file, &rev8(&revision(bytes)), SystemTime::now(), &others);
    dir.rename_new(&temp.name, &name).map_err(WriteError::making(&dir.path.join(&name)))?;
    temp.let_go();
    others.truncate(others.len().saturating_sub(KEPT - 1));
    for oldest in &others {
        // A copy too many is no reason not to write.
        dir.remove(oldest).ok();
    }
    Ok(())
}

/// Named for this moment, or for the next millisecond that no other copy is named for: their order is that of their names.
fn free_name(file: &OsStr, rev8: &str, mut moment: SystemTime, others: &[OsString]) -> OsString {
    let named = |moment| {
        let mut name = file.to_owned();
        name.push(format!(".{}.", compact(moment)));
        name
    };
    while others.iter().any(|other| starts_with(other, &named(moment))) {
        moment += Duration::from_millis(1);
    }
    let mut name = named(moment);
    name.push(rev8);
    name
}

fn starts_with(name: &OsStr, start: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(start.as_encoded_bytes())
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
    /// Where copies of a file are, if there are any: the one that OpenClaw made beside it, and the folder with ours.
    pub fn copies(&self, file: &Path) -> (Option<PathBuf>, Option<PathBuf>) {
        let beside = file.file_name().map(|name| {
            let mut name = name.to_owned();
            name.push(".bak");
            file.with_file_name(name)
        });
        let folder = self.home.manager_dir.path.join(FOLDER);
        let has_ours = || {
            let dir = Dir::open_any(&folder, OFlags::NOFOLLOW).ok()?;
            let (_, name) = split(&resolve(file).ok()?).ok()?;
            (!copies(&dir, &name).is_empty()).then_some(())
        };
        (beside.filter(|path| path.is_file()), has_ours().map(|()| folder.clone()))
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_one_millisecond_are_in_the_order_in_which_they_were_made() {
        let (file, now) = (OsStr::new("file"), SystemTime::now());
        let names = ["cccccccc", "aaaaaaaa", "bbbbbbbb", "aaaaaaaa"].iter().fold(Vec::new(), |mut names, rev8| {
            names.push(free_name(file, rev8, now, &names));
            names
        });
        assert!(names.is_sorted() && names.iter().all(|name| is_copy(name, file)), "{names:?}");
        assert!(!is_copy(&names[0], OsStr::new("fil")) && !is_copy(&names[0], OsStr::new("file.")));
    }
}
