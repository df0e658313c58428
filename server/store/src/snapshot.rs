//! The configuration as it was read, with what was found on disk.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use contract::{GenerationInfo, Revision};
use rules::{
    base::env::{Env, IgnoredEnvFile},
    document::view::View,
    schema::{generation::GenerationFacts, include::Layout},
};

use crate::revision::combined_revision;

/// What tells one state of the folder with refreshed lists from another, because every write replaces a file in it: the
/// number of the folder, and when it was changed.
pub(crate) type CatalogStamp = (u64, i64, i64);

/// The configuration as it was read at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The parsed configuration, with what is derived from it.
    pub view: View,
    /// The combined revision of all source files; `None` when there is no file.
    pub revision: Option<Revision>,
    /// The files that were read, the main one first; empty when there is no file.
    pub sources: Vec<SourceFile>,
    /// Maps each value to the source file that holds it.
    pub layout: Layout,
    /// The generation of the home (how OpenClaw stores credentials), and how it was detected.
    pub generation: GenerationInfo,
    /// The facts that the generation was detected from.
    pub generation_facts: GenerationFacts,
    /// `.env` files that exist and cannot be used.
    pub ignored_env_files: Vec<IgnoredEnvFile>,
    /// Every path that was looked for.
    pub(crate) lookups: Vec<FileLookup>,
    /// The `models.json` files of the agents.
    pub(crate) agent_models: Vec<AgentModelsFile>,
    /// The state of the folder with refreshed lists.
    pub(crate) catalog_stamp: Option<CatalogStamp>,
    /// The variables of the process and the `.env` files, without those of the configuration.
    pub(crate) env: Env,
}

impl Snapshot {
    /// Computes the combined revision after writes, given as source file index and new revision.
    pub fn revision_after_write(&self, written: &[(usize, Revision)]) -> Option<Revision> {
        let mut revisions: Vec<_> = self.sources.iter().map(|source| source.revision.clone()).collect();
        for (number, revision) in written {
            match revisions.get_mut(*number) {
                Some(old) => *old = revision.clone(),
                None => revisions.push(revision.clone()),
            }
        }
        combined_revision(&revisions)
    }
}

/// One file that the configuration was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path; it may be a link.
    pub path: PathBuf,
    /// The content, including a byte order mark.
    pub text: String,
    /// The revision of the content.
    pub revision: Revision,
}

/// Omits the text, which may hold secrets.
impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceFile").field("path", &self.path).field("revision", &self.revision).finish_non_exhaustive()
    }
}

/// A path that was looked for, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileLookup {
    pub(crate) path: PathBuf,
    /// The resolved path and the revision of the file; `None` when no readable file was found.
    pub(crate) found: Option<(PathBuf, Revision)>,
}

impl FileLookup {
    pub(crate) fn not_found(path: &Path) -> Self {
        Self { path: path.to_path_buf(), found: None }
    }
}

/// The `models.json` of an agent, and which bytes it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgentModelsFile {
    pub(crate) agent: String,
    pub(crate) display_path: String,
    /// The revision of its bytes; `None` when it cannot be read.
    pub(crate) revision: Option<Revision>,
}
