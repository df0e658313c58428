//! Choose and check the directories of a new agent.

use std::path::{Path, PathBuf};

use super::AddAgentError;
use crate::{
    base::{access_scope::AccessScope, home::Home},
    document::agents::{Agents, dir::has_variable},
};

/// The longest path, and the longest name in it, that file systems accept.
const MAX_PATH_BYTES: usize = 4096;
const MAX_NAME_BYTES: usize = 255;

const WORKSPACE_LABEL: &str = "workspace";
const AGENT_DIR_LABEL: &str = "agent directory";

/// The context in which an agent is added.
pub struct AddContext<'a> {
    /// The home that the agent is added to.
    pub home: &'a Home,
    /// What the caller may access: a page may access less than the command line.
    pub access: AccessScope,
    /// Looks up a path on disk.
    pub probe: &'a dyn Fn(&Path) -> PathProbe,
}

/// The result of looking up a path on disk.
pub struct PathProbe {
    /// The path with links resolved, as far as it exists.
    pub real_path: PathBuf,
    /// The path, or one above it, that exists but is not a directory.
    pub blocked_by: Option<PathBuf>,
}

/// The workspace of a new agent. From a page, it must be below the state directory.
pub(super) fn new_workspace(context: &AddContext<'_>, typed: &str, id: &str) -> Result<PathBuf, AddAgentError> {
    let text = Some(typed).filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| AddAgentError::WorkspaceRequired { id: id.to_owned() })?;
    let path = validate_path(context.home, text, id, WORKSPACE_LABEL)?;
    let real = |path: &Path| (context.probe)(path).real_path;
    let is_within = || path.starts_with(context.state_dir()) && real(&path).starts_with(real(context.state_dir()));
    if context.access == AccessScope::Models && !is_within() {
        let state_dir = context.home.display_path(context.state_dir());
        return Err(AddAgentError::WorkspaceOutsideStateDir { id: id.to_owned(), state_dir });
    }
    context.check_creatable(&path, id)?;
    Ok(path)
}

/// The agent directory of a new agent, which holds its credentials. No other agent may have the same one.
pub(super) fn new_agent_dir(
    context: &AddContext<'_>,
    agents: &Agents,
    typed: Option<&str>,
    id: &str,
) -> Result<PathBuf, AddAgentError> {
    let below = context.state_dir().join("agents").join(id);
    let path = match typed.filter(|text| !text.trim().is_empty()) {
        Some(_) if context.access == AccessScope::Models => {
            return Err(AddAgentError::NotAllowedFromPage { id: id.to_owned(), what: AGENT_DIR_LABEL });
        }
        Some(text) => validate_path(context.home, text, id, AGENT_DIR_LABEL)?,
        None => below.join("agent"),
    };
    let real = |path: &Path| (context.probe)(path).real_path;
    let wanted = real(&path);
    match agents.all.iter().find(|agent| real(&agent.resolved_dir(context.home)) == wanted) {
        Some(other) => Err(AddAgentError::DirInUse { id: id.to_owned(), other: other.id.clone() }),
        None => {
            context.check_creatable(&path, id).and(context.check_creatable(&below.join("sessions"), id)).map(|()| path)
        }
    }
}

fn validate_path(home: &Home, text: &str, id: &str, what: &'static str) -> Result<PathBuf, AddAgentError> {
    if has_variable(text) {
        return Err(AddAgentError::ContainsVariable { id: id.to_owned(), what });
    }
    let path = home.resolve_path(text);
    let is_short = path.as_os_str().len() < MAX_PATH_BYTES && path.iter().all(|name| name.len() <= MAX_NAME_BYTES);
    if is_short && !text.contains('\0') {
        Ok(path)
    } else {
        Err(AddAgentError::InvalidPath { id: id.to_owned(), what })
    }
}

impl AddContext<'_> {
    fn state_dir(&self) -> &Path {
        &self.home.state_dir.path
    }

    /// Fails unless the directory exists or can be created.
    fn check_creatable(&self, path: &Path, id: &str) -> Result<(), AddAgentError> {
        match (self.probe)(path).blocked_by {
            Some(path) => Err(AddAgentError::NotADirectory { id: id.to_owned(), path: self.home.display_path(&path) }),
            None => Ok(()),
        }
    }
}
