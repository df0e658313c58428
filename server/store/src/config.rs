//! Reading the configuration.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use contract::{Excerpt, GenerationInfo, Revision};
use json5_edit::{KeyPath, ReadError};
use rules::{
    env::{Env, Ignored},
    generation::{self, Facts},
    include::{Layout, Refusal},
    view::View,
};
use rustix::fs::OFlags;
use serde_json::json;

use crate::{Place, load::together, lookup::Lookup};

/// The configuration as it was at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What it says.
    pub view: View,
    /// Which bytes it was, of all files together; `None` when there is no file.
    pub revision: Option<Revision>,
    /// The files that it was read from, the main one first; none when there is no file.
    pub sources: Vec<Source>,
    /// Which of these files a value belongs into.
    pub layout: Layout,
    /// Which dialect the home speaks, and what gave it away.
    pub generation: GenerationInfo,
    /// What that was decided from.
    pub facts: Facts,
    /// Files with variables that are there and cannot be used.
    pub ignored: Vec<Ignored>,
    /// Every file that was looked for.
    pub(crate) lookups: Vec<Lookup>,
    /// The variables that were given, without those of the configuration.
    pub(crate) env: Env,
}

impl Snapshot {
    /// The revision once the files with these numbers have these revisions.
    pub fn revision_with(&self, written: &[(usize, Revision)]) -> Option<Revision> {
        let mut revisions: Vec<_> = self.sources.iter().map(|source| source.revision.clone()).collect();
        for (number, revision) in written {
            match revisions.get_mut(*number) {
                Some(old) => *old = revision.clone(),
                None => revisions.push(revision.clone()),
            }
        }
        together(&revisions)
    }
}

/// A file that the configuration was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it is; it may be a link.
    pub path: PathBuf,
    /// What is in it, with its byte order mark.
    pub text: String,
    /// Which bytes that is.
    pub revision: Revision,
}

/// The text may hold secrets.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("path", &self.path).field("revision", &self.revision).finish_non_exhaustive()
    }
}

/// Why the configuration cannot be read. Nothing in here quotes it unmasked, but for the path of an include.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is there and cannot be opened or read.
    #[error("could not read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A directory, a device, a pipe.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// Not JSON5, or past a limit.
    #[error("could not read `{}`", path.display())]
    Invalid {
        /// The file: the main one, or one that it includes.
        path: PathBuf,
        /// What and where.
        source: ReadError,
        /// The lines around it, masked; `None` when it is not text.
        excerpt: Option<Excerpt>,
    },
    /// JSON5, and not an object.
    #[error("`{}` does not hold an object", path.display())]
    NotAnObject {
        /// The file.
        path: PathBuf,
    },
    /// An `$include` that cannot be followed.
    #[error("could not follow an include of `{}`", path.display())]
    Include {
        /// The file that includes.
        path: PathBuf,
        /// The object with the `$include` in that file.
        at: KeyPath,
        /// The path as it is written, when it is about one.
        written: Option<String>,
        /// What is wrong.
        #[source]
        why: Unfit,
    },
}

/// What is wrong with a file that is included.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It is somewhere else, as it is written or through a link.
    #[error("it is outside the configuration's directory")]
    Outside,
    /// It is not there, or cannot be opened or read.
    #[error("{}", say(.0))]
    Unreadable(io::Error),
    /// A directory, a device, a pipe.
    #[error("it is not a regular file")]
    NotAFile,
    /// It has a second name.
    #[error("it is a hard link")]
    HardLink,
    /// Larger than OpenClaw takes.
    #[error("it is larger than 2 MiB")]
    TooLarge,
    /// Against a rule of includes.
    #[error("{0}")]
    Refused(Refusal),
}

fn say(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        kind => kind.to_string(),
    }
}

impl Place {
    /// Reads the configuration, with what it includes. No file is an empty configuration; one that cannot be read is an
    /// error. What is on disk besides is looked up once, here.
    pub fn read_config(&self) -> Result<Arc<Snapshot>, ConfigError> {
        match &self.snapshots {
            Some(cache) => cache.read(self),
            None => self.read_files().map(Arc::new),
        }
    }

    /// Reads and parses everything.
    pub(crate) fn read_files(&self) -> Result<Snapshot, ConfigError> {
        let load = self.load();
        let (revision, lookups) = (load.revision(), load.lookups);
        let (document, layout) = load.document?.unwrap_or_else(|| (json!({}), Layout::default()));
        let (env, ignored) = self.env();
        let view = View::new(document).with_env(env.clone());
        let facts = self.generation_facts(Some(&view));
        let generation = generation::decide(&facts);
        let view = view.with_generation(generation.kind);
        Ok(Snapshot { view, revision, sources: load.sources, layout, generation, facts, ignored, lookups, env })
    }
}

/// Without waiting: a pipe in the file's place would block forever.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)
}
