//! Backups of replaced files.

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
    HomeStore, WriteError,
    disk::{OpenDir, TempFile, remove_stale_temp_files, resolve_links, split_path},
    revision::revision_of_bytes,
    timestamp::format_compact,
};

const BACKUP_FOLDER: &str = "backups";

/// How many backups of each file are kept.
const MAX_BACKUPS: usize = 10;

/// Saves a byte-for-byte copy as `backups/<file>.<UTC>.<rev8>`, mode 0600, synced to disk. At most ten backups of a file
/// are kept; the oldest are removed.
pub(crate) fn save_backup(
    folder: &OpenDir,
    file: &OsStr,
    bytes: &[u8],
    revision: &Revision,
    time: SystemTime,
) -> Result<(), WriteError> {
    let dir = Arc::new(OpenDir::open_private(&folder.path.join(BACKUP_FOLDER), OFlags::NOFOLLOW)?);
    remove_stale_temp_files(&dir);
    let mut temp = TempFile::with_content(&dir, file, bytes, Mode::RUSR | Mode::WUSR)?;
    let mut others = backups_of(&dir, file);
    let name = unused_backup_name(file, &short_revision(revision), time, &others);
    dir.rename_no_replace(&temp.name, &name).map_err(WriteError::create_error(&dir.path.join(&name)))?;
    temp.disarm_removal();
    others.truncate(others.len().saturating_sub(MAX_BACKUPS - 1));
    for oldest in &others {
        // A backup that could not be removed must not fail the write.
        dir.remove_file(oldest).ok();
    }
    Ok(())
}

/// Builds a backup's name from a time, or from the next millisecond that no other backup uses, so that names sort
/// by age.
fn unused_backup_name(file: &OsStr, rev8: &str, mut moment: SystemTime, others: &[OsString]) -> OsString {
    let name_prefix = |moment| {
        let mut name = file.to_owned();
        name.push(format!(".{}.", format_compact(moment)));
        name
    };
    while others.iter().any(|other| starts_with(other, &name_prefix(moment))) {
        moment += Duration::from_millis(1);
    }
    let mut name = name_prefix(moment);
    name.push(rev8);
    name
}

fn starts_with(name: &OsStr, start: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(start.as_encoded_bytes())
}

/// The names of a file's backups, oldest first. Only files with such names are ever removed.
fn backups_of(dir: &OpenDir, file: &OsStr) -> Vec<OsString> {
    let mut names = dir.file_names().unwrap_or_default();
    names.retain(|name| is_backup_name(name, file));
    names.sort();
    names
}

/// Whether a name is `<file>.<UTC>.<rev8>`, as built with [`format_compact`] and [`short_revision`].
fn is_backup_name(name: &OsStr, file: &OsStr) -> bool {
    let rest = name.as_encoded_bytes().strip_prefix(file.as_encoded_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    let rest = rest.and_then(|rest| str::from_utf8(rest).ok());
    rest.and_then(|rest| rest.split_once('.')).is_some_and(|(moment, rev8)| {
        let shape: String = moment.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        shape == "00000000T000000000Z" && rev8.len() == 8 && rev8.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn short_revision(revision: &Revision) -> String {
    revision.to_string().chars().take(8).collect()
}

impl HomeStore {
    /// Returns where backups of a file exist: the `.bak` file that OpenClaw made beside it, and openclaw's backup
    /// folder.
    pub fn backup_locations(&self, file: &Path) -> (Option<PathBuf>, Option<PathBuf>) {
        let beside = file.file_name().map(|name| {
            let mut name = name.to_owned();
            name.push(".bak");
            file.with_file_name(name)
        });
        let folder = self.home.manager_dir.path.join(BACKUP_FOLDER);
        let has_ours = || {
            let dir = OpenDir::open_unchecked(&folder, OFlags::NOFOLLOW).ok()?;
            let (_, name) = split_path(&resolve_links(file).ok()?).ok()?;
            (!backups_of(&dir, &name).is_empty()).then_some(())
        };
        (beside.filter(|path| path.is_file()), has_ours().map(|()| folder.clone()))
    }

    /// Returns the newest backup of a file with the given revision. It may hold secrets: never show it.
    pub fn newest_backup(&self, file: &Path, revision: &Revision) -> Option<Vec<u8>> {
        let dir = OpenDir::open_unchecked(&self.home.manager_dir.path.join(BACKUP_FOLDER), OFlags::NOFOLLOW).ok()?;
        // If the file is a link, its backups are named after the link's target.
        let file = resolve_links(file).ok()?;
        let (_, name) = split_path(&file).ok()?;
        let end = short_revision(revision);
        let candidates = backups_of(&dir, &name).into_iter().rev();
        candidates
            .filter(|name| name.as_encoded_bytes().ends_with(end.as_bytes()))
            .filter_map(|name| dir.read_file(&name, MAX_BYTES as u64).ok().flatten())
            .find(|bytes| revision_of_bytes(bytes) == *revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_of_one_millisecond_are_ordered() {
        let (file, now) = (OsStr::new("file"), SystemTime::now());
        let names = ["cccccccc", "aaaaaaaa", "bbbbbbbb", "aaaaaaaa"].iter().fold(Vec::new(), |mut names, rev8| {
            names.push(unused_backup_name(file, rev8, now, &names));
            names
        });
        assert!(names.is_sorted() && names.iter().all(|name| is_backup_name(name, file)), "{names:?}");
        assert!(!is_backup_name(&names[0], OsStr::new("fil")) && !is_backup_name(&names[0], OsStr::new("file.")));
    }
}
