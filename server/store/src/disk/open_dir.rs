//! A directory handle with operations relative to it.

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
    fs::{AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, RenameFlags, Stat},
    io::{Errno, Result},
};

use crate::WriteError;

/// The names of the directories that openclaw creates for itself.
const OWN_DIR_NAMES: &[&str] = &["model-manager", "backups", "log", "catalog"];

/// An open directory. Names are resolved relative to the handle, even if the path is redirected meanwhile, and no link
/// is followed.
#[derive(Debug)]
pub(crate) struct OpenDir {
    fd: OwnedFd,
    pub(crate) path: PathBuf,
}

impl OpenDir {
    /// Opens a directory in which only this user and root can replace entries. A sticky directory qualifies too,
    /// because it protects the entries of other owners.
    pub(crate) fn open_trusted(path: &Path) -> std::result::Result<Self, WriteError> {
        let dir = Self::open_unchecked(path, OFlags::empty()).map_err(WriteError::io_error("open", path))?;
        let stat = dir.stat().map_err(WriteError::io_error("inspect", path))?;
        let mode = Mode::from_raw_mode(stat.st_mode);
        let is_sticky = mode.contains(Mode::SVTX);
        let is_trusted = stat.st_uid == rustix::process::geteuid().as_raw() || stat.st_uid == 0;
        if is_trusted && (is_sticky || !mode.contains(Mode::WOTH)) {
            return Ok(dir);
        }
        Err(WriteError::UnsafeDirectory { path: path.to_path_buf() })
    }

    /// Creates the directory for this user only if it is missing, then opens it like [`OpenDir::open_trusted`].
    pub(crate) fn create_trusted(path: &Path) -> std::result::Result<Self, WriteError> {
        create_dir_all(path)?;
        Self::open_trusted(path)
    }

    /// Opens a directory for this user only: creates it if it is missing, and removes other users' permissions. `flags`
    /// control whether links are followed. An existing directory of this user whose name is not one of openclaw's own
    /// was chosen by the user (`OPENCLAW_MANAGER_DIR=~`): it keeps its permissions, and the files created in it are
    /// private by their own mode.
    pub(crate) fn open_private(path: &Path, flags: OFlags) -> std::result::Result<Self, WriteError> {
        let was_there = path.is_dir();
        create_dir_all(path)?;
        let dir = Self::open_unchecked(path, flags).map_err(WriteError::io_error("open", path))?;
        let is_named_as_ours = path.file_name().is_some_and(|name| OWN_DIR_NAMES.iter().any(|ours| name == *ours));
        if was_there
            && !is_named_as_ours
            && dir.is_owned_by_this_user().map_err(WriteError::io_error("inspect", path))?
        {
            return Ok(dir);
        }
        if dir.restrict_to_owner().map_err(WriteError::io_error("restrict access to", path))? {
            return Ok(dir);
        }
        Err(WriteError::OwnedByOtherUser { path: path.to_path_buf() })
    }

    fn is_owned_by_this_user(&self) -> Result<bool> {
        Ok(self.stat()?.st_uid == rustix::process::geteuid().as_raw())
    }

    /// Removes the permissions of group and others; returns `false` if another user owns the directory.
    pub(crate) fn restrict_to_owner(&self) -> Result<bool> {
        let stat = self.stat()?;
        let (mode, others) = (Mode::from_raw_mode(stat.st_mode), Mode::RWXG | Mode::RWXO);
        let is_ours = stat.st_uid == rustix::process::geteuid().as_raw();
        if is_ours && mode.intersects(others) {
            rustix::fs::fchmod(&self.fd, mode.difference(others))?;
        }
        Ok(is_ours)
    }

    /// Opens a directory for reading, without checking who may write in it.
    pub(crate) fn open_unchecked(path: &Path, flags: OFlags) -> Result<Self> {
        let flags = flags | OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { fd: rustix::fs::openat(CWD, path, flags, Mode::empty())?, path: path.to_path_buf() })
    }

    /// Waits until no other process has this lock of the directory. It ends when the directory is closed, and leaves no
    /// file behind. Some file systems, such as NFS, have no lock of a directory: they are used without.
    pub(crate) fn lock_exclusively(&self) {
        rustix::io::retry_on_intr(|| rustix::fs::flock(&self.fd, FlockOperation::LockExclusive)).ok();
    }

    fn stat(&self) -> Result<Stat> {
        rustix::fs::fstat(&self.fd)
    }

    /// Returns the `stat` of an entry; links are not followed.
    pub(crate) fn stat_entry(&self, name: &OsStr) -> Result<Option<Stat>> {
        none_if_missing(rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW))
    }

    /// Opens a file for reading, without blocking on a pipe. A link is an error.
    pub(crate) fn open_file(&self, name: &OsStr) -> Result<Option<File>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        none_if_missing(rustix::fs::openat(&self.fd, name, flags, Mode::empty()).map(File::from))
    }

    /// Opens one of openclaw's own files for reading and appending; creates it if missing, mode 0600.
    pub(crate) fn open_for_append(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = rustix::fs::openat(&self.fd, name, flags | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR)?;
        rustix::fs::fchmod(&file, Mode::RUSR | Mode::WUSR)?;
        Ok(File::from(file))
    }

    /// Creates a new file; fails if the name exists.
    pub(crate) fn create_file(&self, name: &OsStr) -> Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        rustix::fs::openat(&self.fd, name, flags, Mode::RUSR | Mode::WUSR).map(File::from)
    }

    /// Reads a whole regular file up to a size limit; `None` if it is missing, longer or not a regular file.
    pub(crate) fn read_file(&self, name: &OsStr, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = self.open_file(name)? else { return Ok(None) };
        let is_file = file.metadata()?.is_file();
        let mut bytes = Vec::new();
        if is_file {
            file.take(limit + 1).read_to_end(&mut bytes)?;
        }
        Ok((is_file && bytes.len() as u64 <= limit).then_some(bytes))
    }

    pub(crate) fn remove_file(&self, name: &OsStr) -> Result<()> {
        rustix::fs::unlinkat(&self.fd, name, AtFlags::empty())
    }

    pub(crate) fn hard_link(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        rustix::fs::linkat(&self.fd, from, &self.fd, to, AtFlags::empty())
    }

    /// Renames, replacing an existing file.
    pub(crate) fn rename(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        rustix::fs::renameat(&self.fd, from, &self.fd, to)
    }

    /// Renames without replacing; fails with `EXIST` if the name is taken.
    pub(crate) fn rename_no_replace(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        match self.rename_with_flags(from, to, RenameFlags::NOREPLACE) {
            Err(e) if is_unsupported(e) => self.hard_link(from, to).and_then(|()| self.remove_file(from)),
            done => done,
        }
    }

    /// Exchanges two files atomically; returns `false` if the file system does not support it.
    pub(crate) fn exchange_files(&self, one: &OsStr, other: &OsStr) -> Result<bool> {
        match self.rename_with_flags(one, other, RenameFlags::EXCHANGE) {
            Err(e) if is_unsupported(e) => Ok(false),
            done => done.map(|()| true),
        }
    }

    fn rename_with_flags(&self, from: &OsStr, to: &OsStr, flags: RenameFlags) -> Result<()> {
        rustix::fs::renameat_with(&self.fd, from, &self.fd, to, flags)
    }

    /// Syncs the directory; before that, a power failure may undo a rename.
    pub(crate) fn sync(&self) -> Result<()> {
        rustix::fs::fsync(&self.fd)
    }

    /// The names of the regular files in the directory.
    pub(crate) fn file_names(&self) -> Result<Vec<OsString>> {
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

/// Turns `ENOENT` into `None`.
fn none_if_missing<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(Errno::NOENT) => Ok(None),
        other => other.map(Some),
    }
}

fn is_unsupported(e: Errno) -> bool {
    matches!(e, Errno::INVAL | Errno::NOSYS | Errno::NOTSUP)
}

/// Creates the missing parts of a path from the top down; existing directories stay unchanged.
pub(crate) fn create_dir_all(path: &Path) -> std::result::Result<(), WriteError> {
    match path.metadata() {
        Err(e) if e.kind() == io::ErrorKind::InvalidFilename => return Err(WriteError::create_error(path)(e)),
        _ => {}
    }
    let missing: Vec<_> = path.ancestors().take_while(|path| !path.is_dir()).collect();
    missing.into_iter().rev().try_for_each(create_private_dir)
}

/// Creates a directory and then sets its mode explicitly, because a umask may have removed this user's own permissions.
fn create_private_dir(path: &Path) -> std::result::Result<(), WriteError> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(WriteError::create_error(path)),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(WriteError::create_error(path)(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn very_deep_path_is_refused_without_creating_directories() {
        let home = tempfile::tempdir().unwrap();
        let deep = home.path().join("a/".repeat(60_000));
        assert!(create_dir_all(&deep).is_err());
        assert!(!home.path().join("a").exists());
        let fine = home.path().join("a/".repeat(100));
        create_dir_all(&fine).unwrap();
        assert!(fine.is_dir());
    }
}
