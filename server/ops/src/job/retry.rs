//! Ends the cooldowns of credentials that answer again.

use std::collections::BTreeSet;

use contract::{ClearCooldown, ListCredentials, OpError, ProbeRow, RunsOperation, Write};
use rules::{classify::cause::ProbeStatus, probe::proof::cooldown_sentence};

use crate::Workspace;

/// Ends the cooldowns of stored credentials that answer.
#[derive(Debug, Clone)]
pub(crate) struct CooldownRetry {
    /// The agent whose stores are changed; `None`: the default agent.
    pub(crate) agent: Option<String>,
}

impl CooldownRetry {
    /// Ends the cooldown of each credential with an answer, and reads it again. Returns a sentence for each credential that
    /// is, or was, in a cooldown.
    pub(crate) async fn end_cooldowns(&self, workspace: &Workspace, rows: &[ProbeRow]) -> Vec<String> {
        let before = self.resting(workspace).await.unwrap_or_default();
        let mut sentences = Vec::new();
        for row in rows {
            let Some(id) = row.profile_id.as_ref().filter(|id| before.contains(*id)) else { continue };
            let is_ok = row.status == ProbeStatus::Ok.as_str();
            let ended = if is_ok { self.end(workspace, id).await.map(Some) } else { Ok(None) };
            sentences.push(cooldown_sentence(
                id,
                &row.word,
                ended.as_ref().copied().map_err(|error| error.message.as_str()),
            ));
        }
        sentences
    }

    /// Ends a cooldown; returns whether it is over then.
    async fn end(&self, workspace: &Workspace, id: &str) -> Result<bool, OpError> {
        let op = ClearCooldown { id: Some(id.to_owned()), model: None, agent: self.agent.clone() };
        RunsOperation::run(workspace, Write::apply(op)).await?;
        Ok(!self.resting(workspace).await?.contains(id))
    }

    /// The ids of the stored credentials in a cooldown.
    async fn resting(&self, workspace: &Workspace) -> Result<BTreeSet<String>, OpError> {
        let op = ListCredentials { agent: self.agent.clone(), ..ListCredentials::default() };
        let report = RunsOperation::run(workspace, op).await?;
        let credentials = report.providers.into_iter().flat_map(|of| of.credentials);
        Ok(credentials.filter(|one| one.usable_at.is_some()).filter_map(|one| one.profile_id).collect())
    }
}
