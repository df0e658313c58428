//! Temporary files that are renamed to their final name.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::fs::{Mode, Stat};

use super::OpenDir;
use crate::WriteError;

const TEMP_SUFFIX: &str = ".mm-tmp";
const RANDOM_BYTES: usize = 8;

/// A new file under a temporary name. Dropping it removes the file at that name, unless removal was disarmed.
///
/// It is locked with `flock` while it is in use: an unlocked temporary file was left by a process that has ended.
#[derive(Debug)]
pub(crate) struct TempFile {
    pub(crate) dir: Arc<OpenDir>,
    pub(crate) name: OsString,
    pub(crate) file: File,
    removes_on_drop: bool,
}

impl TempFile {
    /// Creates the file exclusively.
    pub(crate) fn create(dir: &Arc<OpenDir>, becomes: &OsStr) -> Result<Self, WriteError> {
        let name = random_temp_name(becomes, &dir.path)?;
        let file = dir.create_file(&name).map_err(WriteError::create_error(&dir.path.join(&name)))?;
        // If locks are not supported, stale temporary files are not cleaned up.
        file.try_lock().ok();
        Ok(Self { dir: Arc::clone(dir), name, file, removes_on_drop: true })
    }

    /// Creates the file with this content and mode, synced to disk.
    pub(crate) fn with_content(
        dir: &Arc<OpenDir>,
        becomes: &OsStr,
        bytes: &[u8],
        mode: Mode,
    ) -> Result<Self, WriteError> {
        let mut temp = Self::create(dir, becomes)?;
        temp.file.write_all(bytes).map_err(WriteError::io_error("write", &temp.path()))?;
        // Set the mode explicitly, because a umask may have removed permissions.
        rustix::fs::fchmod(&temp.file, mode).map_err(WriteError::io_error("set the mode of", &temp.path()))?;
        temp.file.sync_all().map_err(WriteError::io_error("write", &temp.path()))?;
        Ok(temp)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path.join(&self.name)
    }

    pub(crate) fn stat(&self) -> Result<Stat, WriteError> {
        rustix::fs::fstat(&self.file).map_err(WriteError::io_error("inspect", &self.path()))
    }

    /// Disables removal on drop: the name is free again, or the file there must be kept.
    pub(crate) fn disarm_removal(&mut self) {
        self.removes_on_drop = false;
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        if self.removes_on_drop {
            self.dir.remove_file(&self.name).ok();
        }
    }
}

/// Builds a name of the form `.<name>.<16 hex>.mm-tmp`. OpenClaw cleans up files named like its own temporary files;
/// this form does not match them.
pub(crate) fn random_temp_name(becomes: &OsStr, dir: &Path) -> Result<OsString, WriteError> {
    let random = random_bytes().map_err(WriteError::io_error("create a temporary file in", dir))?;
    let hex = random.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let mut name = OsString::from(".");
    name.push(becomes);
    name.push(format!(".{hex}{TEMP_SUFFIX}"));
    Ok(name)
}

/// Cryptographically random bytes.
pub(crate) fn random_bytes() -> io::Result<[u8; RANDOM_BYTES]> {
    let mut bytes = [0; RANDOM_BYTES];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(bytes)
}

/// Whether a name has the form of openclaw's temporary files.
pub(super) fn is_temp_name(name: &OsStr) -> bool {
    let hex = (name.to_str())
        .and_then(|name| name.strip_prefix('.')?.strip_suffix(TEMP_SUFFIX)?.rsplit_once('.'))
        .filter(|(becomes, _)| !becomes.is_empty())
        .map(|(_, hex)| hex);
    hex.is_some_and(|hex| hex.len() == 2 * RANDOM_BYTES && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_temp_file_names_match() {
        let name = random_temp_name(OsStr::new("openclaw.json"), Path::new("/")).unwrap();
        assert!(is_temp_name(&name), "{}", name.display());
        for other in [
            "openclaw.json.0123456789abcdef.mm-tmp",
            ".openclaw.json.0123456789abcde.mm-tmp",
            ".openclaw.json.0123456789ABCDEF.mm-tmp",
            ".openclaw.json.0123456789abcdef.mm-tmp~",
            ".0123456789abcdef.mm-tmp",
            "..0123456789abcdef.mm-tmp",
            "openclaw.json.41.0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b.tmp",
            "openclaw.json.bak",
        ] {
            assert!(!is_temp_name(OsStr::new(other)), "{other}");
        }
    }
}
