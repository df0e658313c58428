//! Removing what dead writers of ours left.

use std::{ffi::OsString, time::Duration};

use super::{Dir, temp};

/// No write takes so long.
const LONG: Duration = Duration::from_mins(1);

/// Removes files that are named like our temporary ones and belong to nobody alive. What cannot be removed stays: it is
/// in nobody's way.
pub(crate) fn clean(dir: &Dir) {
    for name in dir.files().unwrap_or_default().into_iter().filter(|name| temp::is_ours(name)) {
        let Ok(Some(file)) = dir.open_file(&name) else { continue };
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        if is_file && file.try_lock().is_ok() {
            dir.remove(&name).ok();
        }
    }
}

/// How many of them there are. Whether one is in work only its lock tells, and a read takes no locks; a writer needs
/// milliseconds, so it goes by the time.
pub(crate) fn leftovers(dir: &Dir) -> usize {
    let age = |name: &OsString| dir.open_file(name).ok()??.metadata().ok()?.modified().ok()?.elapsed().ok();
    let is_left = |name: &OsString| temp::is_ours(name) && age(name).is_some_and(|age| age > LONG);
    dir.files().unwrap_or_default().iter().filter(|name| is_left(name)).count()
}
