//! Why nothing was written.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// Why nothing was written. Nothing in here quotes a file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Other processes of ours wrote for as long as we were willing to wait.
    #[error("another command still writes after {} s of waiting", waited.as_secs())]
    Busy {
        /// How long we waited.
        waited: Duration,
    },
    /// A live process holds OpenClaw's lock.
    #[error("`{}` is held by {}", lock.display(), holder(*pid, *age))]
    Locked {
        /// The lock.
        lock: PathBuf,
        /// Who holds it; `None` when it was taken from us and changed hands again.
        pid: Option<u32>,
        /// For how long; `None` when the clock does not allow to say.
        age: Option<Duration>,
    },
    /// There is a lock and nobody can say whose. OpenClaw does not go on either.
    #[error("`{}` is there and does not say who holds it; remove it if OpenClaw is not running", lock.display())]
    LockUnreadable {
        /// The lock.
        lock: PathBuf,
    },
    /// The file is not the one that was read.
    #[error("`{}` was changed by another program at the same time", file.display())]
    Changed {
        /// The file.
        file: PathBuf,
    },
    /// This home is not to be written.
    #[error("this home is read-only: {why}")]
    ReadOnly {
        /// One phrase.
        why: String,
    },
    /// A directory, a device, a pipe.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// A file, or a link that leads to none.
    #[error("`{}` is not a directory", path.display())]
    NotADirectory {
        /// What is there.
        path: PathBuf,
    },
    /// It would become ours by being replaced.
    #[error("`{}` belongs to another user", path.display())]
    NotOurs {
        /// The file or directory.
        path: PathBuf,
    },
    /// An included file or a store with a second name, which would keep the old content unnoticed.
    #[error("`{}` has other names (hard links), and they would keep the old content", path.display())]
    HardLinked {
        /// The file.
        path: PathBuf,
    },
    /// Others may exchange the files in it under our hands.
    #[error("other users can replace files in `{}`", path.display())]
    UnsafeDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// A link whose end is missing.
    #[error("`{}` is a link that leads nowhere", path.display())]
    Dangling {
        /// The link.
        path: PathBuf,
    },
    /// Links that lead to each other.
    #[error("`{}` is a link that leads back to itself", path.display())]
    Loop {
        /// The link.
        path: PathBuf,
    },
    /// Files cannot be made in the directory.
    #[error("could not write in the directory `{}`", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Anything else that the system refuses.
    #[error("could not {doing} `{}`", path.display())]
    Io {
        /// A verb phrase.
        doing: &'static str,
        /// What with.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl WriteError {
    /// For `map_err`.
    pub(crate) fn io<E: Into<io::Error>>(doing: &'static str, path: &Path) -> impl FnOnce(E) -> Self {
        move |source| Self::Io { doing, path: path.to_path_buf(), source: source.into() }
    }

    /// For `map_err` where something is made: a directory that takes nothing is named as such.
    pub(crate) fn making<E: Into<io::Error>>(path: &Path) -> impl FnOnce(E) -> Self {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        move |source| match source.into() {
            source if matches!(source.kind(), PermissionDenied | ReadOnlyFilesystem) => {
                Self::Directory { path: path.parent().unwrap_or(path).to_path_buf(), source }
            }
            source => Self::Io { doing: "make", path: path.to_path_buf(), source },
        }
    }
}

fn holder(pid: Option<u32>, age: Option<Duration>) -> String {
    let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    age.map_or_else(|| who.clone(), |age| format!("{who} for {} s", age.as_secs()))
}
