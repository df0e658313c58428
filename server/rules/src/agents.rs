//! Who the agents are, in both shapes of the file.

use std::{borrow::Cow, collections::BTreeMap, path::PathBuf};

use contract::{Check, Generation, Verdict};
use json5_edit::KeyPath;
use serde_json::{Map, Value};

use crate::{
    env::Env,
    health::check,
    home::{Chosen, Home},
};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Normalised: safe as a part of a path.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Its entry; `None` when nothing is written and it is `main`.
    pub at: Option<KeyPath>,
    /// Whether it answers where no agent is named.
    pub is_default: bool,
    /// `agentDir`, with its variables filled in.
    pub dir: Option<String>,
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

/// An id as OpenClaw uses it, whatever was typed. The result is never empty and never leads out of a directory.
pub fn normalise(typed: &str) -> String {
    let lower = typed.trim().to_lowercase();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !lower.is_empty() && lower.len() <= LONGEST && lower.chars().all(is_word) && !lower.starts_with(['_', '-']) {
        return lower;
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
    if id.is_empty() { MAIN.to_owned() } else { id }
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
        let mut found = Self { shape, all: Vec::new(), oddities: Vec::new() };
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
        let id = normalise(typed);
        self.all.iter().find(|agent| agent.id == id)
    }

    /// The directory that is used where no agent is named.
    pub fn default_dir(&self, home: &Home) -> Chosen {
        match self.default() {
            Some(agent) if !home.is_agent_dir_set && agent.id != MAIN => {
                Chosen { path: agent.dir(home), why: format!("of `{}`, the default agent", agent.id) }
            }
            Some(agent) if !home.is_agent_dir_set && agent.dir.is_some() => {
                Chosen { path: agent.dir(home), why: "its `agentDir` in the configuration".to_owned() }
            }
            _ => home.agent_dir.clone(),
        }
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
        let dir = text("agentDir").map(|dir| env.text(&dir).map(Cow::into_owned).unwrap_or(dir));
        self.all.push(Agent { id, name: text("name"), at: Some(at), is_default, dir });
    }

    fn complete(mut self, document: &Value) -> Self {
        if self.shape == Shape::Both {
            self.oddities.push(Oddity::BothShapes);
        }
        if self.all.is_empty() {
            self.all.push(Agent { id: MAIN.to_owned(), name: None, at: None, is_default: false, dir: None });
        }
        let marked: Vec<String> = self.all.iter().filter(|agent| agent.is_default).map(|a| a.id.clone()).collect();
        let system = document.pointer("/agents/defaults/systemAgent/agentId").and_then(Value::as_str).map(normalise);
        let default = (marked.first().or_else(|| system.as_ref().filter(|id| self.named(id).is_some())))
            .or_else(|| self.all.first().map(|agent| &agent.id))
            .cloned();
        self.all.iter_mut().for_each(|agent| agent.is_default = Some(&agent.id) == default.as_ref());
        if marked.len() > 1 {
            self.oddities.push(Oddity::SeveralDefaults(marked));
        }
        self
    }
}

impl Agent {
    /// Where its credentials and sessions are.
    pub fn dir(&self, home: &Home) -> PathBuf {
        match &self.dir {
            Some(text) => home.absolute(text),
            None => home.state_dir.path.join("agents").join(&self.id).join("agent"),
        }
    }
}

/// Whether an agent with a primary of its own and no list of its own falls back to the list of all agents. A home that
/// is newer than we know is taken for one of the newest rule.
pub(crate) fn inherits_fallbacks(generation: Generation) -> bool {
    matches!(generation, Generation::Seeds | Generation::AgentDb)
}

/// What is odd, as findings.
pub fn checks(agents: &Agents, home: &Home) -> Vec<Check> {
    let odd = agents.oddities.iter().map(|oddity| check("agents", Verdict::Warn, oddity.to_string(), None));
    let shared = shared_dirs(agents, home).into_iter().map(|(dir, ids)| {
        let detail = format!("{} share the directory `{}`; OpenClaw refuses that", names(&ids), home.show(&dir));
        check("agents", Verdict::Bad, detail, Some("give each its own `agentDir`, or none".to_owned()))
    });
    odd.chain(shared).collect()
}

/// The directories that more than one agent uses.
fn shared_dirs(agents: &Agents, home: &Home) -> BTreeMap<PathBuf, Vec<String>> {
    let mut users: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for agent in &agents.all {
        users.entry(agent.dir(home)).or_default().push(agent.id.clone());
    }
    users.retain(|_, ids| ids.len() > 1);
    users
}

fn names(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

impl std::fmt::Display for Oddity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SeveralDefaults(ids) => write!(f, "{} are all marked as the default; the first counts", names(ids)),
            Self::Twice(id) => write!(f, "`{id}` is there more than once; the first counts"),
            Self::NoId(at) => write!(f, "`{at}` is no agent: it has no `id`"),
            Self::TooMany => write!(f, "only the first {MOST} are read"),
            Self::BothShapes => f.write_str("`agents.list` and `agents.entries` are both there; `entries` goes first"),
        }
    }
}

#[cfg(test)]
mod tests;
