//! Add an agent.

mod add_agent_error;
pub(crate) mod default_agent;
pub(crate) mod entry;
pub(crate) mod new_paths;

use contract::{AddAgent, Effect, OpError};
use serde_json::{Map, Value, json};

use crate::{
    base::{decision::Decision, secret},
    document::{agents::Agents, view::View},
    model::typed_model::TypedModel,
    schema::agent_id::{MAIN_AGENT_ID, id_from_name},
};
pub use add_agent_error::AddAgentError;
use add_agent_error::MAX_NAME_CHARS;
pub use new_paths::{AddContext, PathProbe};

/// Adds an agent in the layout that the file uses.
pub fn add_agent(view: &View, context: &AddContext<'_>, op: &AddAgent) -> Result<Decision, OpError> {
    let agents = view.agents();
    let id = unused_id(&agents, &op.name)?;
    let entry = build_entry(view, context, &agents, op, &id)?;
    let shown: Vec<_> =
        ["name", "workspace", "agentDir"].into_iter().filter(|key| is_displayable(&entry, key)).collect();
    let edits = entry::add_entry_edits(view, context.home, &id, entry);
    let edited = view.with_edits(&edits).ok();
    let entry_path = edited.as_ref().and_then(|after| after.agents().find_by_id(&id)?.entry_path.clone());
    let typed = entry_path.iter().flat_map(|entry_path| shown.iter().map(|key| entry_path.with_key(key))).collect();
    let decision = Decision::new(edits, Effect::AgentAdded { agent: id.clone() })
        .with_typed_paths(typed)
        .with_edited_document(edited.as_ref().map(View::shared_document));
    let is_as_typed = op.name.trim() == id;
    Ok(if is_as_typed { decision } else { decision.with_note(format!("the agent's id is `{id}`")) })
}

/// Whether a value of the new entry may be displayed. The user has just typed it, so it is hidden only if it looks like
/// a secret.
fn is_displayable(entry: &Map<String, Value>, key: &str) -> bool {
    entry.get(key).and_then(Value::as_str).is_some_and(|text| !secret::contains_secret(text))
}

fn unused_id(agents: &Agents, name: &str) -> Result<String, AddAgentError> {
    match id_from_name(name).ok_or(AddAgentError::InvalidName)? {
        _ if name.trim().chars().count() > MAX_NAME_CHARS => Err(AddAgentError::NameTooLong),
        id if id == MAIN_AGENT_ID => Err(AddAgentError::ReservedId),
        id if agents.find_by_id(&id).is_some() => Err(AddAgentError::AlreadyExists { id }),
        id => Ok(id),
    }
}

/// Builds the new entry without the id. Paths are written in full, so that they do not depend on the directory that
/// OpenClaw is started from.
fn build_entry(
    view: &View,
    context: &AddContext<'_>,
    agents: &Agents,
    op: &AddAgent,
    id: &str,
) -> Result<Map<String, Value>, OpError> {
    let workspace = new_paths::new_workspace(context, &op.workspace, id)?;
    let dir = new_paths::new_agent_dir(context, agents, op.agent_dir.as_deref(), id)?;
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(op.name.trim()));
    entry.insert("workspace".to_owned(), json!(workspace.display().to_string()));
    entry.insert("agentDir".to_owned(), json!(dir.display().to_string()));
    if let Some(model) = op.model.as_deref().filter(|model| !model.trim().is_empty()) {
        let typed = TypedModel::resolve(view, model)?;
        typed.check_known(view, op.force)?;
        entry.insert("model".to_owned(), json!(typed.model.key()));
    }
    Ok(entry)
}

#[cfg(test)]
mod tests;
