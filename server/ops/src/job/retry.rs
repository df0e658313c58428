//! Ends the cooldowns of credentials that answer again.

use std::collections::BTreeSet;

use contract::{ClearCooldown, ListCredentials, OpError, ProbeRow, ProbeVerdict, RunsOperation, Write};
use rules::{classify::cause::ProbeStatus, probe::cooldown::CooldownEnd};

use crate::Workspace;

/// Ends the cooldowns of stored credentials that answer.
#[derive(Debug, Clone)]
pub(crate) struct CooldownRetry {
    /// The agent whose stores are changed; `None`: the default agent.
    pub(crate) agent: Option<String>,
}

impl CooldownRetry {
    /// Ends the cooldown of each credential with an answer, reads it again, and adds what became of it to the verdict.
    pub(crate) async fn end_cooldowns(
        &self,
        workspace: &Workspace,
        rows: &[ProbeRow],
        verdict: ProbeVerdict,
    ) -> ProbeVerdict {
        let mut texts = vec![verdict.text];
        let mut are_over = true;
        match self.ids_in_cooldown(workspace).await {
            Ok(before) => {
                for row in rows {
                    let Some(id) = &row.profile_id else { continue };
                    let Some(end) = self.try_end(workspace, row, id, before.contains(id)).await else { continue };
                    are_over &= end.is_over();
                    texts.push(end.sentence(id));
                }
            }
            Err(error) => {
                are_over = false;
                texts.push(error.message);
            }
        }
        let exit_code = if are_over { verdict.exit_code } else { verdict.exit_code.max(1) };
        ProbeVerdict { text: texts.join("; "), exit_code, ..verdict }
    }

    /// What became of the cooldown of a credential; `None` if it has none, and does not answer.
    async fn try_end(
        &self,
        workspace: &Workspace,
        row: &ProbeRow,
        id: &str,
        is_in_cooldown: bool,
    ) -> Option<CooldownEnd> {
        let is_ok = row.status == ProbeStatus::Ok.as_str();
        match (is_ok, is_in_cooldown) {
            (false, false) => None,
            (true, false) => Some(CooldownEnd::NotNeeded),
            (false, true) => Some(CooldownEnd::NoAnswer(row.word.clone())),
            (true, true) => Some(match self.end(workspace, id).await {
                Ok(true) => CooldownEnd::Ended,
                Ok(false) => CooldownEnd::SetAgain,
                Err(error) => CooldownEnd::NotEnded(error.message),
            }),
        }
    }

    /// Ends a cooldown; returns whether it is over then.
    async fn end(&self, workspace: &Workspace, id: &str) -> Result<bool, OpError> {
        let op = ClearCooldown { id: Some(id.to_owned()), model: None, agent: self.agent.clone() };
        RunsOperation::run(workspace, Write::apply(op)).await?;
        Ok(!self.ids_in_cooldown(workspace).await?.contains(id))
    }

    /// The ids of the stored credentials in a cooldown.
    async fn ids_in_cooldown(&self, workspace: &Workspace) -> Result<BTreeSet<String>, OpError> {
        let op = ListCredentials { agent: self.agent.clone(), ..ListCredentials::default() };
        let report = RunsOperation::run(workspace, op).await?;
        let credentials = report.providers.into_iter().flat_map(|of| of.credentials);
        Ok(credentials.filter(|one| one.usable_at.is_some()).filter_map(|one| one.profile_id).collect())
    }
}
