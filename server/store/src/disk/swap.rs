//! Putting a new file in the place of the old one, and nobody else's.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Mode, Stat},
    io::Errno,
};

use super::{Old, Target, Temp, is_same};
use crate::WriteError;

/// How often somebody else may save while we put back what they saved before.
const PATIENCE: usize = 16;

/// A new file beside the old one. What was committed can be taken back until this is dropped; then the old file goes, or
/// the new one that was not committed.
///
/// A look followed by a rename leaves a moment in which an editor's save is lost. So after the look the two files are
/// exchanged, and it is looked at what came out; if it is not what was read, they are exchanged again. Readers see one
/// or the other. One hole remains: killed between the two exchanges, we leave the save at the temporary name.
#[derive(Debug)]
pub(crate) struct Swap {
    /// As it was asked for.
    file: PathBuf,
    pub(crate) target: Target,
    temp: Temp,
    state: State,
}

/// What has happened at the target's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Nothing,
    Made,
    Swapped,
    Renamed,
}

impl Swap {
    /// Writes the new file, on disk for good, and touches nothing else. 0600, or the stricter mode of the old one.
    pub(crate) fn stage(file: &Path, target: Target, bytes: &[u8]) -> Result<Self, WriteError> {
        let private = Mode::RUSR | Mode::WUSR;
        let mode = target.old.as_ref().map_or(private, |old| Mode::from_raw_mode(old.stat.st_mode) & private);
        let temp = Temp::filled(&target.dir, &target.name, bytes, mode)?;
        Ok(Self { file: file.to_path_buf(), target, temp, state: State::Nothing })
    }

    /// Puts it in place for good, if there still is what was read. After an error [`Swap::undo`] has work to do.
    pub(crate) fn commit(&mut self) -> Result<(), WriteError> {
        if self.target.old.is_none() {
            self.make()?;
        } else if self.is_old(&self.target.name) {
            self.exchange()?;
        } else {
            return Err(self.changed());
        }
        self.target.dir.sync().map_err(WriteError::io("sync", &self.target.dir.path))
    }

    fn make(&mut self) -> Result<(), WriteError> {
        self.target.dir.rename_new(&self.temp.name, &self.target.name).map_err(|e| self.failed(e))?;
        self.temp.let_go();
        self.state = State::Made;
        Ok(())
    }

    fn exchange(&mut self) -> Result<(), WriteError> {
        match self.target.dir.swap(&self.temp.name, &self.target.name) {
            Ok(true) if self.is_old(&self.temp.name) => {
                self.state = State::Swapped;
                Ok(())
            }
            Ok(true) => self.put_back().and_then(|()| Err(self.changed())),
            Ok(false) => self.rename_over(),
            Err(e) => Err(self.failed(e)),
        }
    }

    /// Takes back what was committed. Where the file system cannot exchange files, the old one is gone; a copy is kept.
    pub(crate) fn undo(&mut self) -> Result<(), WriteError> {
        match self.state {
            State::Nothing | State::Renamed => Ok(()),
            State::Swapped => self.put_back(),
            State::Made => {
                let is_still_ours = self.at(&self.target.name)?.is_some_and(|now| self.is_new(&now));
                let remove = || self.target.dir.remove(&self.target.name);
                if is_still_ours { remove().map_err(WriteError::io("remove", &self.target.path())) } else { Ok(()) }
            }
        }
    }

    /// Whether the file that was read is at this name, with the content that was read.
    fn is_old(&self, name: &OsString) -> bool {
        let out = Old::read(&self.target.dir, name, &self.file);
        let expected = self.target.old.as_ref();
        matches!((out, expected), (Ok(Some(out)), Some(old)) if is_same(&out.stat, &old.stat) && out.bytes == old.bytes)
    }

    /// Exchanges until what comes out is what went in last: somebody may save again meanwhile, and the newest counts.
    fn put_back(&mut self) -> Result<(), WriteError> {
        let mut last_in = Some(self.temp.stat()?);
        for _ in 0..PATIENCE {
            let goes_in = self.at(&self.temp.name)?;
            match self.target.dir.swap(&self.temp.name, &self.target.name) {
                Ok(_) => {}
                Err(Errno::NOENT) => return self.give_back(),
                Err(e) => return Err(self.stuck(e)),
            }
            let out = self.at(&self.temp.name)?;
            if out.zip(last_in).is_some_and(|(out, last)| is_same(&out, &last)) {
                self.state = State::Nothing;
                return Ok(());
            }
            last_in = goes_in;
        }
        Err(self.stuck(Errno::BUSY))
    }

    /// Somebody removed our file before we could take it back. What they saved before that is theirs to remove.
    fn give_back(&mut self) -> Result<(), WriteError> {
        self.target.dir.rename_new(&self.temp.name, &self.target.name).map_err(|e| self.stuck(e))?;
        self.temp.let_go();
        self.state = State::Nothing;
        Ok(())
    }

    /// Where files cannot be exchanged: a look, and a rename right after it.
    fn rename_over(&mut self) -> Result<(), WriteError> {
        if !self.is_old(&self.target.name) {
            return Err(self.changed());
        }
        self.target.dir.rename(&self.temp.name, &self.target.name).map_err(|e| self.failed(e))?;
        self.temp.let_go();
        self.state = State::Renamed;
        Ok(())
    }

    fn at(&self, name: &OsStr) -> Result<Option<Stat>, WriteError> {
        self.target.dir.stat_of(name).map_err(WriteError::io("look at", &self.file))
    }

    fn is_new(&self, now: &Stat) -> bool {
        self.temp.stat().is_ok_and(|new| is_same(now, &new))
    }

    fn changed(&self) -> WriteError {
        WriteError::Changed { file: self.file.clone() }
    }

    /// It is gone, or it has come into being.
    fn failed(&self, e: Errno) -> WriteError {
        match e {
            Errno::NOENT | Errno::EXIST => self.changed(),
            e => WriteError::io("replace", &self.file)(e),
        }
    }

    /// What lies at the temporary name is somebody's only copy: it stays.
    fn stuck(&mut self, e: Errno) -> WriteError {
        self.temp.let_go();
        WriteError::io("give back what was at", &self.file)(e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::symlink, path::Path};

    /// What others do to a file between our look and our rename.
    type Change = dyn Fn(&Path);
    type Way = fn(&mut Swap) -> Result<(), WriteError>;

    fn save(path: &Path, text: &str) {
        let next = path.with_extension("next");
        fs::write(&next, text).unwrap();
        fs::rename(next, path).unwrap();
    }

    fn staged(file: &Path) -> Swap {
        Swap::stage(file, Target::open(file).unwrap(), b"ours").unwrap()
    }

    fn in_file(before: Option<&str>, test: impl FnOnce(&Path)) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        if let Some(before) = before {
            fs::write(&file, before).unwrap();
        }
        test(&file);
        let strays = fs::read_dir(dir.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path() != file);
        assert_eq!(strays.count(), 0);
    }

    fn text(file: &Path) -> Option<String> {
        fs::read_to_string(file).ok()
    }

    #[test]
    fn whatever_others_put_there_meanwhile_stays() {
        let changes: [(&Change, Option<&str>); 6] = [
            (&|file| save(file, "theirs"), Some("theirs")),
            (&|file| save(file, "mine"), Some("mine")),
            (&|file| fs::write(file, "them").unwrap(), Some("them")),
            (&|file| fs::remove_file(file).unwrap(), None),
            (&|file| fs::remove_file(file).and_then(|()| symlink("/dev/null", file)).unwrap(), Some("")),
            (&|file| fs::remove_file(file).and_then(|()| fs::create_dir(file)).unwrap(), None),
        ];
        let ways: [Way; 3] = [Swap::commit, Swap::exchange, Swap::rename_over];
        for ((change, expected), way) in changes.iter().flat_map(|change| ways.map(|way| (change, way))) {
            in_file(Some("mine"), |file| {
                let mut swap = staged(file);
                change(file);
                assert!(matches!(way(&mut swap), Err(WriteError::Changed { .. })), "{expected:?}");
                assert_eq!(text(file).as_deref(), *expected);
            });
        }
    }

    #[test]
    fn a_new_file_is_not_put_over_one_that_came_into_being() {
        in_file(None, |file| {
            let mut swap = staged(file);
            fs::write(file, "theirs").unwrap();
            assert!(matches!(swap.commit(), Err(WriteError::Changed { .. })));
            assert_eq!(text(file).as_deref(), Some("theirs"));
        });
    }

    #[test]
    fn a_file_system_that_cannot_exchange_gets_a_rename() {
        in_file(Some("mine"), |file| {
            let mut swap = staged(file);
            swap.rename_over().unwrap();
            swap.undo().unwrap();
            drop(swap);
            assert_eq!(text(file).as_deref(), Some("ours"));
        });
    }

    #[test]
    fn what_was_committed_is_taken_back() {
        for before in [Some("mine"), None] {
            in_file(before, |file| {
                let mut swap = staged(file);
                swap.commit().unwrap();
                assert_eq!(text(file).as_deref(), Some("ours"));
                swap.undo().unwrap();
                drop(swap);
                assert_eq!(text(file).as_deref(), before);
            });
        }
    }

    #[test]
    fn taking_back_does_not_take_what_others_saved_since() {
        for before in [Some("mine"), None] {
            in_file(before, |file| {
                let mut swap = staged(file);
                swap.commit().unwrap();
                save(file, "theirs");
                swap.undo().unwrap();
                drop(swap);
                assert_eq!(text(file).as_deref(), Some("theirs"));
            });
        }
    }

    #[test]
    fn what_was_there_comes_back_when_others_removed_ours() {
        in_file(Some("mine"), |file| {
            let mut swap = staged(file);
            swap.commit().unwrap();
            fs::remove_file(file).unwrap();
            swap.undo().unwrap();
            drop(swap);
            assert_eq!(text(file).as_deref(), Some("mine"));
        });
    }
}
