//! The home: where its files are, which generation they are, and whether they pass the checks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::{AllowedModels, CredentialReport, OpError};
use crate::{
    Answer, Chain, Finding, Mark, ModelFacts, RecentChange, Revision,
    op::{Op, OperationKind},
    word::impl_serde_by_word,
};

/// Show the configured models and the files they come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowStatus {
    /// The agent; `None`: the default agent.
    #[serde(default)]
    pub agent: Option<String>,
    /// Whether the problems and the lints are wanted.
    #[serde(default)]
    pub with_findings: bool,
    /// How many of the latest changes are wanted.
    #[serde(default)]
    pub recent_changes: usize,
    /// What a command shows about credentials. Pages do not send it, and get marks instead.
    #[serde(skip)]
    pub credentials: Option<CredentialQuery>,
}

/// What a command shows about credentials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CredentialQuery {
    /// A credential that expires within this time counts as expiring; `None`: seven days.
    pub warn_within_ms: Option<i64>,
    /// Whether the login shell is asked for variables.
    pub shell_env: bool,
}

impl Op for ShowStatus {
    type Out = StatusReport;
    const PATH: &'static str = "status/show";
    const KIND: OperationKind = OperationKind::Read;
}

/// Report of `models status`. What only the command line shows is in [`TerminalStatus`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusReport {
    /// The configuration file.
    pub config: PathInfo,
    /// Generation of the home's file format.
    pub generation: GenerationInfo,
    /// Answer to a text request to an agent without its own models.
    pub answer: Answer,
    /// The default text chain.
    pub text: Chain,
    /// The image chain.
    pub image: Chain,
    /// Whether text and image requests can be answered by the requested agent, in a few words.
    pub states: Vec<Mark>,
    /// The requested agent.
    pub agent: AgentInfo,
    /// Key → facts, for the models of all chains.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, ModelFacts>,
    /// Key → what pays for the model, for the models of all chains. What differs for an agent is in [`AgentInfo`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub credential_marks: BTreeMap<String, Mark>,
    /// Key → what the last probe of the model showed, and when; for the requested agent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub proofs: BTreeMap<String, Mark>,
    /// How many requests it takes to probe the text chain of the requested agent, and what they cost at most.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text_probe_cost: String,
    /// How many requests it takes to probe the image chain, and what they cost at most.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub image_probe_cost: String,
    /// Credentials in use that expire soon or have expired, what cannot answer now, and a store that cannot be read, in
    /// sentences; for the requested agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_notice: Option<String>,
    /// What keeps requests from being answered or may do so, with the repairs, and the lints that are open; empty if it is
    /// not wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// `<role>:<agent>:<model>` → the lints about a step; the agent is empty for the default chains. Empty if they are not
    /// wanted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lints: BTreeMap<String, Vec<Mark>>,
    /// Whether a credential of any agent should be looked at.
    pub needs_attention: bool,
    /// The latest changes, the newest first: as many as are wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<RecentChange>,
    /// Diagrams of the routes of requests: markup for a page, in which all names are escaped.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub routes: String,
    /// All agents: at least `main`.
    pub agents: Vec<AgentInfo>,
    /// Reasons why a chain may not work as configured: OpenClaw rejects the file, a variable is not set, or a name
    /// resolves to another model or to none.
    pub warnings: Vec<String>,
    /// Revision of the file that was read; `None` if there is no file yet.
    pub revision: Option<Revision>,
    /// What only the command line shows. Pages do not have it: it would take code that every page loads.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip)]
    pub terminal: TerminalStatus,
}

/// The part of [`StatusReport`] that only the command line shows.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalStatus {
    /// The state directory.
    pub state_dir: PathInfo,
    /// Directory of the requested agent.
    pub agent_dir: PathInfo,
    /// The allowlist.
    pub allowed: AllowedModels,
    /// Alias → ref, for every model that has an alias.
    pub aliases: BTreeMap<String, String>,
    /// The credentials of the requested agent, or why they cannot be read; `None` if they were not asked for.
    pub credentials: Option<Result<CredentialReport, OpError>>,
}

impl StatusReport {
    /// Whether the home has no configuration file yet.
    pub fn is_new_home(&self) -> bool {
        self.revision.is_none()
    }

    /// Whether there is an agent besides `main`.
    pub fn has_agents_besides_main(&self) -> bool {
        self.agents.iter().any(|agent| agent.id != "main")
    }
}

/// An agent and its models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentInfo {
    /// Id as it is used in paths and after `--agent`.
    pub id: String,
    /// Display name.
    pub name: Option<String>,
    /// Whether this agent answers requests that name no agent.
    pub is_default: bool,
    /// Text chain.
    pub text: Chain,
    /// Answer to a text request.
    pub answer: Answer,
    /// Layer that the primary comes from.
    pub primary_from: ConfigLayer,
    /// Layer that the fallbacks come from.
    pub fallbacks_from: ConfigLayer,
    /// Whether setting a primary of its own would drop the inherited fallbacks, as it does in some homes.
    pub may_lose_fallbacks: bool,
    /// Whether it has fallbacks of its own and can inherit the default ones instead.
    pub may_inherit_fallbacks: bool,
    /// Working directory, shortened for display.
    pub workspace: String,
    /// Directory of its credentials, shortened for display.
    pub dir: String,
    /// Key → what pays for the model, where that differs from [`StatusReport::credential_marks`] because the agent has
    /// credentials of its own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub credential_marks: BTreeMap<String, Mark>,
}

impl AgentInfo {
    /// Whether it has a primary or fallbacks of its own.
    pub fn has_own_models(&self) -> bool {
        [self.primary_from, self.fallbacks_from].contains(&ConfigLayer::Agent)
    }
}

/// Layer that a setting of an agent comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigLayer {
    /// The agent's own entry.
    Agent,
    /// The defaults.
    Defaults,
}

impl_serde_by_word!(ConfigLayer, [(Self::Agent, "agent"), (Self::Defaults, "defaults")]);

/// Show which files are used and why, and check them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunDoctor {
    /// Days before the end of a model in which it is reported; `None`: 90.
    #[serde(default)]
    pub horizon_days: Option<u32>,
}

impl Op for RunDoctor {
    type Out = DoctorReport;
    const PATH: &'static str = "system/paths";
    const KIND: OperationKind = OperationKind::Read;
}

/// Report of `models doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DoctorReport {
    /// Directory that OpenClaw takes as `~`.
    pub home: PathInfo,
    /// The state directory.
    pub state_dir: PathInfo,
    /// The configuration file.
    pub config: PathInfo,
    /// Directory of the default agent.
    pub agent_dir: PathInfo,
    /// Directory for openclaw's own files.
    pub manager_dir: PathInfo,
    /// Generation of the home's file format.
    pub generation: GenerationInfo,
    /// Findings: about requests first, then in the order of the files.
    pub checks: Vec<Check>,
    /// Why requests are not answered, or may soon not be, with the repairs. The repair that helps the most steps comes first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Whether no check has the verdict [`Verdict::Bad`].
    #[serde(rename = "sound")]
    pub is_sound: bool,
    /// Summary of the checks.
    pub summary: CheckSummary,
}

/// Summary of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckSummary {
    /// Whether there is a configuration file.
    pub has_config: bool,
    /// Whether an OpenClaw was found on `PATH`.
    pub has_openclaw: bool,
    /// Number of findings with [`Verdict::Bad`].
    pub bad: usize,
    /// Number of findings with [`Verdict::Warn`].
    pub warn: usize,
}

/// A path, and why this one was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathInfo {
    /// Full path.
    pub path: String,
    /// Path for display: the home directory as `~`.
    #[serde(rename = "shown")]
    pub display_path: String,
    /// Whether the path exists.
    pub exists: bool,
    /// Why this one was chosen: “`OPENCLAW_STATE_DIR` is set”.
    #[serde(rename = "why")]
    pub reason: String,
}

/// A finding about a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Subject of the check.
    pub name: String,
    /// Result of the check.
    pub verdict: Verdict,
    /// What was found, in one phrase.
    pub detail: String,
    /// How to repair it, if a repair is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Result of a [`Check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Passed.
    Ok,
    /// Not checked, or the file does not exist yet: neither good nor bad.
    Note,
    /// Works, but should be looked at.
    Warn,
    /// Does not work.
    Bad,
}

/// Generation of a home's files: OpenClaw's versions store credentials differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// Up to 2026.6.1: credentials in JSON files.
    JsonStore,
    /// 2026.6.5 to 7.x: credentials in each agent's database.
    AgentDb,
    /// From 2026.8.1: credentials in the shared state database.
    SharedDb,
    /// Not recognized, or newer than the known ones: can be viewed, but is never written.
    Unknown,
}

impl_serde_by_word!(
    Generation,
    [Self::JsonStore, Self::AgentDb, Self::SharedDb, Self::Unknown].map(|kind| (kind, kind.as_str()))
);

impl Generation {
    /// The printed name, such as `shared-db`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonStore => "seeds",
            Self::AgentDb => "agent-db",
            Self::SharedDb => "shared-db",
            Self::Unknown => "unknown",
        }
    }
}

/// A [`Generation`] and how it was recognized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerationInfo {
    /// The generation.
    pub kind: Generation,
    /// How it was recognized, such as “`state/openclaw.sqlite` holds the shared store”.
    pub why: String,
}
