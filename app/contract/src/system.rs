//! The home itself: where its files are, which generation they are, whether they are sound.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Allowed, Answer, Because, Chain, Revision,
    op::{Kind, Op},
};

/// Show what is configured, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Of this agent; `None`: of the default agent.
    #[serde(default)]
    pub agent: Option<String>,
}

impl Op for Status {
    type Out = StatusReport;
    const PATH: &'static str = "status/show";
    const KIND: Kind = Kind::Read;
}

/// The configuration side of `models status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusReport {
    /// The configuration file.
    pub config: Located,
    /// The state directory.
    pub state_dir: Located,
    /// Which dialect the home speaks.
    pub generation: GenerationInfo,
    /// What a text request gets, of an agent that says nothing itself.
    pub answer: Answer,
    /// The default text chain.
    pub text: Chain,
    /// The image chain.
    pub image: Chain,
    /// How it comes to its first model.
    pub image_why: Because,
    /// The agent that was asked for.
    pub agent: AgentInfo,
    /// Its directory.
    pub agent_dir: Located,
    /// What may be asked for by name.
    pub allowed: Allowed,
    /// Alias → ref, of every model that has one.
    pub aliases: BTreeMap<String, String>,
    /// Who the agents are: at least `main`.
    pub agents: Vec<AgentInfo>,
    /// What keeps a chain from being what it says: that OpenClaw refuses the file, a variable that is not set, a name
    /// that means something else, or nothing to anybody here.
    pub warnings: Vec<String>,
    /// The bytes this was read from; `None` when there is no file yet.
    pub revision: Option<Revision>,
}

impl StatusReport {
    /// Whether there is nothing to show yet: no configuration file at all.
    pub fn is_new_home(&self) -> bool {
        self.revision.is_none()
    }

    /// Whether there is any agent but `main`.
    pub fn has_agents(&self) -> bool {
        self.agents.iter().any(|agent| agent.id != "main")
    }
}

/// One agent, and what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentInfo {
    /// As it stands in paths and after `--agent`.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whether it answers where no agent is named.
    pub is_default: bool,
    /// What answers text.
    pub text: Chain,
    /// What a text request gets.
    pub answer: Answer,
    /// Who names the primary.
    pub primary_from: Layer,
    /// Who names the fallbacks.
    pub fallbacks_from: Layer,
    /// Whether a first model of its own would take away the fallbacks that it inherits: in some homes it does.
    pub may_lose_fallbacks: bool,
    /// Whether it has fallbacks of its own, and can use the default ones instead.
    pub may_inherit_fallbacks: bool,
    /// The directory that it works in, for people.
    pub workspace: String,
    /// Where its credentials are, for people.
    pub dir: String,
}

impl AgentInfo {
    /// Whether it does not use the default models.
    pub fn has_own(&self) -> bool {
        [self.primary_from, self.fallbacks_from].contains(&Layer::Agent)
    }
}

/// Where a setting of an agent comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Its own entry.
    Agent,
    /// The defaults.
    Defaults,
}

/// Show which files are used and why, and check that they are sound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {}

impl Op for Paths {
    type Out = PathsReport;
    const PATH: &'static str = "system/paths";
    const KIND: Kind = Kind::Read;
}

/// What `models doctor` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathsReport {
    /// Where `~` points for OpenClaw.
    pub home: Located,
    /// The state directory.
    pub state_dir: Located,
    /// The configuration file.
    pub config: Located,
    /// The directory of the default agent.
    pub agent_dir: Located,
    /// What we keep ourselves.
    pub manager_dir: Located,
    /// Which dialect the home speaks.
    pub generation: GenerationInfo,
    /// Findings, in the order of the files.
    pub checks: Vec<Check>,
    /// Whether no finding means that something does not work.
    pub sound: bool,
    /// The findings in short.
    pub summary: Summary,
}

/// What the findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Whether there is a configuration file.
    pub has_config: bool,
    /// Whether an OpenClaw was found on `PATH`.
    pub has_openclaw: bool,
    /// How many things do not work.
    pub bad: usize,
    /// How many deserve a look.
    pub warn: usize,
}

/// A path, and why it is this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    /// In full.
    pub path: String,
    /// For people: the home as `~`.
    pub shown: String,
    /// Whether anything is there.
    pub exists: bool,
    /// Why this one was chosen: “`OPENCLAW_STATE_DIR` is set”.
    pub why: String,
}

/// One finding about a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// How it is.
    pub verdict: Verdict,
    /// What was found, in one phrase.
    pub detail: String,
    /// The repair, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// How a [`Check`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Checked, and as it should be.
    Ok,
    /// Not checked, or not there yet: neither good nor bad.
    Note,
    /// Works, and deserves a look.
    Warn,
    /// Does not work.
    Bad,
}

/// The dialect of a home's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generation {
    /// Up to 2026.6.1: credentials in JSON files.
    Seeds,
    /// 2026.6.5 to 7.x: credentials in each agent's database.
    AgentDb,
    /// From 2026.8.1: credentials in the shared state database.
    SharedDb,
    /// Not recognised, or newer than we know: shown, never written.
    Unknown,
}

impl Generation {
    /// `shared-db`
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seeds => "seeds",
            Self::AgentDb => "agent-db",
            Self::SharedDb => "shared-db",
            Self::Unknown => "unknown",
        }
    }
}

/// A [`Generation`] and what gave it away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerationInfo {
    /// Which.
    pub kind: Generation,
    /// “`state/openclaw.sqlite` holds the shared store”.
    pub why: String,
}
