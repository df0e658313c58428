//! Loads the configuration file and the files that it includes.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use contract::Revision;
use json5_edit::{MAX_BYTES, ReadError, ReadErrorReason, Value};
use rules::{
    base::home::normalize_path,
    schema::include::{self, AssembleError, IncludeRequest, Layout, LoadedFile},
};

use crate::{
    ConfigError, HomeStore, IncludeError, SourceFile,
    disk::open_nonblocking,
    revision::{combined_revision, revision_of_bytes},
    snapshot::FileLookup,
};

/// The size limit that OpenClaw has for included files.
pub(crate) const MAX_INCLUDE_BYTES: usize = 2 << 20;

/// The result of loading all files of the configuration.
pub(crate) struct LoadedConfig {
    /// The revisions of the files that were read, the main one first, including files that could not be parsed.
    pub(crate) revisions: Vec<Revision>,
    /// The files that were parsed.
    pub(crate) sources: Vec<SourceFile>,
    /// Every path that was looked for, the main one first, and what was found there.
    pub(crate) lookups: Vec<FileLookup>,
    /// The assembled document; `None` when there is no file.
    pub(crate) document: Result<Option<(Value, Layout)>, ConfigError>,
}

impl LoadedConfig {
    /// The combined revision of all files; for a single file, its own revision.
    pub(crate) fn revision(&self) -> Option<Revision> {
        combined_revision(&self.revisions)
    }
}

impl HomeStore {
    /// Loads all files.
    pub(crate) fn load_files(&self) -> LoadedConfig {
        let main = &self.home.config.path;
        let mut loader = ConfigLoader::new(main);
        let document = loader.load_document(main);
        let ConfigLoader { revisions, sources, lookups, .. } = loader;
        LoadedConfig { revisions, sources, lookups, document }
    }

    /// Assembles the configuration as it would be if these files had these contents.
    pub fn config_with_texts(&self, texts: &[(&Path, &str)]) -> Result<Value, ConfigError> {
        let main = &self.home.config.path;
        let instead = texts.iter().map(|(path, text)| (path.to_path_buf(), text.as_bytes().to_vec())).collect();
        let document = ConfigLoader { overrides: instead, ..ConfigLoader::new(main) }.load_document(main)?;
        Ok(document.map(|(document, _)| document).unwrap_or_default())
    }
}

/// The directory of the main file; included files must be inside it.
pub(crate) fn config_dir(main: &Path) -> PathBuf {
    main.parent().map(normalize_path).unwrap_or_default()
}

struct ConfigLoader {
    /// Includes must not lead out of this directory, neither by their written path nor after links are resolved.
    dir: PathBuf,
    revisions: Vec<Revision>,
    sources: Vec<SourceFile>,
    /// The paths of `sources` with all links resolved.
    real_paths: Vec<PathBuf>,
    lookups: Vec<FileLookup>,
    /// Contents to use instead of a file's own bytes.
    overrides: HashMap<PathBuf, Vec<u8>>,
}

impl ConfigLoader {
    fn new(main: &Path) -> Self {
        let dir = config_dir(main);
        let (revisions, sources, real_paths) = (Vec::new(), Vec::new(), Vec::new());
        let lookups = vec![FileLookup::not_found(main)];
        Self { dir, revisions, sources, real_paths, lookups, overrides: HashMap::new() }
    }

    fn load_document(&mut self, main: &Path) -> Result<Option<(Value, Layout)>, ConfigError> {
        let Some((real_path, file)) = open_main_file(main)? else { return Ok(None) };
        let unreadable = |source| ConfigError::Unreadable { path: main.to_path_buf(), source };
        let bytes = read_up_to(file, MAX_BYTES).map_err(unreadable)?;
        let value = self.keep_and_parse(main, real_path, bytes)?;
        if !value.is_object() {
            return Err(not_an_object(main));
        }
        let (document, layout) = include::assemble_document(value, &mut |request| self.load_include(request))
            .map_err(|e| self.to_config_error(e))?;
        let is_object = document.is_object();
        is_object.then_some(Some((document, layout))).ok_or_else(|| not_an_object(main))
    }

    /// Records a file's revision and text, and parses it.
    fn keep_and_parse(&mut self, path: &Path, real_path: PathBuf, bytes: Vec<u8>) -> Result<Value, ConfigError> {
        let bytes = self.overrides.get(path).cloned().unwrap_or(bytes);
        let revision = revision_of_bytes(&bytes);
        self.revisions.push(revision.clone());
        self.set_lookup_result(&real_path, &revision);
        let value =
            json5_edit::read(&bytes).map_err(|source| invalid_config_error(path.to_path_buf(), source, &bytes))?;
        // Parsing succeeded, so the bytes are UTF-8.
        let text = String::from_utf8(bytes).unwrap_or_default();
        self.sources.push(SourceFile { path: path.to_path_buf(), text, revision });
        self.real_paths.push(real_path);
        Ok(value)
    }

    /// Sets what was found at the path that was looked for last.
    fn set_lookup_result(&mut self, real_path: &Path, revision: &Revision) {
        if let Some(lookup) = self.lookups.last_mut() {
            lookup.found = Some((real_path.to_path_buf(), revision.clone()));
        }
    }

    fn load_include(&mut self, request: IncludeRequest<'_>) -> Result<LoadedFile, ConfigError> {
        let path = self.include_path(request);
        self.lookups.push(FileLookup::not_found(&path));
        let (real_path, file) =
            open_included(&self.dir, &path).map_err(|reason| self.include_error(request, reason))?;
        if let Some(source) = self.real_paths.iter().position(|source_file| *source_file == real_path)
            && let Some(source_file) = self.sources.get(source)
        {
            let (revision, bytes) = (source_file.revision.clone(), source_file.text.as_bytes());
            let value = json5_edit::read(bytes).map_err(|source| invalid_config_error(path, source, bytes))?;
            let loaded = LoadedFile { source, value, byte_len: bytes.len() };
            self.set_lookup_result(&real_path, &revision);
            return Ok(loaded);
        }
        let text = read_included(file).map_err(|reason| self.include_error(request, reason))?;
        let (source, bytes) = (self.sources.len(), text.len());
        let value = self.keep_and_parse(&path, real_path, text)?;
        Ok(LoadedFile { source, value, byte_len: bytes })
    }

    /// Resolves a path relative to the including file.
    fn include_path(&self, request: IncludeRequest<'_>) -> PathBuf {
        let dir = self.sources.get(request.from_source).and_then(|source| source.path.parent()).unwrap_or(&self.dir);
        normalize_path(&dir.join(request.written_path))
    }

    fn include_error(&self, request: IncludeRequest<'_>, reason: IncludeError) -> ConfigError {
        let (path, location) = (self.source_path(request.from_source), request.at.clone());
        ConfigError::Include { path, location, written_path: Some(request.written_path.to_owned()), reason }
    }

    fn to_config_error(&self, failure: AssembleError<ConfigError>) -> ConfigError {
        match failure {
            AssembleError::Load(error) => error,
            AssembleError::Invalid { from_source: from, at, written_path: written, violation: reason } => {
                ConfigError::Include {
                    path: self.source_path(from),
                    location: at,
                    written_path: written,
                    reason: IncludeError::RuleViolation(reason),
                }
            }
        }
    }

    fn source_path(&self, source: usize) -> PathBuf {
        self.sources.get(source).map(|source| source.path.clone()).unwrap_or_default()
    }
}

/// Opens the main file and returns its path with links resolved; `None` when there is no file.
pub(crate) fn open_main_file(path: &Path) -> Result<Option<(PathBuf, File)>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_path_buf(), source };
    let file = match open_nonblocking(path) {
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

/// Reads the main file, at most one byte more than the size limit; `None` when there is no file.
pub(crate) fn read_main_file(path: &Path) -> Result<Option<Vec<u8>>, ConfigError> {
    let Some((_, file)) = open_main_file(path)? else { return Ok(None) };
    let unreadable = |source| ConfigError::Unreadable { path: path.to_path_buf(), source };
    read_up_to(file, MAX_BYTES).map(Some).map_err(unreadable)
}

/// Opens an included file and returns its path with links resolved. Both the written and the resolved path must be
/// below the directory of the main file.
pub(crate) fn open_included(dir: &Path, path: &Path) -> Result<(PathBuf, File), IncludeError> {
    if !path.starts_with(dir) {
        return Err(IncludeError::OutsideConfigDir);
    }
    let real = path.canonicalize().map_err(IncludeError::Unreadable)?;
    if !real.starts_with(dir.canonicalize().map_err(IncludeError::Unreadable)?) {
        return Err(IncludeError::OutsideConfigDir);
    }
    let file = open_nonblocking(&real).map_err(IncludeError::Unreadable)?;
    Ok((real, file))
}

/// Checks that an included file is a regular file with one name: a hard link could refer to any file of this user
/// outside the directory.
pub(crate) fn check_included(file: &File) -> Result<(), IncludeError> {
    let metadata = file.metadata().map_err(IncludeError::Unreadable)?;
    if !metadata.is_file() {
        return Err(IncludeError::NotAFile);
    }
    if metadata.nlink() > 1 { Err(IncludeError::HardLink) } else { Ok(()) }
}

fn read_included(file: File) -> Result<Vec<u8>, IncludeError> {
    check_included(&file)?;
    let bytes = read_up_to(file, MAX_INCLUDE_BYTES).map_err(IncludeError::Unreadable)?;
    if bytes.len() > MAX_INCLUDE_BYTES { Err(IncludeError::TooLarge) } else { Ok(bytes) }
}

/// Reads at most one byte more than the limit. The buffer is sized exactly, because the bytes stay in memory with the
/// snapshot.
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

fn invalid_config_error(path: PathBuf, source: ReadError, bytes: &[u8]) -> ConfigError {
    // Text before a syntax error was tokenized and can be masked reliably; after a limit error, no text was.
    let trusted = if matches!(source.reason, ReadErrorReason::Syntax(_)) { source.offset } else { 0 };
    let text = (source.reason != ReadErrorReason::TooLarge).then(|| str::from_utf8(bytes).ok()).flatten();
    // Error positions do not count a byte order mark.
    let text = text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    let excerpt = text.map(|text| rules::schema::mask::masked_excerpt(text, source.offset, trusted));
    ConfigError::Invalid { path, source, excerpt }
}
