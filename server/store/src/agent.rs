//! The directories of an agent.

use std::path::{Path, PathBuf};

use contract::ListedAgent;
use rules::agents::add::Seen;

use crate::{
    Place, WriteError,
    disk::{Dir, make_all},
};

/// Where an agent keeps what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentDirs {
    /// What it works on.
    pub workspace: PathBuf,
    /// Its credentials.
    pub agent: PathBuf,
    /// What was said.
    pub sessions: PathBuf,
}

impl AgentDirs {
    /// Those of an agent of this home.
    pub fn of(place: &Place, agent: &ListedAgent) -> Self {
        Self {
            workspace: PathBuf::from(&agent.workspace),
            agent: PathBuf::from(&agent.agent_dir),
            sessions: place.home.state_dir.path.join("agents").join(&agent.id).join("sessions"),
        }
    }
}

impl Place {
    /// Makes the directories that are missing, for this user alone, and gives back what failed. One that is there stays
    /// as it is, a link too. Credentials and sessions do not go where others can exchange them, so that is a failure;
    /// how open a workspace is, is its owner's business.
    pub fn make_agent_dirs(&self, dirs: &AgentDirs) -> Vec<WriteError> {
        let private = [&dirs.agent, &dirs.sessions].into_iter().map(|path| Dir::make(path).map(drop));
        [make_workspace(&dirs.workspace)].into_iter().chain(private).filter_map(Result::err).collect()
    }

    /// What is at a path that is to be an agent's.
    pub fn look(&self, path: &Path) -> Seen {
        let there = path.ancestors().find(|path| path.symlink_metadata().is_ok());
        Seen { real: real(path), in_the_way: there.filter(|path| !path.is_dir()).map(Path::to_path_buf) }
    }

    /// Whether a directory is there.
    pub fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }
}

/// Where a path leads, by its longest part that is there.
fn real(path: &Path) -> PathBuf {
    let found = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let real = found.and_then(|(above, real)| Some(real.join(path.strip_prefix(above).ok()?)));
    real.unwrap_or_else(|| path.to_path_buf())
}

fn make_workspace(path: &Path) -> Result<(), WriteError> {
    make_all(path)?;
    if path.is_dir() { Ok(()) } else { Err(WriteError::NotADirectory { path: path.to_path_buf() }) }
}
