//! The directories of an agent: as they are written, and with variables expanded.

use std::{borrow::Cow, path::PathBuf};

use super::{Agent, Agents};
use crate::{
    base::{
        env::Env,
        home::{Home, ResolvedPath},
    },
    schema::agent_id::MAIN_AGENT_ID,
};

/// A path in the configuration. The values of its variables may be secrets, so the expanded path is only used to look
/// at files: it is never displayed, sent or created.
#[derive(Clone, PartialEq, Eq)]
pub struct PathSetting {
    text: String,
    expanded: String,
}

/// The directory of an agent: the path to display, and the path to look at.
#[derive(Clone, PartialEq, Eq)]
pub struct AgentDir {
    /// The path to display: variables are not expanded.
    pub displayed: ResolvedPath,
    /// The path with variables expanded, only for looking at files.
    pub real_path: PathBuf,
}

impl PathSetting {
    pub(super) fn new(text: &str, env: &Env) -> Self {
        let expanded = env.expand(text).map_or_else(|| text.to_owned(), Cow::into_owned);
        Self { text: text.to_owned(), expanded }
    }

    /// The path to display.
    pub(crate) fn display_path(&self, home: &Home) -> PathBuf {
        path_for_display(&self.text, home)
    }
}

/// The path to display for a setting: absolute, unless it contains a variable.
pub(crate) fn path_for_display(text: &str, home: &Home) -> PathBuf {
    if has_variable(text) { PathBuf::from(text) } else { home.resolve_path(text) }
}

/// Whether a text contains a `${…}` variable.
pub(crate) fn has_variable(text: &str) -> bool {
    text.contains("${")
}

/// Prints the written text only, because the expanded path may hold a secret.
impl std::fmt::Debug for PathSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PathSetting").field(&self.text).finish()
    }
}

impl Agent {
    /// The agent directory, with credentials and sessions, and with variables expanded; only for looking at files.
    pub fn resolved_dir(&self, home: &Home) -> PathBuf {
        self.dir.as_ref().map_or_else(|| self.standard_dir(home), |dir| home.resolve_path(&dir.expanded))
    }

    /// The agent directory, to display.
    pub fn display_dir(&self, home: &Home) -> PathBuf {
        self.dir.as_ref().map_or_else(|| self.standard_dir(home), |dir| dir.display_path(home))
    }

    /// The agent directory with the reason why it is this one.
    pub fn dir_with_reason(&self, home: &Home) -> AgentDir {
        let reason =
            if self.dir.is_some() { "its `agentDir` in the configuration" } else { "below the state directory" };
        self.to_agent_dir(home, reason.to_owned())
    }

    fn to_agent_dir(&self, home: &Home, reason: String) -> AgentDir {
        AgentDir {
            displayed: ResolvedPath { path: self.display_dir(home), reason },
            real_path: self.resolved_dir(home),
        }
    }

    fn standard_dir(&self, home: &Home) -> PathBuf {
        home.state_dir.path.join("agents").join(&self.id).join("agent")
    }
}

impl Agents {
    /// The directory of the default agent, which is used when no agent is specified.
    pub fn default_agent_dir(&self, home: &Home) -> AgentDir {
        match self.default_agent().filter(|_| !home.is_agent_dir_set) {
            Some(agent) if agent.id != MAIN_AGENT_ID => {
                agent.to_agent_dir(home, format!("of `{}`, the default agent", agent.id))
            }
            Some(agent) if agent.dir.is_some() => agent.dir_with_reason(home),
            _ => home.agent_dir.clone().into(),
        }
    }
}

impl From<ResolvedPath> for AgentDir {
    fn from(chosen: ResolvedPath) -> Self {
        Self { real_path: chosen.path.clone(), displayed: chosen }
    }
}
