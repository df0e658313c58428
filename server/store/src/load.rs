//! The configuration and the files that it includes, as they lie on disk.

use std::{
    collections::HashMap,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use contract::Revision;
use json5_edit::{MAX_BYTES, ReadError, Reason, Value};
use rules::{
    home::plain,
    include::{self, Failure, Layout, Loaded, Wish},
};
use sha2::{Digest, Sha256};

use crate::{
    Place,
    config::{ConfigError, Source, Unfit, open},
};

/// The largest file that OpenClaw includes.
const MOST_INCLUDED: usize = 2 << 20;

/// What there is.
pub(crate) struct Load {
    /// What was read, the main file first; also what could not be understood.
    pub(crate) revisions: Vec<Revision>,
    /// The texts of these files.
    pub(crate) sources: Vec<Source>,
    /// Every file that was looked for.
    pub(crate) looked_for: Vec<PathBuf>,
    /// The document that they make; `None` when there is no file.
    pub(crate) document: Result<Option<(Value, Layout)>, ConfigError>,
}

impl Load {
    /// Names the bytes of all files together; those of a single file are named as they are anywhere.
    pub(crate) fn revision(&self) -> Option<Revision> {
        match self.revisions.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            all => {
                let names: Vec<_> = all.iter().map(ToString::to_string).collect();
                Some(revision(names.join("\n").as_bytes()))
            }
        }
    }
}

impl Place {
    /// Reads everything.
    pub(crate) fn load(&self) -> Load {
        let main = &self.home.config.path;
        let mut loader = Loader::new(main);
        let document = loader.document(main);
        let Loader { revisions, sources, looked_for, .. } = loader;
        Load { revisions, sources, looked_for, document }
    }

    /// What the configuration would say if these files said this.
    pub fn config_with(&self, texts: &[(&Path, &str)]) -> Result<Value, ConfigError> {
        let main = &self.home.config.path;
        let instead = texts.iter().map(|(path, text)| (path.to_path_buf(), text.as_bytes().to_vec())).collect();
        let document = Loader { instead, ..Loader::new(main) }.document(main)?;
        Ok(document.map(|(document, _)| document).unwrap_or_default())
    }
}

struct Loader {
    /// No include leads out of this directory, neither as it is written nor as it is.
    dir: PathBuf,
    revisions: Vec<Revision>,
    sources: Vec<Source>,
    /// The same files, without links.
    real: Vec<PathBuf>,
    looked_for: Vec<PathBuf>,
    /// What to read in the place of a file's own bytes.
    instead: HashMap<PathBuf, Vec<u8>>,
}

impl Loader {
    fn new(main: &Path) -> Self {
        let dir = main.parent().map(plain).unwrap_or_default();
        let (revisions, sources, real, looked_for) = (Vec::new(), Vec::new(), Vec::new(), vec![main.to_path_buf()]);
        Self { dir, revisions, sources, real, looked_for, instead: HashMap::new() }
    }

    fn document(&mut self, main: &Path) -> Result<Option<(Value, Layout)>, ConfigError> {
        let Some(bytes) = read_main(main)? else { return Ok(None) };
        let real = main.canonicalize().unwrap_or_else(|_| main.to_path_buf());
        let value = self.take(main, real, bytes)?;
        if !value.is_object() {
            return Err(not_an_object(main));
        }
        let (document, layout) = include::assemble(value, &mut |wish| self.follow(wish)).map_err(|e| self.say(e))?;
        let is_object = document.is_object();
        is_object.then_some(Some((document, layout))).ok_or_else(|| not_an_object(main))
    }

    /// Keeps a file and reads it.
    fn take(&mut self, path: &Path, real: PathBuf, bytes: Vec<u8>) -> Result<Value, ConfigError> {
        let bytes = self.instead.get(path).cloned().unwrap_or(bytes);
        let revision = revision(&bytes);
        self.revisions.push(revision.clone());
        let value = json5_edit::read(&bytes).map_err(|source| invalid(path.to_path_buf(), source, &bytes))?;
        // What was read is text.
        let text = String::from_utf8(bytes).unwrap_or_default();
        self.sources.push(Source { path: path.to_path_buf(), text, revision });
        self.real.push(real);
        Ok(value)
    }

    fn follow(&mut self, wish: Wish<'_>) -> Result<Loaded, ConfigError> {
        let path = self.path_of(wish);
        self.looked_for.push(path.clone());
        let (real, file) = self.open(&path).map_err(|why| self.unfit(wish, why))?;
        if let Some(source) = self.real.iter().position(|known| *known == real)
            && let Some(known) = self.sources.get(source)
        {
            let bytes = known.text.as_bytes();
            let value = json5_edit::read(bytes).map_err(|source| invalid(path, source, bytes))?;
            return Ok(Loaded { source, value, bytes: bytes.len() });
        }
        let text = contents(file).map_err(|why| self.unfit(wish, why))?;
        let (source, bytes) = (self.sources.len(), text.len());
        let value = self.take(&path, real, text)?;
        Ok(Loaded { source, value, bytes })
    }

    /// Relative to the file that asks.
    fn path_of(&self, wish: Wish<'_>) -> PathBuf {
        let dir = self.sources.get(wish.from).and_then(|source| source.path.parent()).unwrap_or(&self.dir);
        plain(&dir.join(wish.written))
    }

    fn open(&self, path: &Path) -> Result<(PathBuf, std::fs::File), Unfit> {
        if !path.starts_with(&self.dir) {
            return Err(Unfit::Outside);
        }
        let real = path.canonicalize().map_err(Unfit::Unreadable)?;
        if !real.starts_with(self.dir.canonicalize().map_err(Unfit::Unreadable)?) {
            return Err(Unfit::Outside);
        }
        let file = open(&real).map_err(Unfit::Unreadable)?;
        Ok((real, file))
    }

    fn unfit(&self, wish: Wish<'_>, why: Unfit) -> ConfigError {
        let (path, at) = (self.path(wish.from), wish.at.clone());
        ConfigError::Include { path, at, written: Some(wish.written.to_owned()), why }
    }

    fn say(&self, failure: Failure<ConfigError>) -> ConfigError {
        match failure {
            Failure::Load(error) => error,
            Failure::Refused { from, at, written, why } => {
                ConfigError::Include { path: self.path(from), at, written, why: Unfit::Refused(why) }
            }
        }
    }

    fn path(&self, source: usize) -> PathBuf {
        self.sources.get(source).map(|source| source.path.clone()).unwrap_or_default()
    }
}

/// The bytes, up to one more than we accept. No file is none.
fn read_main(path: &Path) -> Result<Option<Vec<u8>>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_path_buf(), source };
    let file = match open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => return Ok(None),
        Err(e) => return Err(unreadable(e)),
    };
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(ConfigError::NotAFile { path: path.to_path_buf() });
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Some(bytes))
}

/// A hard link could be any file of this user, whatever directory it is in.
fn contents(file: std::fs::File) -> Result<Vec<u8>, Unfit> {
    let metadata = file.metadata().map_err(Unfit::Unreadable)?;
    if !metadata.is_file() {
        return Err(Unfit::NotAFile);
    }
    if metadata.nlink() > 1 {
        return Err(Unfit::HardLink);
    }
    let mut bytes = Vec::new();
    file.take(MOST_INCLUDED as u64 + 1).read_to_end(&mut bytes).map_err(Unfit::Unreadable)?;
    if bytes.len() > MOST_INCLUDED { Err(Unfit::TooLarge) } else { Ok(bytes) }
}

fn not_an_object(path: &Path) -> ConfigError {
    ConfigError::NotAnObject { path: path.to_path_buf() }
}

/// Names some bytes.
pub fn revision(bytes: &[u8]) -> Revision {
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
