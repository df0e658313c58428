//! The configuration and the files that it includes, as they lie on disk.

use std::{
    collections::HashMap,
    fs::File,
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
    lookup::Lookup,
};

/// The largest file that OpenClaw includes.
pub(crate) const MOST_INCLUDED: usize = 2 << 20;

/// What there is.
pub(crate) struct Load {
    /// What was read, the main file first; also what could not be understood.
    pub(crate) revisions: Vec<Revision>,
    /// The texts of these files.
    pub(crate) sources: Vec<Source>,
    /// Every file that was looked for, and what was found, the main one first.
    pub(crate) lookups: Vec<Lookup>,
    /// The document that they make; `None` when there is no file.
    pub(crate) document: Result<Option<(Value, Layout)>, ConfigError>,
}

impl Load {
    /// Names the bytes of all files together; those of a single file are named as they are anywhere.
    pub(crate) fn revision(&self) -> Option<Revision> {
        together(&self.revisions)
    }
}

/// The revision of several files.
pub(crate) fn together(revisions: &[Revision]) -> Option<Revision> {
    match revisions {
        [] => None,
        [only] => Some(only.clone()),
        all => {
            let names: Vec<_> = all.iter().map(ToString::to_string).collect();
            Some(revision(names.join("\n").as_bytes()))
        }
    }
}

impl Place {
    /// Reads everything.
    pub(crate) fn load(&self) -> Load {
        let main = &self.home.config.path;
        let mut loader = Loader::new(main);
        let document = loader.document(main);
        let Loader { revisions, sources, lookups, .. } = loader;
        Load { revisions, sources, lookups, document }
    }

    /// What the configuration would say if these files said this.
    pub fn config_with(&self, texts: &[(&Path, &str)]) -> Result<Value, ConfigError> {
        let main = &self.home.config.path;
        let instead = texts.iter().map(|(path, text)| (path.to_path_buf(), text.as_bytes().to_vec())).collect();
        let document = Loader { instead, ..Loader::new(main) }.document(main)?;
        Ok(document.map(|(document, _)| document).unwrap_or_default())
    }
}

/// The directory that includes are below.
pub(crate) fn dir_of(main: &Path) -> PathBuf {
    main.parent().map(plain).unwrap_or_default()
}

struct Loader {
    /// No include leads out of this directory, neither as it is written nor as it is.
    dir: PathBuf,
    revisions: Vec<Revision>,
    sources: Vec<Source>,
    /// The same files, without links.
    real: Vec<PathBuf>,
    lookups: Vec<Lookup>,
    /// What to read in the place of a file's own bytes.
    instead: HashMap<PathBuf, Vec<u8>>,
}

impl Loader {
    fn new(main: &Path) -> Self {
        let dir = dir_of(main);
        let (revisions, sources, real) = (Vec::new(), Vec::new(), Vec::new());
        let lookups = vec![Lookup::of_nothing(main)];
        Self { dir, revisions, sources, real, lookups, instead: HashMap::new() }
    }

    fn document(&mut self, main: &Path) -> Result<Option<(Value, Layout)>, ConfigError> {
        let Some((real, file)) = open_main(main)? else { return Ok(None) };
        let unreadable = |source| ConfigError::Unreadable { path: main.to_path_buf(), source };
        let bytes = read_up_to(file, MAX_BYTES).map_err(unreadable)?;
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
        self.found(&real, &revision);
        let value = json5_edit::read(&bytes).map_err(|source| invalid(path.to_path_buf(), source, &bytes))?;
        // What was read is text.
        let text = String::from_utf8(bytes).unwrap_or_default();
        self.sources.push(Source { path: path.to_path_buf(), text, revision });
        self.real.push(real);
        Ok(value)
    }

    /// Notes what the path that is looked for last leads to.
    fn found(&mut self, real: &Path, revision: &Revision) {
        if let Some(lookup) = self.lookups.last_mut() {
            lookup.found = Some((real.to_path_buf(), revision.clone()));
        }
    }

    fn follow(&mut self, wish: Wish<'_>) -> Result<Loaded, ConfigError> {
        let path = self.path_of(wish);
        self.lookups.push(Lookup::of_nothing(&path));
        let (real, file) = open_included(&self.dir, &path).map_err(|why| self.unfit(wish, why))?;
        if let Some(source) = self.real.iter().position(|known| *known == real)
            && let Some(known) = self.sources.get(source)
        {
            let (revision, bytes) = (known.revision.clone(), known.text.as_bytes());
            let value = json5_edit::read(bytes).map_err(|source| invalid(path, source, bytes))?;
            let loaded = Loaded { source, value, bytes: bytes.len() };
            self.found(&real, &revision);
            return Ok(loaded);
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

/// The main file, and where it is behind all links. No file is none.
pub(crate) fn open_main(path: &Path) -> Result<Option<(PathBuf, File)>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_path_buf(), source };
    let file = match open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => return Ok(None),
        Err(e) => return Err(unreadable(e)),
    };
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(ConfigError::NotAFile { path: path.to_path_buf() });
    }
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    Ok(Some((real, file)))
}

/// The bytes of a main file, up to one more than we accept. No file is none.
pub(crate) fn read_main(path: &Path) -> Result<Option<Vec<u8>>, ConfigError> {
    let Some((_, file)) = open_main(path)? else { return Ok(None) };
    let unreadable = |source| ConfigError::Unreadable { path: path.to_path_buf(), source };
    read_up_to(file, MAX_BYTES).map(Some).map_err(unreadable)
}

/// A file that is included, and where it is behind all links. It is below the directory of the main file, as its path is
/// written and as it is.
pub(crate) fn open_included(dir: &Path, path: &Path) -> Result<(PathBuf, File), Unfit> {
    if !path.starts_with(dir) {
        return Err(Unfit::Outside);
    }
    let real = path.canonicalize().map_err(Unfit::Unreadable)?;
    if !real.starts_with(dir.canonicalize().map_err(Unfit::Unreadable)?) {
        return Err(Unfit::Outside);
    }
    let file = open(&real).map_err(Unfit::Unreadable)?;
    Ok((real, file))
}

/// Only a regular file of one name is included: a hard link could be any file of this user, whatever directory it is in.
pub(crate) fn check_included(file: &File) -> Result<(), Unfit> {
    let metadata = file.metadata().map_err(Unfit::Unreadable)?;
    if !metadata.is_file() {
        return Err(Unfit::NotAFile);
    }
    if metadata.nlink() > 1 { Err(Unfit::HardLink) } else { Ok(()) }
}

fn contents(file: File) -> Result<Vec<u8>, Unfit> {
    check_included(&file)?;
    let bytes = read_up_to(file, MOST_INCLUDED).map_err(Unfit::Unreadable)?;
    if bytes.len() > MOST_INCLUDED { Err(Unfit::TooLarge) } else { Ok(bytes) }
}

/// The bytes, up to one more than there may be. They stay in memory with a snapshot, so there is no room for more of them.
fn read_up_to(file: File, most: usize) -> io::Result<Vec<u8>> {
    let most = most as u64 + 1;
    let length = file.metadata()?.len().min(most);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
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
