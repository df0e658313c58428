//! Errors of reading the configuration.

use std::{io, path::PathBuf};

use contract::Excerpt;
use json5_edit::{KeyPath, ReadError};
use rules::schema::include::IncludeViolation;

/// Why the configuration cannot be read. Errors quote the files only masked, except for the path of an include.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file exists and cannot be opened or read.
    #[error("could not read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The path is a directory, a device or a pipe.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file is not JSON5, or exceeds a limit.
    #[error("could not read `{}`", path.display())]
    Invalid {
        /// The file: the main one, or one that it includes.
        path: PathBuf,
        /// The parse error and its position.
        source: ReadError,
        /// The lines around the error, masked; `None` when the file is not text.
        excerpt: Option<Excerpt>,
    },
    /// The file is valid JSON5, but its root is not an object.
    #[error("`{}` does not contain an object", path.display())]
    NotAnObject {
        /// The file.
        path: PathBuf,
    },
    /// An `$include` cannot be followed.
    #[error("could not follow an include of `{}`", path.display())]
    Include {
        /// The including file.
        path: PathBuf,
        /// The object that holds the `$include` in that file.
        location: KeyPath,
        /// The included path as written, if the error concerns a single path.
        written_path: Option<String>,
        /// What is wrong with the included file.
        #[source]
        reason: IncludeError,
    },
}

/// Why an included file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IncludeError {
    /// The file is outside the configuration's directory, either by its written path or through a link.
    #[error("it is outside the configuration's directory")]
    OutsideConfigDir,
    /// The file does not exist, or cannot be opened or read.
    #[error("{}", include_io_error_text(.0))]
    Unreadable(io::Error),
    /// The path is a directory, a device or a pipe.
    #[error("it is not a regular file")]
    NotAFile,
    /// The file has more than one hard link.
    #[error("it is a hard link")]
    HardLink,
    /// The file is larger than OpenClaw accepts.
    #[error("it is larger than 2 MiB")]
    TooLarge,
    /// The include violates a rule of `rules::schema::include`.
    #[error("{0}")]
    RuleViolation(IncludeViolation),
}

fn include_io_error_text(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        kind => kind.to_string(),
    }
}
