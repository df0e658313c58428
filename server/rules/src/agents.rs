//! Who the agents are, in both shapes of the file.

pub mod add;
mod default_agent;
mod dir;
mod listed;
mod place;
mod roster;

use std::{collections::BTreeMap, path::PathBuf};

use contract::{Check, Generation, Verdict};
use json5_edit::KeyPath;
use serde_json::{Map, Value};

use crate::{env::Env, health::check, home::Home, shape::Misfit, view::View};
pub use dir::{Spot, Written};
pub use listed::{listed, workspace};
pub(crate) use roster::first_entry;

/// The agent that is there without being named.
pub const MAIN: &str = "main";

/// More than anybody has.
const MOST: usize = 1000;

/// The longest id.
const LONGEST: usize = 64;

/// Everything that a configuration says about who there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agents {
    /// How they are written, and so how they are written back.
    pub shape: Shape,
    /// Whether `agents.ownership` says that none of several is the default by itself.
    pub is_explicit: bool,
    /// At least one, in the order of the file.
    pub all: Vec<Agent>,
    /// What is odd about them.
    pub oddities: Vec<Oddity>,
}

/// How agents are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Not at all: there is `main`.
    None,
    /// `agents.list[]`
    List,
    /// `agents.entries{}`, from 2026.8.1 on.
    Entries,
    /// Both. Of an agent that is in both, the one in `entries` counts.
    Both,
}

/// One agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agent {
    /// Normalised: safe as a part of a path.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Its entry; `None` when nothing is written and it is `main`.
    pub at: Option<KeyPath>,
    /// Whether it answers where no agent is named.
    pub is_default: bool,
    /// `agentDir`
    pub dir: Option<Written>,
    /// `workspace`
    pub workspace: Option<Written>,
    /// Whether it works in `agents.defaults.workspace` itself, and not in a directory below it.
    pub has_shared_workspace: bool,
}

/// What OpenClaw would complain about, or pass over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// More than one is marked as the default; the first counts.
    SeveralDefaults(Vec<String>),
    /// An id is there twice; the first counts.
    Twice(String),
    /// An entry without a usable id.
    NoId(KeyPath),
    /// `list` and `entries` are both there.
    BothShapes,
    /// Not all were read.
    TooMany,
}

/// An id as OpenClaw reads it in a document: what no id can be made of is `main`. The result is never empty and never
/// leads out of a directory.
pub fn normalise(written: &str) -> String {
    id_of(written).unwrap_or_else(|| MAIN.to_owned())
}

/// The id that a name stands for; `None` when nothing of it can be in an id. Whoever types such a name does not mean
/// `main`.
pub fn id_of(typed: &str) -> Option<String> {
    let lower = typed.trim().to_lowercase();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !lower.is_empty() && lower.len() <= LONGEST && lower.chars().all(is_word) && !lower.starts_with(['_', '-']) {
        return Some(lower);
    }
    let mut id = String::new();
    for c in lower.chars() {
        if is_word(c) {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.trim_matches('-').chars().take(LONGEST).collect();
    (!id.is_empty()).then_some(id)
}

impl Agents {
    /// From a document with `agents` in it, or without.
    pub fn read(document: &Value, env: &Env) -> Self {
        let list = document.pointer("/agents/list").and_then(Value::as_array);
        let entries = document.pointer("/agents/entries").and_then(Value::as_object);
        let shape = match (list, entries) {
            (None, None) => Shape::None,
            (Some(_), None) => Shape::List,
            (None, Some(_)) => Shape::Entries,
            (Some(_), Some(_)) => Shape::Both,
        };
        let at = KeyPath::of(["agents"]);
        let listed = (list.into_iter().flatten().enumerate())
            .map(|(index, entry)| (at.key("list").index(index), entry.get("id").and_then(Value::as_str), entry));
        let keyed = (entries.into_iter().flatten())
            .map(|(id, entry)| (at.key("entries").key(id), entry.is_object().then_some(id.as_str()), entry));
        let is_explicit = document.pointer("/agents/ownership").is_some_and(|ownership| ownership == "explicit");
        let mut found = Self { shape, is_explicit, all: Vec::new(), oddities: Vec::new() };
        keyed.chain(listed).take(MOST).for_each(|(at, id, entry)| found.take(at, id, entry, env));
        if list.map_or(0, Vec::len) + entries.map_or(0, Map::len) > MOST {
            found.oddities.push(Oddity::TooMany);
        }
        found.complete(document)
    }

    /// The one that answers where no agent is named.
    pub fn default(&self) -> Option<&Agent> {
        self.all.iter().find(|agent| agent.is_default)
    }

    /// The one with this id, however it is typed.
    pub fn named(&self, typed: &str) -> Option<&Agent> {
        let id = id_of(typed)?;
        self.all.iter().find(|agent| agent.id == id)
    }

    /// The one that answers in this home where none is named. A variable that names a directory means the agent that has
    /// it, and else `main`.
    pub fn unnamed(&self, home: &Home) -> Agent {
        let of_variable = || {
            let with_dir = self.all.iter().find(|agent| agent.dir(home) == home.agent_dir.path);
            with_dir.or_else(|| self.named(MAIN))
        };
        let of_document = || self.default().or_else(|| self.named(MAIN));
        let agent = if home.is_agent_dir_set { of_variable() } else { of_document() };
        agent.cloned().unwrap_or_else(Agent::main)
    }

    fn take(&mut self, at: KeyPath, id: Option<&str>, entry: &Value, env: &Env) {
        let Some(id) = id.map(normalise) else {
            self.oddities.push(Oddity::NoId(at));
            return;
        };
        if self.all.iter().any(|agent| agent.id == id) {
            self.oddities.push(Oddity::Twice(id));
            return;
        }
        let text = |key| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let is_default = entry.get("default").and_then(Value::as_bool).unwrap_or_default();
        let path = |key| text(key).map(|text| Written::new(&text, env));
        let (dir, workspace) = (path("agentDir"), path("workspace"));
        let (name, at) = (text("name"), Some(at));
        self.all.push(Agent { id, name, at, is_default, dir, workspace, has_shared_workspace: false });
    }

    fn complete(mut self, document: &Value) -> Self {
        if self.shape == Shape::Both {
            self.oddities.push(Oddity::BothShapes);
        }
        if self.all.is_empty() {
            self.all.push(Agent::main());
        }
        let marked: Vec<String> = self.all.iter().filter(|agent| agent.is_default).map(|a| a.id.clone()).collect();
        let system = document.pointer("/agents/defaults/systemAgent/agentId").and_then(Value::as_str).map(normalise);
        let is_nobodys = self.is_explicit && self.all.len() > 1;
        let default = (marked.first().or_else(|| system.as_ref().filter(|id| self.named(id).is_some())))
            .or_else(|| self.all.first().filter(|_| !is_nobodys).map(|agent| &agent.id))
            .cloned();
        for agent in &mut self.all {
            agent.is_default = Some(&agent.id) == default.as_ref();
            agent.has_shared_workspace = agent.is_default && !is_nobodys;
        }
        if marked.len() > 1 {
            self.oddities.push(Oddity::SeveralDefaults(marked));
        }
        self
    }
}

impl Agent {
    /// The one that is there where nothing is written.
    fn main() -> Self {
        Self { id: MAIN.to_owned(), ..Self::default() }
    }
}

/// Whether an agent with a primary of its own and no list of its own falls back to the list of all agents. A home that
/// is newer than we know is taken for one of the newest rule.
pub(crate) fn inherits_fallbacks(generation: Generation) -> bool {
    matches!(generation, Generation::Seeds | Generation::AgentDb)
}

/// What is odd and not refused, as findings.
pub fn checks(view: &View) -> Vec<Check> {
    let said = view.agents().oddities.into_iter().filter_map(|oddity| oddity.said(view.generation()));
    said.map(|detail| check("agents", Verdict::Warn, detail, None)).collect()
}

/// Agents that have the directory of one before them, which OpenClaw refuses.
pub(crate) fn sharing(agents: &Agents, home: &Home) -> Vec<Misfit> {
    let mut users: BTreeMap<PathBuf, Vec<&Agent>> = BTreeMap::new();
    agents.all.iter().for_each(|agent| users.entry(agent.dir(home)).or_default().push(agent));
    let misfit = |agents: Vec<&Agent>| {
        let (first, second) = (agents.first()?, agents.get(1)?);
        let why = format!("has the directory `{}` of `{}`", home.show(&first.shown_dir(home)), first.id);
        Some(Misfit { at: second.at.clone()?, why, hint: "give each its own `agentDir`, or none", about: "agents" })
    };
    users.into_values().filter_map(misfit).collect()
}

fn names(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

impl Oddity {
    /// `None` when OpenClaw refuses it, and [`crate::fit`] says so.
    fn said(&self, generation: Generation) -> Option<String> {
        match self {
            Self::NoId(_) => None,
            Self::SeveralDefaults(_) if generation == Generation::SharedDb => None,
            Self::SeveralDefaults(ids) => {
                Some(format!("{} are all marked as the default; the first counts", names(ids)))
            }
            Self::Twice(id) => Some(format!("`{id}` is there more than once; the first counts")),
            Self::TooMany => Some(format!("only the first {MOST} are read")),
            Self::BothShapes => {
                Some("`agents.list` and `agents.entries` are both there; `entries` goes first".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests;
