//! The `AcknowledgeLints` operation.

use std::{collections::BTreeSet, time::SystemTime};

use contract::{AcknowledgeLints, AcknowledgedLints, BoxFuture, Code, Finding, Hint, OpError, RunsOperation};
use rules::base::did_you_mean::closest_names;
use serde_json::{Map, Value};
use store::{HomeStore, ManagerRow, ManagerTable};

use crate::{
    Workspace,
    auth::{HomeCredentials, agent_or_default, findings::ChainFindings, millis_since_epoch},
    error,
    shared::read_snapshot,
};

impl RunsOperation<AcknowledgeLints> for Workspace {
    fn run(&self, op: AcknowledgeLints) -> BoxFuture<'_, Result<AcknowledgedLints, OpError>> {
        let read_only = self.write_policy().read_only;
        let now = self.clock().now();
        self.run_blocking::<AcknowledgeLints>(move |store| {
            if let Some(read_only) = read_only {
                return Err(read_only.to_error());
            }
            let KnownLints { lints, unreadable } = KnownLints::find(store, now)?;
            let ids = if op.all { Ok(None) } else { check_ids(&op.ids, &lints).map(Some) };
            let ids = match unreadable {
                Some(error) if op.all || ids.is_err() => return Err(error),
                _ => ids?,
            };
            let is_asked =
                |lint: &&Finding| lint.acknowledged == op.undo && ids.as_ref().is_none_or(|ids| ids.contains(&lint.id));
            let changed: Vec<_> = lints.iter().filter(is_asked).collect();
            write(store, &changed, op.undo, millis_since_epoch(now))?;
            Ok(AcknowledgedLints { ids: changed.into_iter().map(|lint| lint.id.clone()).collect() })
        })
    }
}

/// The lints of the home, also those that were acknowledged.
struct KnownLints {
    lints: Vec<Finding>,
    /// Why there may be further ones: credentials that could not be read.
    unreadable: Option<OpError>,
}

impl KnownLints {
    fn find(store: &HomeStore, now: SystemTime) -> Result<Self, OpError> {
        let snapshot = read_snapshot(store)?;
        let (agent, dir) = agent_or_default(store, &snapshot.view, None)?;
        let cron_models = store.cron_models();
        let credentials = HomeCredentials::read(store, &snapshot.view, now);
        // Lints do not depend on results of probes.
        let found = ChainFindings::find(&credentials, store, &snapshot.view, (&agent, &dir), &[], cron_models);
        let lints = found.findings.into_iter().filter(|finding| finding.is_lint).collect();
        Ok(Self { lints, unreadable: found.unreadable })
    }
}

/// Refuses ids that are no lints.
fn check_ids(typed: &[String], lints: &[Finding]) -> Result<BTreeSet<String>, OpError> {
    let ids: BTreeSet<_> = typed.iter().map(|id| id.trim().to_owned()).collect();
    let is_known = |id: &&String| lints.iter().any(|lint| lint.id == **id);
    let Some(unknown) = ids.iter().find(|id| !is_known(id)) else { return Ok(ids) };
    let mut error = OpError::new(Code::LintUnknown, format!("there is no lint `{unknown}`"));
    if let Some(closest) = closest_names(unknown, lints.iter().map(|lint| lint.id.as_str())).first() {
        error = error.with_hint(format!("did you mean `{closest}`?"));
    }
    Err(error.with_hint(Hint::for_terminal("`openclaw models doctor` lists the lints")))
}

fn write(store: &HomeStore, lints: &[&Finding], undo: bool, now: i64) -> Result<(), OpError> {
    let ids: BTreeSet<_> = lints.iter().map(|lint| lint.id.as_str()).collect();
    let written = if undo {
        let is_kept = |row: &ManagerRow<Map<String, Value>>| !ids.contains(row.key.as_str());
        store.retain_manager_rows(ManagerTable::Acknowledged, is_kept)
    } else {
        let row = |lint: &&Finding| {
            let value = Map::from_iter([("what".to_owned(), Value::from(lint.what.as_str()))]);
            ManagerRow { key: lint.id.clone(), at_ms: now, value }
        };
        store.put_manager_rows(ManagerTable::Acknowledged, lints.iter().map(row).collect())
    };
    written.map_err(|error| error::write_failed_error(&error, store))
}
