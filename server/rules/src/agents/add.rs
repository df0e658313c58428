//! One more agent.

use contract::{AddAgent, Effect};
use serde_json::{Map, Value, json};

pub use super::place::{Around, Seen};
use super::{Agents, MAIN, id_of, place, roster};
use crate::{
    decision::{Decision, Refusal},
    known,
    refs::named,
    secret,
    view::View,
};

/// A longer name is none.
const LONGEST_NAME: usize = 128;

/// Why an agent is not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    /// There is one of this id.
    #[error("agent `{id}` already exists")]
    Exists {
        /// Which.
        id: String,
    },
    /// The id is that of the agent that is always there.
    #[error("`{MAIN}` is reserved: choose another name")]
    Reserved,
    /// Nothing of the name can be in an id.
    #[error("could not add an agent: no id can be made of its name")]
    NoId,
    /// Nobody is called that.
    #[error("could not add an agent: its name is longer than {LONGEST_NAME} characters")]
    LongName,
    /// It has nowhere to work.
    #[error("could not add agent `{id}`: its workspace is not named")]
    NoWorkspace {
        /// Which.
        id: String,
    },
    /// Its directory is another one's.
    #[error("could not add agent `{id}`: its directory is the one of agent `{other}`")]
    DirTaken {
        /// Which.
        id: String,
        /// Whose it is.
        other: String,
    },
    /// What a variable stands for may be a secret, and would become the name of a directory.
    #[error("could not add agent `{id}`: its {what} names a variable")]
    Variable {
        /// Which.
        id: String,
        /// Which of its directories.
        what: &'static str,
    },
    /// No system takes it.
    #[error("could not add agent `{id}`: its {what} is no path, or too long")]
    NotAPath {
        /// Which.
        id: String,
        /// Which of its directories.
        what: &'static str,
    },
    /// A file, or a link that leads to none.
    #[error("could not add agent `{id}`: `{path}` is not a directory")]
    InTheWay {
        /// Which.
        id: String,
        /// What is in the way: for people.
        path: String,
    },
    /// A page makes no directories wherever it likes.
    #[error("could not add agent `{id}`: its {what} cannot be chosen from a page")]
    NotForPages {
        /// Which.
        id: String,
        /// Which of its directories.
        what: &'static str,
    },
    /// The same of the one that must be named.
    #[error("could not add agent `{id}`: from a page its workspace must lie below `{state_dir}`")]
    WorkspaceElsewhere {
        /// Which.
        id: String,
        /// The state directory: for people.
        state_dir: String,
    },
}

/// Adds an agent in the shape that the file has.
pub fn add(view: &View, around: &Around<'_>, op: &AddAgent) -> Result<Decision, Refusal> {
    let agents = view.agents();
    let id = free_id(&agents, &op.name)?;
    let entry = entry(view, around, &agents, op, &id)?;
    let shown: Vec<_> = ["name", "workspace", "agentDir"].into_iter().filter(|key| may_be_shown(&entry, key)).collect();
    let edits = roster::added(view, around.home, &id, entry);
    let at = view.edited(&edits).ok().and_then(|after| after.agents().named(&id)?.at.clone());
    let typed = at.iter().flat_map(|at| shown.iter().map(|key| at.key(key))).collect();
    let decision = Decision::new(edits, Effect::AgentAdded { agent: id.clone() }).typed(typed);
    let is_as_typed = op.name.trim() == id;
    Ok(if is_as_typed { decision } else { decision.note(format!("the agent's id is `{id}`")) })
}

/// Whether a value of the new entry, which was typed a moment ago, may be shown: unless it looks like a secret.
fn may_be_shown(entry: &Map<String, Value>, key: &str) -> bool {
    entry.get(key).and_then(Value::as_str).is_some_and(|text| !secret::has_one(text))
}

fn free_id(agents: &Agents, name: &str) -> Result<String, NotAdded> {
    match id_of(name).ok_or(NotAdded::NoId)? {
        _ if name.trim().chars().count() > LONGEST_NAME => Err(NotAdded::LongName),
        id if id == MAIN => Err(NotAdded::Reserved),
        id if agents.named(&id).is_some() => Err(NotAdded::Exists { id }),
        id => Ok(id),
    }
}

/// Everything but the id. Paths are written in full, so that they mean the same from wherever OpenClaw is started.
fn entry(
    view: &View,
    around: &Around<'_>,
    agents: &Agents,
    op: &AddAgent,
    id: &str,
) -> Result<Map<String, Value>, Refusal> {
    let workspace = place::workspace(around, &op.workspace, id)?;
    let dir = place::dir(around, agents, op.agent_dir.as_deref(), id)?;
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(op.name.trim()));
    entry.insert("workspace".to_owned(), json!(workspace.display().to_string()));
    entry.insert("agentDir".to_owned(), json!(dir.display().to_string()));
    if let Some(model) = op.model.as_deref().filter(|model| !model.trim().is_empty()) {
        let named = named(view, model)?;
        known::check(view, &named, op.force).map_err(|refusal| refusal.of_word(model))?;
        entry.insert("model".to_owned(), json!(named.key()));
    }
    Ok(entry)
}

#[cfg(test)]
mod tests;
