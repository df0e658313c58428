//! A directory, held open.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io::{self, Read},
    os::{
        fd::OwnedFd,
        unix::{
            ffi::OsStringExt,
            fs::{DirBuilderExt, PermissionsExt},
        },
    },
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, CWD, FileType, Mode, OFlags, RenameFlags, Stat},
    io::{Errno, Result},
};

use crate::WriteError;

/// What our own directories are called.
const OUR_NAMES: &[&str] = &["model-manager", "backups", "log"];

/// A directory, held open. Every name is looked up in it, whatever its path leads to by then, and no link is followed.
#[derive(Debug)]
pub(crate) struct Dir {
    fd: OwnedFd,
    pub(crate) path: PathBuf,
}

impl Dir {
    /// One whose entries nobody but us and root can exchange. (A sticky one lets its owner do it, so that counts too.)
    pub(crate) fn open(path: &Path) -> std::result::Result<Self, WriteError> {
        let dir = Self::open_any(path, OFlags::empty()).map_err(WriteError::io("open", path))?;
        let stat = dir.stat().map_err(WriteError::io("look at", path))?;
        let mode = Mode::from_raw_mode(stat.st_mode);
        let is_sticky = mode.contains(Mode::SVTX);
        let is_trusted = stat.st_uid == rustix::process::geteuid().as_raw() || stat.st_uid == 0;
        if is_trusted && (is_sticky || !mode.contains(Mode::WOTH)) {
            return Ok(dir);
        }
        Err(WriteError::UnsafeDirectory { path: path.to_path_buf() })
    }

    /// The same; made first when it is missing, for us alone.
    pub(crate) fn make(path: &Path) -> std::result::Result<Self, WriteError> {
        make_all(path)?;
        Self::open(path)
    }

    /// One that is ours alone: made when it is missing, closed to others when it is not. `flags` say about links. A
    /// directory that was there under another name is somebody's choice (`OPENCLAW_MANAGER_DIR=~`): it stays as open as
    /// it is, and what we put there is private by itself.
    pub(crate) fn ours(path: &Path, flags: OFlags) -> std::result::Result<Self, WriteError> {
        let was_there = path.is_dir();
        make_all(path)?;
        let dir = Self::open_any(path, flags).map_err(WriteError::io("open", path))?;
        let is_named_as_ours = path.file_name().is_some_and(|name| OUR_NAMES.iter().any(|ours| name == *ours));
        if was_there && !is_named_as_ours && dir.is_of_this_user().map_err(WriteError::io("look at", path))? {
            return Ok(dir);
        }
        if dir.close().map_err(WriteError::io("close to others", path))? {
            return Ok(dir);
        }
        Err(WriteError::NotOurs { path: path.to_path_buf() })
    }

    fn is_of_this_user(&self) -> Result<bool> {
        Ok(self.stat()?.st_uid == rustix::process::geteuid().as_raw())
    }

    /// Takes everybody else's permissions away; `false` when it is not ours to do that.
    pub(crate) fn close(&self) -> Result<bool> {
        let stat = self.stat()?;
        let (mode, others) = (Mode::from_raw_mode(stat.st_mode), Mode::RWXG | Mode::RWXO);
        let is_ours = stat.st_uid == rustix::process::geteuid().as_raw();
        if is_ours && mode.intersects(others) {
            rustix::fs::fchmod(&self.fd, mode.difference(others))?;
        }
        Ok(is_ours)
    }

    /// For looking only: no opinion about who else may write there.
    pub(crate) fn open_any(path: &Path, flags: OFlags) -> Result<Self> {
        let flags = flags | OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { fd: rustix::fs::openat(CWD, path, flags, Mode::empty())?, path: path.to_path_buf() })
    }

    fn stat(&self) -> Result<Stat> {
        rustix::fs::fstat(&self.fd)
    }

    /// What a name is; a link is itself.
    pub(crate) fn stat_of(&self, name: &OsStr) -> Result<Option<Stat>> {
        present(rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW))
    }

    /// Opens for reading, without waiting for the other end of a pipe. A link is an error.
    pub(crate) fn open_file(&self, name: &OsStr) -> Result<Option<File>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        present(rustix::fs::openat(&self.fd, name, flags, Mode::empty()).map(File::from))
    }

    /// Opens one of our own files for reading and appending; makes it, 0600.
    pub(crate) fn open_own(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = rustix::fs::openat(&self.fd, name, flags | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR)?;
        rustix::fs::fchmod(&file, Mode::RUSR | Mode::WUSR)?;
        Ok(File::from(file))
    }

    /// Makes a file that was not there.
    pub(crate) fn create(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        rustix::fs::openat(&self.fd, name, flags, Mode::RUSR | Mode::WUSR).map(File::from)
    }

    /// All of a regular file, up to a limit; `None` when it is missing, longer or something else.
    pub(crate) fn read(&self, name: &OsStr, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = self.open_file(name)? else { return Ok(None) };
        let is_file = file.metadata()?.is_file();
        let mut bytes = Vec::new();
        if is_file {
            file.take(limit + 1).read_to_end(&mut bytes)?;
        }
        Ok((is_file && bytes.len() as u64 <= limit).then_some(bytes))
    }

    pub(crate) fn remove(&self, name: &OsStr) -> Result<()> {
        rustix::fs::unlinkat(&self.fd, name, AtFlags::empty())
    }

    pub(crate) fn link(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        rustix::fs::linkat(&self.fd, from, &self.fd, to, AtFlags::empty())
    }

    /// Over whatever is there.
    pub(crate) fn rename(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        rustix::fs::renameat(&self.fd, from, &self.fd, to)
    }

    /// `EXIST` when the name is taken.
    pub(crate) fn rename_new(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        match self.rename_with(from, to, RenameFlags::NOREPLACE) {
            Err(e) if is_unsupported(e) => self.link(from, to).and_then(|()| self.remove(from)),
            done => done,
        }
    }

    /// Exchanges two files in one step; `false` where the file system cannot.
    pub(crate) fn swap(&self, one: &OsStr, other: &OsStr) -> Result<bool> {
        match self.rename_with(one, other, RenameFlags::EXCHANGE) {
            Err(e) if is_unsupported(e) => Ok(false),
            done => done.map(|()| true),
        }
    }

    fn rename_with(&self, from: &OsStr, to: &OsStr, flags: RenameFlags) -> Result<()> {
        rustix::fs::renameat_with(&self.fd, from, &self.fd, to, flags)
    }

    /// Until then a rename may be forgotten when the power fails.
    pub(crate) fn sync(&self) -> Result<()> {
        rustix::fs::fsync(&self.fd)
    }

    /// The names of the regular files in it.
    pub(crate) fn files(&self) -> Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.fd)? {
            let entry = entry?;
            if matches!(entry.file_type(), FileType::RegularFile | FileType::Unknown) {
                names.push(OsString::from_vec(entry.file_name().to_bytes().to_vec()));
            }
        }
        Ok(names)
    }
}

/// What is missing is no error.
fn present<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(Errno::NOENT) => Ok(None),
        other => other.map(Some),
    }
}

fn is_unsupported(e: Errno) -> bool {
    matches!(e, Errno::INVAL | Errno::NOSYS | Errno::NOTSUP)
}

/// Makes what is missing of a path, from the top down; what is there stays as it is.
pub(crate) fn make_all(path: &Path) -> std::result::Result<(), WriteError> {
    match path.metadata() {
        Err(e) if e.kind() == io::ErrorKind::InvalidFilename => return Err(WriteError::making(path)(e)),
        _ => {}
    }
    let missing: Vec<_> = path.ancestors().take_while(|path| !path.is_dir()).collect();
    missing.into_iter().rev().try_for_each(make_one)
}

/// The mode is set by name, for a umask may have left us without access to what we made.
fn make_one(path: &Path) -> std::result::Result<(), WriteError> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(WriteError::making(path)),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(WriteError::making(path)(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_very_many_names_is_refused_and_nothing_is_made() {
        let home = tempfile::tempdir().unwrap();
        let deep = home.path().join("a/".repeat(60_000));
        assert!(make_all(&deep).is_err());
        assert!(!home.path().join("a").exists());
        let fine = home.path().join("a/".repeat(100));
        make_all(&fine).unwrap();
        assert!(fine.is_dir());
    }
}
