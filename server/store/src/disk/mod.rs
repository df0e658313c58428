//! Safe file system operations: names relative to an open directory, files created exclusively, renames that lose no
//! data.

mod file_swap;
mod open_dir;
mod replace_target;
mod stale_files;
mod temp_file;

use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rustix::fs::{OFlags, Stat};

pub(crate) use file_swap::FileSwap;
pub(crate) use open_dir::{OpenDir, create_dir_all};
pub(crate) use replace_target::{ExistingFile, ReplaceTarget, resolve_links, split_path};
pub(crate) use stale_files::{count_stale_temp_files, remove_stale_temp_files};
pub(crate) use temp_file::{TempFile, random_bytes, random_temp_name};

/// Whether two `stat` results describe one file (equal device and inode).
pub(crate) fn is_same(a: &Stat, b: &Stat) -> bool {
    a.st_dev == b.st_dev && a.st_ino == b.st_ino
}

/// Opens a file for reading with `O_NONBLOCK`, because opening a pipe would otherwise block forever.
pub(crate) fn open_nonblocking(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)
}

/// How much room a read wants behind the end of a file.
const READ_AHEAD: usize = 64;

/// Reads an open file; it is an error if it is not a regular file, or longer than the limit.
pub(crate) fn read_regular_file(file: File, max_bytes: u64) -> io::Result<Vec<u8>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    // The whole file fits, so that no part of a secret stays behind where a buffer grew.
    let length = usize::try_from(metadata.len().min(max_bytes)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(length + READ_AHEAD);
    file.take(max_bytes + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        return Err(io::Error::other(format!("it is larger than {} MB", max_bytes >> 20)));
    }
    Ok(bytes)
}
