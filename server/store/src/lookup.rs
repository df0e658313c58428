//! Whether the files of a configuration still hold what was read from them.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use contract::Revision;
use json5_edit::MAX_BYTES;
use sha2::{Digest, Sha256};

use crate::{
    Place, Snapshot,
    load::{MOST_INCLUDED, check_included, dir_of, open_included, open_main},
};

/// How much of a file is looked at at once.
const BLOCK: usize = 64 << 10;

/// A path that was looked for, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub(crate) path: PathBuf,
    /// The file behind all links, and its bytes; `None` when there is none that can be read.
    pub(crate) found: Option<(PathBuf, Revision)>,
}

impl Lookup {
    pub(crate) fn of_nothing(path: &Path) -> Self {
        Self { path: path.to_path_buf(), found: None }
    }
}

impl Place {
    /// Whether a snapshot is what a read would give now. Nothing is trusted but the bytes: every path is followed anew,
    /// and what it leads to is compared with the text in memory. Times and sizes would be cheaper and not always right
    /// (a file that is rewritten in place within one tick of the clock, a clock that is set back, a network disk); and
    /// the comparison costs 0.2 ms for each megabyte, where parsing it costs 12.
    pub fn is_current(&self, snapshot: &Snapshot) -> bool {
        let text = |revision: &Revision| snapshot.sources.iter().find(|source| source.revision == *revision);
        let are_there = snapshot.lookups.iter().all(|lookup| match (self.find_file(&lookup.path), &lookup.found) {
            (None, None) => true,
            (Some((real, file)), Some((known, revision))) => {
                real == *known && text(revision).is_some_and(|source| holds(file, source.text.as_bytes()))
            }
            _ => false,
        });
        are_there && self.has_variables(snapshot) && self.generation_facts(Some(&snapshot.view)) == snapshot.facts
    }

    fn has_variables(&self, snapshot: &Snapshot) -> bool {
        let (env, ignored) = self.env();
        env == snapshot.env && ignored == snapshot.ignored
    }

    /// Looks for the paths again.
    pub(crate) fn look_again(&self, lookups: &[Lookup]) -> Vec<Lookup> {
        let found = |path: &Path| {
            let (real, file) = self.find_file(path)?;
            Some((real, digest(file).ok()?))
        };
        lookups.iter().map(|Lookup { path, .. }| Lookup { path: path.clone(), found: found(path) }).collect()
    }

    /// What a path leads to, if it is a file that is read.
    fn find_file(&self, path: &Path) -> Option<(PathBuf, File)> {
        let main = &self.home.config.path;
        if path == main {
            return open_main(main).ok()?;
        }
        let (real, file) = open_included(&dir_of(main), path).ok()?;
        check_included(&file).ok()?;
        let is_fit = file.metadata().is_ok_and(|metadata| metadata.len() <= MOST_INCLUDED as u64);
        is_fit.then_some((real, file))
    }
}

/// Whether a file holds these bytes and no others.
fn holds(mut file: File, bytes: &[u8]) -> bool {
    let (mut rest, mut block) = (bytes, vec![0; BLOCK]);
    loop {
        let Ok(count) = file.read(&mut block) else { return false };
        match (block.get(..count), rest.split_at_checked(count)) {
            (Some([]), _) => return rest.is_empty(),
            (Some(read), Some((expected, behind))) if read == expected => rest = behind,
            _ => return false,
        }
    }
}

/// Names the bytes of a file, as far as it is read.
fn digest(file: File) -> io::Result<Revision> {
    let (mut file, mut digest, mut block) = (file.take(MAX_BYTES as u64 + 1), Sha256::new(), vec![0; BLOCK]);
    loop {
        match file.read(&mut block)? {
            0 => return Ok(Revision::from_digest(&digest.finalize())),
            count => digest.update(block.get(..count).unwrap_or_default()),
        }
    }
}
