//! Errors of a write.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use json5_edit::EditError;
use rules::auth::store_files::StoreObstacle;

/// Why a write failed. Except for [`WriteError::PartlyWritten`], nothing was written then. No error quotes a file's content.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Other `openclaw` processes were writing during the whole wait.
    #[error("another command was still writing after {} s", waited.as_secs())]
    QueueTimeout {
        /// How long this process waited.
        waited: Duration,
    },
    /// A live process holds OpenClaw's lock.
    #[error("the lock `{}` is held by {}", lock.display(), holder_text(*pid, *age))]
    Locked {
        /// The lock file.
        lock: PathBuf,
        /// The process that holds it; `None` when the lock was taken over from this process by another one.
        pid: Option<u32>,
        /// How long it has been held; `None` if the clock does not allow a statement.
        age: Option<Duration>,
    },
    /// The lock file does not say who holds it. OpenClaw does not proceed either in this case.
    #[error("the lock `{}` does not name its process; remove it if OpenClaw is not running", lock.display())]
    LockUnreadable {
        /// The lock file.
        lock: PathBuf,
    },
    /// The file changed after it was read.
    #[error("`{}` was changed by another program at the same time", file.display())]
    ConcurrentChange {
        /// The file.
        file: PathBuf,
    },
    /// This home must not be written.
    #[error("this home is read-only: {reason}")]
    ReadOnly {
        /// The reason, as one phrase.
        reason: String,
    },
    /// The path is a directory, a device or a pipe.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The path is a file, or a link that leads nowhere.
    #[error("`{}` is not a directory", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// The file belongs to another user; replacing it would change its owner to this user.
    #[error("`{}` belongs to another user", path.display())]
    OwnedByOtherUser {
        /// The file or directory.
        path: PathBuf,
    },
    /// An included file or a credential store has further hard links, which would silently keep the old content.
    #[error("`{}` has further hard links, which would keep the old content", path.display())]
    HardLinked {
        /// The file.
        path: PathBuf,
    },
    /// Other users can replace files in the directory.
    #[error("other users can replace files in `{}`", path.display())]
    UnsafeDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// A link whose target is missing.
    #[error("`{}` is a link to a missing file", path.display())]
    DanglingLink {
        /// The link.
        path: PathBuf,
    },
    /// Links that form a loop.
    #[error("`{}` is a link that points back to itself", path.display())]
    LinkLoop {
        /// The link.
        path: PathBuf,
    },
    /// No files can be created in the directory.
    #[error("could not write in the directory `{}`", path.display())]
    DirectoryNotWritable {
        /// The directory.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The write named a target that it had not locked, or a credential store that this home does not have. This is a
    /// bug.
    #[error("`{}` was not locked for this write", path.display())]
    NotLocked {
        /// The file.
        path: PathBuf,
    },
    /// The edits of a credential store could not be made, or the result could not be verified.
    #[error("could not edit `{}`", path.display())]
    NotEditable {
        /// The path of the store.
        path: PathBuf,
        /// The reason. It quotes no value of the store.
        source: EditError,
    },
    /// A credential store must not be written.
    #[error("`{}` must not be written: {}", path.display(), obstacle.phrase())]
    StoreNotWritable {
        /// The path of the store.
        path: PathBuf,
        /// The reason.
        obstacle: StoreObstacle,
    },
    /// A credential store, or a cell of it, is not JSON, so it is never replaced.
    #[error("{} `{}` is not valid JSON (line {line}, column {column})", place_text(*cell), path.display())]
    StoreNotJson {
        /// The path of the store.
        path: PathBuf,
        /// The cell of a database.
        cell: Option<&'static str>,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A newer openclaw wrote the file, in a format that this one does not know.
    #[error("a newer openclaw wrote `{}`", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
    },
    /// A database cannot be used.
    #[error("could not use the database `{}`: {reason}", path.display())]
    DatabaseUnusable {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another program was writing a database during the whole wait.
    #[error("another program is writing `{}`", path.display())]
    DatabaseBusy {
        /// The database.
        path: PathBuf,
    },
    /// Some targets were written, and then the write failed at another one.
    #[error("{source}")]
    PartlyWritten {
        /// The targets that were written.
        written: Vec<PathBuf>,
        /// Why the rest was not written.
        source: Box<WriteError>,
    },
    /// Any other error of the operating system.
    #[error("could not {doing} `{}`", path.display())]
    Io {
        /// The failed action, as a verb phrase.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl WriteError {
    /// Returns a closure for `map_err`.
    pub(crate) fn io_error<E: Into<io::Error>>(doing: &'static str, path: &Path) -> impl FnOnce(E) -> Self {
        move |source| Self::Io { doing, path: path.to_path_buf(), source: source.into() }
    }

    /// Returns a closure for `map_err` where something is created: if the directory is not writable, the error names
    /// the directory.
    pub(crate) fn create_error<E: Into<io::Error>>(path: &Path) -> impl FnOnce(E) -> Self {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        move |source| match source.into() {
            source if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem) => {
                Self::DirectoryNotWritable { path: path.parent().unwrap_or(path).to_path_buf(), source }
            }
            source => Self::Io { doing: "create", path: path.to_path_buf(), source },
        }
    }
}

fn holder_text(pid: Option<u32>, age: Option<Duration>) -> String {
    let holder = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    age.map_or_else(|| holder.clone(), |age| format!("{holder} for {} s", age.as_secs()))
}

fn place_text(cell: Option<&str>) -> String {
    cell.map_or_else(|| "the file".to_owned(), |cell| format!("the cell `{cell}` of"))
}
