//! Reading the configuration.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use contract::{Excerpt, GenerationInfo, Revision};
use json5_edit::{MAX_BYTES, ReadError, Reason, Value};
use rules::{
    env::Ignored,
    generation::{self, Facts},
    view::View,
};
use rustix::fs::OFlags;
use sha2::{Digest, Sha256};

use crate::Place;

/// The configuration as it was at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What it says.
    pub view: View,
    /// Which bytes it was; `None` when there is no file.
    pub revision: Option<Revision>,
    /// Which dialect the home speaks, and what gave it away.
    pub generation: GenerationInfo,
    /// What that was decided from.
    pub facts: Facts,
    /// Files with variables that are there and cannot be used.
    pub ignored: Vec<Ignored>,
}

/// Why the configuration cannot be read. Nothing in here quotes it unmasked.
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
        /// The file.
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
}

impl Place {
    /// Reads the configuration. No file is an empty configuration; a file that cannot be read is an error.
    pub fn read_config(&self) -> Result<Snapshot, ConfigError> {
        let path = &self.home.config.path;
        let Some(bytes) = self.config_bytes()? else {
            return Ok(self.snapshot(Value::Null, None));
        };
        let document = json5_edit::read(&bytes).map_err(|source| invalid(path.clone(), source, &bytes))?;
        if !document.is_object() {
            return Err(ConfigError::NotAnObject { path: path.clone() });
        }
        Ok(self.snapshot(document, Some(revision(&bytes))))
    }

    /// What is on disk is looked up once, here.
    fn snapshot(&self, document: Value, revision: Option<Revision>) -> Snapshot {
        let (env, ignored) = self.env();
        let view = View::new(document).with_env(env);
        let facts = self.generation_facts(Some(&view));
        let generation = generation::decide(&facts);
        Snapshot { view: view.with_generation(generation.kind), revision, generation, facts, ignored }
    }

    /// Names the bytes of the configuration without understanding them. An unreadable file is like none.
    pub fn config_revision(&self) -> Option<Revision> {
        self.config_bytes().ok().flatten().map(|bytes| revision(&bytes))
    }

    /// The bytes, up to one more than we accept.
    fn config_bytes(&self) -> Result<Option<Vec<u8>>, ConfigError> {
        let path = &self.home.config.path;
        let unreadable = |source| ConfigError::Unreadable { path: path.clone(), source };
        let file = match open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => return Ok(None),
            Err(e) => return Err(unreadable(e)),
        };
        if !file.metadata().map_err(unreadable)?.is_file() {
            return Err(ConfigError::NotAFile { path: path.clone() });
        }
        let mut bytes = Vec::new();
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(Some(bytes))
    }
}

/// Without waiting: a pipe in the file's place would block forever.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)
}

pub(crate) fn revision(bytes: &[u8]) -> Revision {
    Revision::from_digest(&Sha256::digest(bytes))
}

fn invalid(path: PathBuf, source: ReadError, bytes: &[u8]) -> ConfigError {
    // A parser has been as far as its own error, and nowhere when a limit stopped it.
    let trusted = if matches!(source.reason, Reason::Syntax(_)) { source.offset } else { 0 };
    let text = (source.reason != Reason::TooLarge).then(|| str::from_utf8(bytes).ok()).flatten();
    // Positions do not count a byte order mark.
    let text = text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    let excerpt = text.map(|text| rules::mask::excerpt(text, source.offset, trusted));
    ConfigError::Invalid { path, source, excerpt }
}
