//! Where an agent's files are, as it is written and as it is meant.

use std::{borrow::Cow, path::PathBuf};

use super::{Agent, Agents, MAIN};
use crate::{
    env::Env,
    home::{Chosen, Home},
};

/// A path as the configuration has it. What its variables stand for may be a secret: that is for looking at files, and
/// never shown, sent or made.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    text: String,
    meant: String,
}

/// A directory: what is said of it, and where it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Spot {
    /// As it is written.
    pub chosen: Chosen,
    /// For looking only.
    pub real: PathBuf,
}

impl Written {
    pub(super) fn new(text: &str, env: &Env) -> Self {
        let meant = env.text(text).map_or_else(|| text.to_owned(), Cow::into_owned);
        Self { text: text.to_owned(), meant }
    }

    /// To be shown.
    pub(super) fn shown(&self, home: &Home) -> PathBuf {
        shown(&self.text, home)
    }
}

/// A path to be shown: in full, unless a variable stands in it.
pub(super) fn shown(text: &str, home: &Home) -> PathBuf {
    if has_variable(text) { PathBuf::from(text) } else { home.absolute(text) }
}

/// Whether a text means something else than it says.
pub(super) fn has_variable(text: &str) -> bool {
    text.contains("${")
}

/// What is meant stays where it is.
impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Written").field(&self.text).finish()
    }
}

impl Agent {
    /// Where its credentials and sessions are; for looking only.
    pub fn dir(&self, home: &Home) -> PathBuf {
        self.dir.as_ref().map_or_else(|| self.usual_dir(home), |dir| home.absolute(&dir.meant))
    }

    /// The same, to be shown.
    pub fn shown_dir(&self, home: &Home) -> PathBuf {
        self.dir.as_ref().map_or_else(|| self.usual_dir(home), |dir| dir.shown(home))
    }

    /// Its directory, and why it is this one.
    pub fn chosen_dir(&self, home: &Home) -> Spot {
        let why = if self.dir.is_some() { "its `agentDir` in the configuration" } else { "below the state directory" };
        self.spot(home, why.to_owned())
    }

    fn spot(&self, home: &Home, why: String) -> Spot {
        Spot { chosen: Chosen { path: self.shown_dir(home), why }, real: self.dir(home) }
    }

    fn usual_dir(&self, home: &Home) -> PathBuf {
        home.state_dir.path.join("agents").join(&self.id).join("agent")
    }
}

impl Agents {
    /// The directory that is used where no agent is named.
    pub fn default_dir(&self, home: &Home) -> Spot {
        match self.default().filter(|_| !home.is_agent_dir_set) {
            Some(agent) if agent.id != MAIN => agent.spot(home, format!("of `{}`, the default agent", agent.id)),
            Some(agent) if agent.dir.is_some() => agent.chosen_dir(home),
            _ => home.agent_dir.clone().into(),
        }
    }
}

impl From<Chosen> for Spot {
    fn from(chosen: Chosen) -> Self {
        Self { real: chosen.path.clone(), chosen }
    }
}
