//! Copies a stored credential into the store of another agent.

use contract::CopyCredential;

use super::{
    CredentialError,
    agent_stores::AgentStores,
    remove::kind_of,
    words::{effect, visible_id},
};
use crate::base::decision::Decision;

/// Copies a key or a token. `from` are the stores of the agent that has it, `to` those of the agent that gets a copy.
pub fn copy_credential(
    op: &CopyCredential,
    from: &AgentStores<'_>,
    to: &AgentStores<'_>,
) -> Result<Decision, CredentialError> {
    let id = op.id.trim();
    let mut sources = from.editors();
    let entry = sources.all().find_map(|editor| editor.profile(id).cloned()).ok_or_else(|| from.unknown(id))?;
    let kind = kind_of(Some(&entry));
    if kind == "oauth" {
        let reason = "two copies of it would renew it against each other and end each other's session";
        return Err(CredentialError::SignIn { id: id.to_owned(), reason });
    }
    let mut targets = to.editors();
    let target = targets.of_agent();
    if target.profile(id).is_some() {
        return Err(CredentialError::Exists { id: id.to_owned(), is_replaceable: false });
    }
    target.set_profile(&[id], entry);
    target.note(id, None, Some(&kind));
    let (shown, agent) = (visible_id(id), to.agent);
    let words = effect(
        format!("Copy credential `{shown}` to agent `{agent}`"),
        format!("copied credential `{shown}` to agent `{agent}`"),
    );
    let command = format!("openclaw models auth copy {id} --to-agent {agent}");
    let decision = targets.into_decision(Vec::new(), words, command)?;
    let was_seen = to.merged.find(id).is_some();
    let note = format!("agent `{agent}` already used the one that is stored for all agents; it now has its own");
    Ok(if was_seen { decision.with_note(note) } else { decision })
}
