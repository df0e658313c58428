//! Replaces a file by a new one without losing a concurrent change by another program.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Mode, Stat},
    io::Errno,
};

use super::{ExistingFile, ReplaceTarget, TempFile, is_same};
use crate::WriteError;

/// How many concurrent saves by other programs are tolerated while the original is restored.
const MAX_RESTORE_ATTEMPTS: usize = 16;

/// A new file, staged beside the old one. A commit can be rolled back until this is dropped; the drop removes the old
/// file, or the new one if it was not committed.
///
/// Checking the old file and then renaming would lose an editor's save between the two calls. So after the check the
/// two files are exchanged atomically, and the file that came out is checked; if it is not the one that was read, they
/// are exchanged again. Readers see one or the other. One gap remains: if this process is killed between the two
/// exchanges, the editor's save stays at the temporary name.
#[derive(Debug)]
pub(crate) struct FileSwap {
    /// The path as requested, before links are resolved.
    file: PathBuf,
    pub(crate) target: ReplaceTarget,
    temp: TempFile,
    state: SwapState,
}

/// What was done at the target's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SwapState {
    NotCommitted,
    Created,
    Exchanged,
    Renamed,
}

impl FileSwap {
    /// Writes the new file to disk (synced) and touches nothing else. Its mode is 0600, or the stricter mode of the old
    /// file.
    pub(crate) fn stage(file: &Path, target: ReplaceTarget, bytes: &[u8]) -> Result<Self, WriteError> {
        let private = Mode::RUSR | Mode::WUSR;
        let mode = target.existing.as_ref().map_or(private, |old| Mode::from_raw_mode(old.stat.st_mode) & private);
        let temp = TempFile::with_content(&target.dir, &target.name, bytes, mode)?;
        Ok(Self { file: file.to_path_buf(), target, temp, state: SwapState::NotCommitted })
    }

    /// Puts the new file in place and syncs the directory, if the old file is still the one that was read. After an
    /// error, call [`FileSwap::roll_back`].
    pub(crate) fn commit(&mut self) -> Result<(), WriteError> {
        if self.target.existing.is_none() {
            self.create_new_file()?;
        } else if self.is_original_at(&self.target.name) {
            self.exchange_with_old()?;
        } else {
            return Err(self.changed_error());
        }
        self.target.dir.sync().map_err(WriteError::io_error("sync", &self.target.dir.path))
    }

    fn create_new_file(&mut self) -> Result<(), WriteError> {
        self.target.dir.rename_no_replace(&self.temp.name, &self.target.name).map_err(|e| self.replace_error(e))?;
        self.temp.disarm_removal();
        self.state = SwapState::Created;
        Ok(())
    }

    fn exchange_with_old(&mut self) -> Result<(), WriteError> {
        match self.target.dir.exchange_files(&self.temp.name, &self.target.name) {
            Ok(true) if self.is_original_at(&self.temp.name) => {
                self.state = SwapState::Exchanged;
                Ok(())
            }
            Ok(true) => self.restore_original().and_then(|()| Err(self.changed_error())),
            Ok(false) => self.rename_over(),
            Err(e) => Err(self.replace_error(e)),
        }
    }

    /// Undoes a commit. Where the file system cannot exchange files, the old file is gone and only its backup remains.
    pub(crate) fn roll_back(&mut self) -> Result<(), WriteError> {
        match self.state {
            SwapState::NotCommitted | SwapState::Renamed => Ok(()),
            SwapState::Exchanged => self.restore_original(),
            SwapState::Created => {
                let is_still_ours = self.stat_at(&self.target.name)?.is_some_and(|now| self.is_new_file(&now));
                let remove = || self.target.dir.remove_file(&self.target.name);
                if is_still_ours {
                    remove().map_err(WriteError::io_error("remove", &self.target.path()))
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Whether this name still has the file that was read, with unchanged content.
    fn is_original_at(&self, name: &OsString) -> bool {
        let out = ExistingFile::read(&self.target.dir, name, &self.file);
        let expected = self.target.existing.as_ref();
        matches!((out, expected), (Ok(Some(out)), Some(old)) if is_same(&out.stat, &old.stat) && out.bytes == old.bytes)
    }

    /// Exchanges the files until the one that comes out is the one that went in last: another program may save in
    /// between, and the newest save must win.
    fn restore_original(&mut self) -> Result<(), WriteError> {
        let mut last_in = Some(self.temp.stat()?);
        for _ in 0..MAX_RESTORE_ATTEMPTS {
            let goes_in = self.stat_at(&self.temp.name)?;
            match self.target.dir.exchange_files(&self.temp.name, &self.target.name) {
                Ok(_) => {}
                Err(Errno::NOENT) => return self.restore_after_removal(),
                Err(e) => return Err(self.restore_error(e)),
            }
            let out = self.stat_at(&self.temp.name)?;
            if out.zip(last_in).is_some_and(|(out, last)| is_same(&out, &last)) {
                self.state = SwapState::NotCommitted;
                return Ok(());
            }
            last_in = goes_in;
        }
        Err(self.restore_error(Errno::BUSY))
    }

    /// Restores the old file if another program removed the new one. Only the new file was removed, so an earlier save
    /// is put back.
    fn restore_after_removal(&mut self) -> Result<(), WriteError> {
        self.target.dir.rename_no_replace(&self.temp.name, &self.target.name).map_err(|e| self.restore_error(e))?;
        self.temp.disarm_removal();
        self.state = SwapState::NotCommitted;
        Ok(())
    }

    /// Fallback for file systems that cannot exchange files: check, then rename at once.
    fn rename_over(&mut self) -> Result<(), WriteError> {
        if !self.is_original_at(&self.target.name) {
            return Err(self.changed_error());
        }
        self.target.dir.rename(&self.temp.name, &self.target.name).map_err(|e| self.replace_error(e))?;
        self.temp.disarm_removal();
        self.state = SwapState::Renamed;
        Ok(())
    }

    fn stat_at(&self, name: &OsStr) -> Result<Option<Stat>, WriteError> {
        self.target.dir.stat_entry(name).map_err(WriteError::io_error("inspect", &self.file))
    }

    fn is_new_file(&self, stat: &Stat) -> bool {
        self.temp.stat().is_ok_and(|new| is_same(stat, &new))
    }

    fn changed_error(&self) -> WriteError {
        WriteError::ConcurrentChange { file: self.file.clone() }
    }

    /// Reports a file that disappeared or appeared as a concurrent change.
    fn replace_error(&self, e: Errno) -> WriteError {
        match e {
            Errno::NOENT | Errno::EXIST => self.changed_error(),
            e => WriteError::io_error("replace", &self.file)(e),
        }
    }

    /// Keeps the file at the temporary name: it may be the only copy of another program's save.
    fn restore_error(&mut self, e: Errno) -> WriteError {
        self.temp.disarm_removal();
        WriteError::io_error("restore", &self.file)(e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::symlink, path::Path};

    /// A change by another program between the check and the rename.
    type ConcurrentChange = dyn Fn(&Path);
    type CommitMethod = fn(&mut FileSwap) -> Result<(), WriteError>;

    fn save_as_editor(path: &Path, text: &str) {
        let next = path.with_extension("next");
        fs::write(&next, text).unwrap();
        fs::rename(next, path).unwrap();
    }

    fn stage_ours(file: &Path) -> FileSwap {
        FileSwap::stage(file, ReplaceTarget::open(file).unwrap(), b"ours").unwrap()
    }

    fn with_file(before: Option<&str>, test: impl FnOnce(&Path)) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        if let Some(before) = before {
            fs::write(&file, before).unwrap();
        }
        test(&file);
        let strays = fs::read_dir(dir.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path() != file);
        assert_eq!(strays.count(), 0);
    }

    fn read_text(file: &Path) -> Option<String> {
        fs::read_to_string(file).ok()
    }

    #[test]
    fn concurrent_replacement_is_kept() {
        let changes: [(&ConcurrentChange, Option<&str>); 6] = [
            (&|file| save_as_editor(file, "theirs"), Some("theirs")),
            (&|file| save_as_editor(file, "mine"), Some("mine")),
            (&|file| fs::write(file, "them").unwrap(), Some("them")),
            (&|file| fs::remove_file(file).unwrap(), None),
            (&|file| fs::remove_file(file).and_then(|()| symlink("/dev/null", file)).unwrap(), Some("")),
            (&|file| fs::remove_file(file).and_then(|()| fs::create_dir(file)).unwrap(), None),
        ];
        let ways: [CommitMethod; 3] = [FileSwap::commit, FileSwap::exchange_with_old, FileSwap::rename_over];
        for ((change, expected), way) in changes.iter().flat_map(|change| ways.map(|way| (change, way))) {
            with_file(Some("mine"), |file| {
                let mut swap = stage_ours(file);
                change(file);
                assert!(matches!(way(&mut swap), Err(WriteError::ConcurrentChange { .. })), "{expected:?}");
                assert_eq!(read_text(file).as_deref(), *expected);
            });
        }
    }

    #[test]
    fn concurrently_created_file_is_not_replaced() {
        with_file(None, |file| {
            let mut swap = stage_ours(file);
            fs::write(file, "theirs").unwrap();
            assert!(matches!(swap.commit(), Err(WriteError::ConcurrentChange { .. })));
            assert_eq!(read_text(file).as_deref(), Some("theirs"));
        });
    }

    #[test]
    fn rename_is_used_without_exchange_support() {
        with_file(Some("mine"), |file| {
            let mut swap = stage_ours(file);
            swap.rename_over().unwrap();
            swap.roll_back().unwrap();
            drop(swap);
            assert_eq!(read_text(file).as_deref(), Some("ours"));
        });
    }

    #[test]
    fn committed_swaps_are_rolled_back() {
        for before in [Some("mine"), None] {
            with_file(before, |file| {
                let mut swap = stage_ours(file);
                swap.commit().unwrap();
                assert_eq!(read_text(file).as_deref(), Some("ours"));
                swap.roll_back().unwrap();
                drop(swap);
                assert_eq!(read_text(file).as_deref(), before);
            });
        }
    }

    #[test]
    fn rollback_keeps_later_saves() {
        for before in [Some("mine"), None] {
            with_file(before, |file| {
                let mut swap = stage_ours(file);
                swap.commit().unwrap();
                save_as_editor(file, "theirs");
                swap.roll_back().unwrap();
                drop(swap);
                assert_eq!(read_text(file).as_deref(), Some("theirs"));
            });
        }
    }

    #[test]
    fn rollback_restores_the_old_file_when_the_new_one_is_gone() {
        with_file(Some("mine"), |file| {
            let mut swap = stage_ours(file);
            swap.commit().unwrap();
            fs::remove_file(file).unwrap();
            swap.roll_back().unwrap();
            drop(swap);
            assert_eq!(read_text(file).as_deref(), Some("mine"));
        });
    }
}
