//! Removing what dead writers of ours left.

use super::{Dir, temp};

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
