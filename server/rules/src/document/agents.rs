//! The agents of a configuration, read from either layout: `agents.list` and `agents.entries`.

pub(crate) mod dir;
mod unknown_agent;

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use contract::Generation;
use json5_edit::KeyPath;
use serde_json::{Map, Value};

use crate::{
    base::{env::Env, home::Home},
    schema::{
        Violation,
        agent_id::{MAIN_AGENT_ID, id_from_name, normalize_id},
    },
};
pub use dir::{AgentDir, PathSetting};
pub use unknown_agent::UnknownAgent;

/// The most agents that are read.
pub(crate) const MAX_AGENTS: usize = 1000;

/// All agents of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agents {
    /// The layout that the agents are written in.
    pub layout: AgentsLayout,
    /// Whether `agents.ownership` is `explicit`: of several agents, none is then the default unless it is named.
    pub has_explicit_ownership: bool,
    /// At least one agent, in the order of the file.
    pub all: Vec<Agent>,
    /// Problems with the entries.
    pub issues: Vec<AgentIssue>,
}

/// The layout that agents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentsLayout {
    /// No agent is written; only `main` exists.
    Absent,
    /// `agents.list[]`
    List,
    /// `agents.entries{}`, from 2026.8.1 on.
    Entries,
    /// Both layouts. For an agent that is in both, the entry in `entries` counts.
    Both,
}

/// One agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent {
    /// The normalized id, safe as a path component.
    pub id: String,
    /// The display name.
    pub name: Option<String>,
    /// The path of its entry; `None` for `main` without an entry.
    pub entry_path: Option<KeyPath>,
    /// Whether it is the default agent, which answers when no agent is specified.
    pub is_default: bool,
    /// `agentDir`
    pub dir: Option<PathSetting>,
    /// `workspace`
    pub workspace: Option<PathSetting>,
    /// Whether its workspace is `agents.defaults.workspace` itself instead of a directory below it.
    pub has_shared_workspace: bool,
}

/// A problem with the agents of a configuration that OpenClaw refuses or ignores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentIssue {
    /// More than one agent is marked as the default; the first counts.
    MultipleDefaults(Vec<String>),
    /// Two entries have the same id; the first counts.
    DuplicateId(String),
    /// An entry has no usable id.
    MissingId(KeyPath),
    /// The file has both `agents.list` and `agents.entries`.
    BothLayouts,
    /// There are more agents than are read; the rest is ignored.
    TooManyAgents,
}

impl Agents {
    /// Reads the agents of a document, which need not have an `agents` section.
    pub fn read(document: &Value, env: &Env) -> Self {
        let list = document.pointer("/agents/list").and_then(Value::as_array);
        let entries = document.pointer("/agents/entries").and_then(Value::as_object);
        let shape = match (list, entries) {
            (None, None) => AgentsLayout::Absent,
            (Some(_), None) => AgentsLayout::List,
            (None, Some(_)) => AgentsLayout::Entries,
            (Some(_), Some(_)) => AgentsLayout::Both,
        };
        let path = KeyPath::from_keys(["agents"]);
        let listed = (list.into_iter().flatten().enumerate()).map(|(index, entry)| {
            (path.with_key("list").with_index(index), entry.get("id").and_then(Value::as_str), entry)
        });
        let keyed = (entries.into_iter().flatten()).map(|(id, entry)| {
            (path.with_key("entries").with_key(id), entry.is_object().then_some(id.as_str()), entry)
        });
        let is_explicit = document.pointer("/agents/ownership").is_some_and(|ownership| ownership == "explicit");
        let mut found =
            Self { layout: shape, has_explicit_ownership: is_explicit, all: Vec::new(), issues: Vec::new() };
        let mut ids = HashSet::new();
        for (path, id, entry) in keyed.chain(listed).take(MAX_AGENTS) {
            let id = id.map(normalize_id);
            let is_new = id.clone().is_none_or(|id| ids.insert(id));
            found.add_entry(path, id, is_new, entry, env);
        }
        if list.map_or(0, Vec::len) + entries.map_or(0, Map::len) > MAX_AGENTS {
            found.issues.push(AgentIssue::TooManyAgents);
        }
        found.resolve_default(document)
    }

    /// The default agent of the document, which answers when no agent is specified.
    pub fn default_agent(&self) -> Option<&Agent> {
        self.all.iter().find(|agent| agent.is_default)
    }

    /// Finds the agent with this id; the typed text is normalized first.
    pub fn find_by_id(&self, typed: &str) -> Option<&Agent> {
        let id = id_from_name(typed)?;
        self.all.iter().find(|agent| agent.id == id)
    }

    /// The default agent in this home. If a variable sets the agent directory, it is the agent that has this directory,
    /// or else `main`.
    pub fn effective_default(&self, home: &Home) -> Agent {
        let of_variable = || {
            let with_dir = self.all.iter().find(|agent| agent.resolved_dir(home) == home.agent_dir.path);
            with_dir.or_else(|| self.find_by_id(MAIN_AGENT_ID))
        };
        let of_document = || self.default_agent().or_else(|| self.find_by_id(MAIN_AGENT_ID));
        let agent = if home.is_agent_dir_set { of_variable() } else { of_document() };
        agent.cloned().unwrap_or_else(Agent::implicit_main)
    }

    fn add_entry(&mut self, entry_path: KeyPath, id: Option<String>, is_new: bool, entry: &Value, env: &Env) {
        let Some(id) = id else {
            self.issues.push(AgentIssue::MissingId(entry_path));
            return;
        };
        if !is_new {
            self.issues.push(AgentIssue::DuplicateId(id));
            return;
        }
        let text = |key| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let is_default = entry.get("default").and_then(Value::as_bool).unwrap_or_default();
        let path_setting = |key| text(key).map(|text| PathSetting::new(&text, env));
        let (dir, workspace) = (path_setting("agentDir"), path_setting("workspace"));
        let (name, entry_path) = (text("name"), Some(entry_path));
        self.all.push(Agent { id, name, entry_path, is_default, dir, workspace, has_shared_workspace: false });
    }

    fn resolve_default(mut self, document: &Value) -> Self {
        if self.layout == AgentsLayout::Both {
            self.issues.push(AgentIssue::BothLayouts);
        }
        if self.all.is_empty() {
            self.all.push(Agent::implicit_main());
        }
        let marked: Vec<String> = self.all.iter().filter(|agent| agent.is_default).map(|a| a.id.clone()).collect();
        let system = document.pointer("/agents/defaults/systemAgent/agentId").and_then(Value::as_str).map(normalize_id);
        let has_no_default = self.has_explicit_ownership && self.all.len() > 1;
        let default = (marked.first().or_else(|| system.as_ref().filter(|id| self.find_by_id(id).is_some())))
            .or_else(|| self.all.first().filter(|_| !has_no_default).map(|agent| &agent.id))
            .cloned();
        for agent in &mut self.all {
            agent.is_default = Some(&agent.id) == default.as_ref();
            agent.has_shared_workspace = agent.is_default && !has_no_default;
        }
        if marked.len() > 1 {
            self.issues.push(AgentIssue::MultipleDefaults(marked));
        }
        self
    }
}

impl Agent {
    /// The agent `main` of a configuration without any agent.
    fn implicit_main() -> Self {
        Self { id: MAIN_AGENT_ID.to_owned(), ..Self::default() }
    }
}

/// Whether an agent that has its own primary but no fallback list inherits the list of `agents.defaults`. A generation
/// that is newer than the known ones is treated like the newest.
pub(crate) fn inherits_fallbacks(generation: Generation) -> bool {
    matches!(generation, Generation::JsonStore | Generation::AgentDb)
}

/// Violations for agents that have the same directory as an earlier agent, which OpenClaw refuses.
pub(crate) fn shared_dir_violations(agents: &Agents, home: &Home) -> Vec<Violation> {
    let mut users: BTreeMap<PathBuf, Vec<&Agent>> = BTreeMap::new();
    agents.all.iter().for_each(|agent| users.entry(agent.resolved_dir(home)).or_default().push(agent));
    let violation = |agents: Vec<&Agent>| {
        let (first, second) = (agents.first()?, agents.get(1)?);
        let reason = format!(
            "uses the directory `{}`, which belongs to `{}`",
            home.display_path(&first.display_dir(home)),
            first.id
        );
        let hint = "give each agent its own `agentDir`, or remove the setting";
        Some(Violation::of_agents(second.entry_path.clone()?, reason, hint))
    };
    users.into_values().filter_map(violation).collect()
}

#[cfg(test)]
mod tests;
