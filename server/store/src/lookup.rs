//! Checks whether the files of a configuration still have the content that was read.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use contract::Revision;
use json5_edit::MAX_BYTES;
use sha2::{Digest, Sha256};

use crate::{
    HomeStore, Snapshot,
    load::{MAX_INCLUDE_BYTES, check_included, config_dir, open_included, open_main_file},
    snapshot::FileLookup,
};

/// How many bytes are compared or hashed at a time.
const BLOCK_SIZE: usize = 64 << 10;

impl HomeStore {
    /// Whether a snapshot equals what a read would return now. Every path is resolved again, and the bytes of its file
    /// are compared with the text in memory. Times and sizes would be cheaper but not reliable (a file that is
    /// rewritten in place within one clock tick, a clock that is set back, a network disk), and comparing bytes is far
    /// cheaper than parsing them.
    pub fn is_current(&self, snapshot: &Snapshot) -> bool {
        let text = |revision: &Revision| snapshot.sources.iter().find(|source| source.revision == *revision);
        let are_there = snapshot.lookups.iter().all(|lookup| match (self.open_lookup(&lookup.path), &lookup.found) {
            (None, None) => true,
            (Some((real, file)), Some((known, revision))) => {
                real == *known && text(revision).is_some_and(|source| has_exact_bytes(file, source.text.as_bytes()))
            }
            _ => false,
        });
        are_there
            && self.has_same_env(snapshot)
            && self.generation_facts(Some(&snapshot.view)) == snapshot.generation_facts
            && self.agent_models_files(&snapshot.view) == snapshot.agent_models
            && self.catalog_stamp() == snapshot.catalog_stamp
    }

    fn has_same_env(&self, snapshot: &Snapshot) -> bool {
        let (env, ignored) = self.load_env();
        env == snapshot.env && ignored == snapshot.ignored_env_files
    }

    /// Looks up the same paths again.
    pub(crate) fn repeat_lookups(&self, lookups: &[FileLookup]) -> Vec<FileLookup> {
        let found = |path: &Path| {
            let (real, file) = self.open_lookup(path)?;
            Some((real, file_revision(file).ok()?))
        };
        lookups.iter().map(|FileLookup { path, .. }| FileLookup { path: path.clone(), found: found(path) }).collect()
    }

    /// Opens the file at a path if a read of the configuration would accept it.
    fn open_lookup(&self, path: &Path) -> Option<(PathBuf, File)> {
        let main = &self.home.config.path;
        if path == main {
            return open_main_file(main).ok()?;
        }
        let (real, file) = open_included(&config_dir(main), path).ok()?;
        check_included(&file).ok()?;
        let is_fit = file.metadata().is_ok_and(|metadata| metadata.len() <= MAX_INCLUDE_BYTES as u64);
        is_fit.then_some((real, file))
    }
}

/// Whether a file has exactly these bytes.
fn has_exact_bytes(mut file: File, bytes: &[u8]) -> bool {
    let (mut rest, mut block) = (bytes, vec![0; BLOCK_SIZE]);
    loop {
        let Ok(count) = file.read(&mut block) else { return false };
        match (block.get(..count), rest.split_at_checked(count)) {
            (Some([]), _) => return rest.is_empty(),
            (Some(read), Some((expected, behind))) if read == expected => rest = behind,
            _ => return false,
        }
    }
}

/// Computes the revision of a file, reading up to the size limit.
fn file_revision(file: File) -> io::Result<Revision> {
    let (mut file, mut digest, mut block) = (file.take(MAX_BYTES as u64 + 1), Sha256::new(), vec![0; BLOCK_SIZE]);
    loop {
        match file.read(&mut block)? {
            0 => return Ok(Revision::from_digest(&digest.finalize())),
            count => digest.update(block.get(..count).unwrap_or_default()),
        }
    }
}
