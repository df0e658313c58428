//! The file to be replaced.

use std::{
    ffi::OsString,
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use json5_edit::MAX_BYTES;
use rustix::{
    fs::{FileType, Stat},
    io::Errno,
};

use super::OpenDir;
use crate::WriteError;

/// The location of a file with all links resolved, and its current content.
#[derive(Debug)]
pub(crate) struct ReplaceTarget {
    pub(crate) dir: Arc<OpenDir>,
    pub(crate) name: OsString,
    pub(crate) existing: Option<ExistingFile>,
}

/// The existing file that will be replaced. It is held open so that its inode number cannot be reused meanwhile.
pub(crate) struct ExistingFile {
    pub(crate) stat: Stat,
    pub(crate) bytes: Vec<u8>,
    _file: File,
}

/// Omits the bytes, which may hold secrets.
impl fmt::Debug for ExistingFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExistingFile").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl ReplaceTarget {
    /// Reads the current file; creates its directory if that is missing.
    pub(crate) fn open(file: &Path) -> Result<Self, WriteError> {
        let path = resolve_links(file)?;
        let (dir, name) = split_path(&path)?;
        let dir = OpenDir::create_trusted(dir)?;
        let old = ExistingFile::read(&dir, &name, file)?;
        Ok(Self { dir: Arc::new(dir), name, existing: old })
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path.join(&self.name)
    }
}

impl ExistingFile {
    /// Reads the file completely if it is a regular file of this user. `file` is the requested path, for error
    /// messages.
    pub(crate) fn read(dir: &OpenDir, name: &OsString, file: &Path) -> Result<Option<Self>, WriteError> {
        let path = || file.to_path_buf();
        let opened = match dir.open_file(name) {
            Ok(Some(opened)) => opened,
            Ok(None) => return Ok(None),
            // The path was replaced by a link after links were resolved.
            Err(Errno::LOOP) => return Err(WriteError::ConcurrentChange { file: path() }),
            Err(Errno::NXIO) => return Err(WriteError::NotAFile { path: path() }),
            Err(e) => return Err(WriteError::io_error("open", file)(e)),
        };
        let stat = rustix::fs::fstat(&opened).map_err(WriteError::io_error("inspect", file))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(WriteError::NotAFile { path: path() });
        }
        if stat.st_uid != rustix::process::geteuid().as_raw() {
            return Err(WriteError::OwnedByOtherUser { path: path() });
        }
        let bytes = read_within_limit(&opened).map_err(WriteError::io_error("read", file))?;
        Ok(Some(Self { stat, bytes, _file: opened }))
    }
}

/// Reads up to the size limit of the parser. A longer file is an error: a file that cannot be parsed is not replaced.
fn read_within_limit(file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Resolves all links. The file itself may be missing, but a dangling link is an error.
pub(crate) fn resolve_links(file: &Path) -> Result<PathBuf, WriteError> {
    let error = match file.canonicalize() {
        Ok(path) => return Ok(path),
        Err(error) => error,
    };
    if Errno::from_io_error(&error) == Some(Errno::LOOP) {
        return Err(WriteError::LinkLoop { path: file.to_path_buf() });
    }
    if error.kind() != io::ErrorKind::NotFound {
        return Err(WriteError::io_error("find", file)(error));
    }
    if file.is_symlink() {
        return Err(WriteError::DanglingLink { path: file.to_path_buf() });
    }
    let (dir, name) = split_path(file)?;
    Ok(dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf()).join(name))
}

pub(crate) fn split_path(path: &Path) -> Result<(&Path, OsString), WriteError> {
    let name = path.file_name().map(ToOwned::to_owned);
    path.parent().zip(name).ok_or_else(|| WriteError::NotAFile { path: path.to_path_buf() })
}
