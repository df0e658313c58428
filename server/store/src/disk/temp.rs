//! A file on its way.

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::fs::{Mode, Stat};

use super::Dir;
use crate::WriteError;

const END: &str = ".mm-tmp";
const RANDOM: usize = 8;

/// A new file that becomes another one by a rename. Whatever is at its name is removed when it is dropped.
///
/// It is locked (`flock`) for as long as it is in work: a file of this kind that is not locked belongs to nobody alive.
#[derive(Debug)]
pub(crate) struct Temp {
    pub(crate) dir: Arc<Dir>,
    pub(crate) name: OsString,
    pub(crate) file: File,
    is_there: bool,
}

impl Temp {
    /// Made, never found.
    pub(crate) fn create(dir: &Arc<Dir>, becomes: &OsStr) -> Result<Self, WriteError> {
        let name = random_name(becomes, &dir.path)?;
        let file = dir.create(&name).map_err(WriteError::making(&dir.path.join(&name)))?;
        // Where locks do not work, what is left behind stays.
        file.try_lock().ok();
        Ok(Self { dir: Arc::clone(dir), name, file, is_there: true })
    }

    /// With this content and mode, on disk for good.
    pub(crate) fn filled(dir: &Arc<Dir>, becomes: &OsStr, bytes: &[u8], mode: Mode) -> Result<Self, WriteError> {
        let mut temp = Self::create(dir, becomes)?;
        temp.file.write_all(bytes).map_err(WriteError::io("write", &temp.path()))?;
        // Explicitly: a umask may have taken away too much.
        rustix::fs::fchmod(&temp.file, mode).map_err(WriteError::io("set the mode of", &temp.path()))?;
        temp.file.sync_all().map_err(WriteError::io("write", &temp.path()))?;
        Ok(temp)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path.join(&self.name)
    }

    pub(crate) fn stat(&self) -> Result<Stat, WriteError> {
        rustix::fs::fstat(&self.file).map_err(WriteError::io("look at", &self.path()))
    }

    /// Nothing is at its name any more, or nothing that may be removed.
    pub(crate) fn let_go(&mut self) {
        self.is_there = false;
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if self.is_there {
            self.dir.remove(&self.name).ok();
        }
    }
}

/// `.<name>.<16 hex>.mm-tmp`: OpenClaw tidies up what is named like its own, and this is not.
pub(crate) fn random_name(becomes: &OsStr, dir: &Path) -> Result<OsString, WriteError> {
    let random = random().map_err(WriteError::io("find a name in", dir))?;
    let hex = random.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let mut name = OsString::from(".");
    name.push(becomes);
    name.push(format!(".{hex}{END}"));
    Ok(name)
}

/// What nobody guesses.
pub(crate) fn random() -> io::Result<[u8; RANDOM]> {
    let mut bytes = [0; RANDOM];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(bytes)
}

/// Whether a file is named as only we name them.
pub(super) fn is_ours(name: &OsStr) -> bool {
    let hex = (name.to_str())
        .and_then(|name| name.strip_prefix('.')?.strip_suffix(END)?.rsplit_once('.'))
        .filter(|(becomes, _)| !becomes.is_empty())
        .map(|(_, hex)| hex);
    hex.is_some_and(|hex| hex.len() == 2 * RANDOM && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_ours() {
        let name = random_name(OsStr::new("openclaw.json"), Path::new("/")).unwrap();
        assert!(is_ours(&name), "{}", name.display());
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
            assert!(!is_ours(OsStr::new(other)), "{other}");
        }
    }
}
