//! Removes temporary files that killed openclaw processes left.

use std::{ffi::OsString, time::Duration};

use super::{OpenDir, temp_file};

/// No write takes this long.
const STALE_AFTER: Duration = Duration::from_mins(1);

/// Removes temporary files of openclaw whose lock is free, so whose process has ended. Files that cannot be removed are
/// harmless and stay.
pub(crate) fn remove_stale_temp_files(dir: &OpenDir) {
    for name in dir.file_names().unwrap_or_default().into_iter().filter(|name| temp_file::is_temp_name(name)) {
        let Ok(Some(file)) = dir.open_file(&name) else { continue };
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        if is_file && file.try_lock().is_ok() {
            dir.remove_file(&name).ok();
        }
    }
}

/// Counts temporary files that are older than [`STALE_AFTER`]. Only a lock could tell whether a file is in use, but
/// reads take no locks; a write takes milliseconds, so the age is sufficient.
pub(crate) fn count_stale_temp_files(dir: &OpenDir) -> usize {
    let age = |name: &OsString| dir.open_file(name).ok()??.metadata().ok()?.modified().ok()?.elapsed().ok();
    let is_left = |name: &OsString| temp_file::is_temp_name(name) && age(name).is_some_and(|age| age > STALE_AFTER);
    dir.file_names().unwrap_or_default().iter().filter(|name| is_left(name)).count()
}
