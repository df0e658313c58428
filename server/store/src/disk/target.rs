//! The file that is to be replaced.

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

use super::Dir;
use crate::WriteError;

/// Where a file is, behind all links, and what is there.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) dir: Arc<Dir>,
    pub(crate) name: OsString,
    pub(crate) old: Option<Old>,
}

/// What is to be replaced. The file is held open: its number cannot be given to another one meanwhile.
pub(crate) struct Old {
    pub(crate) stat: Stat,
    pub(crate) bytes: Vec<u8>,
    _file: File,
}

/// The bytes may hold secrets.
impl fmt::Debug for Old {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Old").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl Target {
    /// Looks at a file; makes its directory when that is missing.
    pub(crate) fn open(file: &Path) -> Result<Self, WriteError> {
        let path = resolve(file)?;
        let (dir, name) = split(&path)?;
        let dir = Dir::make(dir)?;
        let old = Old::read(&dir, &name, file)?;
        Ok(Self { dir: Arc::new(dir), name, old })
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path.join(&self.name)
    }
}

impl Old {
    /// All of it, when it is a regular file of ours. `file` is what somebody asked for, and is named in errors.
    pub(crate) fn read(dir: &Dir, name: &OsString, file: &Path) -> Result<Option<Self>, WriteError> {
        let path = || file.to_path_buf();
        let opened = match dir.open_file(name) {
            Ok(Some(opened)) => opened,
            Ok(None) => return Ok(None),
            // It became a link after links were followed.
            Err(Errno::LOOP) => return Err(WriteError::Changed { file: path() }),
            Err(Errno::NXIO) => return Err(WriteError::NotAFile { path: path() }),
            Err(e) => return Err(WriteError::io("open", file)(e)),
        };
        let stat = rustix::fs::fstat(&opened).map_err(WriteError::io("look at", file))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(WriteError::NotAFile { path: path() });
        }
        if stat.st_uid != rustix::process::geteuid().as_raw() {
            return Err(WriteError::NotOurs { path: path() });
        }
        let bytes = read_all(&opened).map_err(WriteError::io("read", file))?;
        Ok(Some(Self { stat, bytes, _file: opened }))
    }
}

/// Nothing that we understand is longer, and what we do not understand is not replaced.
fn read_all(file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Follows links to the file at their end, which need not exist unless a link names it.
pub(crate) fn resolve(file: &Path) -> Result<PathBuf, WriteError> {
    let error = match file.canonicalize() {
        Ok(path) => return Ok(path),
        Err(error) => error,
    };
    if Errno::from_io_error(&error) == Some(Errno::LOOP) {
        return Err(WriteError::Loop { path: file.to_path_buf() });
    }
    if error.kind() != io::ErrorKind::NotFound {
        return Err(WriteError::io("find", file)(error));
    }
    if file.is_symlink() {
        return Err(WriteError::Dangling { path: file.to_path_buf() });
    }
    let (dir, name) = split(file)?;
    Ok(dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf()).join(name))
}

pub(crate) fn split(path: &Path) -> Result<(&Path, OsString), WriteError> {
    let name = path.file_name().map(ToOwned::to_owned);
    path.parent().zip(name).ok_or_else(|| WriteError::NotAFile { path: path.to_path_buf() })
}
