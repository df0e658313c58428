//! Functions that several operations share.

use std::sync::Arc;

use contract::{OpError, PathInfo};
use rules::{
    base::home::ResolvedPath,
    document::{
        agents::{Agent, AgentDir, UnknownAgent},
        view::View,
    },
};
use store::{HomeStore, Snapshot};

use crate::error;

/// Reads the current configuration.
pub(crate) fn read_snapshot(store: &HomeStore) -> Result<Arc<Snapshot>, OpError> {
    store.read_config().map_err(|e| error::config_error(e, store))
}

/// The agent with a typed name, or the default agent, with its directory.
pub(crate) fn find_agent(
    store: &HomeStore,
    view: &View,
    typed: Option<&str>,
) -> Result<(Option<Agent>, AgentDir), UnknownAgent> {
    let named = view.find_agent(typed)?;
    let default_dir = || view.agents().default_agent_dir(&store.home);
    let dir = named.as_ref().map_or_else(default_dir, |agent| agent.dir_with_reason(&store.home));
    Ok((named, dir))
}

/// The path information of an agent's directory, with the path as written in the configuration.
pub(crate) fn agent_dir_info(store: &HomeStore, agent_dir: &AgentDir) -> PathInfo {
    PathInfo { exists: store.path_exists(&agent_dir.real_path), ..path_info(store, &agent_dir.displayed) }
}

/// The path information for output: absolute path, displayed path, existence and reason.
pub fn path_info(store: &HomeStore, chosen: &ResolvedPath) -> PathInfo {
    PathInfo {
        path: chosen.path.display().to_string(),
        display_path: store.home.display_path(&chosen.path),
        exists: store.path_exists(&chosen.path),
        reason: chosen.reason.clone(),
    }
}
