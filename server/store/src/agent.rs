//! The directories of an agent.

use std::path::{Path, PathBuf};

use contract::ListedAgent;
use rules::change::agent::PathProbe;

use crate::{
    HomeStore, WriteError,
    disk::{OpenDir, create_dir_all},
};

/// The three directories of one agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentDirs {
    /// The files that the agent works on.
    pub workspace: PathBuf,
    /// The agent's credentials.
    pub agent_dir: PathBuf,
    /// The transcripts of the agent's sessions.
    pub sessions: PathBuf,
}

impl AgentDirs {
    /// Returns the directories of an agent of this home.
    pub fn for_agent(store: &HomeStore, agent: &ListedAgent) -> Self {
        Self {
            workspace: PathBuf::from(&agent.workspace),
            agent_dir: PathBuf::from(&agent.agent_dir),
            sessions: store.home.state_dir.path.join("agents").join(&agent.id).join("sessions"),
        }
    }
}

impl HomeStore {
    /// Creates the missing directories with access for this user only, and returns the errors. An existing directory
    /// (or a link to one) stays as it is. It is an error if other users can replace files in the credentials or
    /// sessions directory; the permissions of a workspace are not checked, they are up to its owner.
    pub fn create_agent_dirs(&self, dirs: &AgentDirs) -> Vec<WriteError> {
        let private = [&dirs.agent_dir, &dirs.sessions].into_iter().map(|path| OpenDir::create_trusted(path).map(drop));
        [create_workspace(&dirs.workspace)].into_iter().chain(private).filter_map(Result::err).collect()
    }

    /// Looks up where a path for a new agent leads and what blocks it.
    pub fn probe_path(&self, path: &Path) -> PathProbe {
        let existing_ancestor = path.ancestors().find(|path| path.symlink_metadata().is_ok());
        PathProbe {
            real_path: resolve_existing_part(path),
            blocked_by: existing_ancestor.filter(|path| !path.is_dir()).map(Path::to_path_buf),
        }
    }

    /// Whether the path is an existing directory.
    pub fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }
}

/// Resolves the links in the longest existing part of a path and appends the rest unchanged.
fn resolve_existing_part(path: &Path) -> PathBuf {
    let found = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let real = found.and_then(|(above, real)| Some(real.join(path.strip_prefix(above).ok()?)));
    real.unwrap_or_else(|| path.to_path_buf())
}

fn create_workspace(path: &Path) -> Result<(), WriteError> {
    create_dir_all(path)?;
    if path.is_dir() { Ok(()) } else { Err(WriteError::NotADirectory { path: path.to_path_buf() }) }
}
