//! The `ListChanges` operation.

use std::sync::Arc;

use contract::{
    Author, BoxFuture, ChangeInfo, ChangeList, ListChanges, OpError, RecentChange, Revision, RunsOperation,
};
use rules::{
    base::write_target::ChangedCredential,
    record::{
        leaves::{self, LeafChange},
        undo::{self, CurrentState, UndoRequestError},
    },
};
use store::{History, HomeStore, NewRecord, Record, RecordAuthor, Snapshot, WriteError};

use crate::{
    Workspace, error::history_unreadable_error, journal::unrecorded_change, record_conversion, write::config_files,
};

/// How often the configuration and the history are read if another program writes in between.
const MAX_ATTEMPTS: usize = 3;

impl RunsOperation<ListChanges> for Workspace {
    fn run(&self, op: ListChanges) -> BoxFuture<'_, Result<ChangeList, OpError>> {
        self.run_blocking::<ListChanges>(move |store| list_changes(store, &op))
    }
}

/// Summaries of the latest changes, the newest first.
pub(crate) fn recent_changes(store: &HomeStore, limit: usize) -> Result<Vec<RecentChange>, OpError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let listed = list_changes(store, &ListChanges { limit: Some(limit), brief: true, ..ListChanges::default() })?;
    let summary = |ChangeInfo { id, at, author, op, .. }| RecentChange { id, at, author, op };
    Ok(listed.changes.into_iter().map(summary).collect())
}

fn list_changes(store: &HomeStore, op: &ListChanges) -> Result<ChangeList, OpError> {
    let ConfigAndHistory { snapshot, history, external_change: by_others } = read_config_and_history(store);
    let (History { records, pending: intended, unreadable_lines: skipped }, unreadable) = match history {
        Ok(history) => (history, None),
        Err(error) => (History::default(), Some(history_unreadable_error(&error, store).message)),
    };
    let recorded = records.iter().rev().filter(|record| op.id.is_none_or(|id| id == record.id));
    let mut entries: Vec<ListedChange<'_>> = Vec::new();
    if op.id.is_none() {
        entries.extend(by_others.iter().map(|change| ListedChange { id: None, at: None, change }));
        entries
            .extend(intended.iter().rev().map(|record| ListedChange { id: None, ..ListedChange::from_record(record) }));
    }
    entries.extend(recorded.map(ListedChange::from_record));
    if let (Some(id), []) = (op.id, entries.as_slice()) {
        let newest = records.last().map(|record| record.id);
        return Err(UndoRequestError::NoSuchChange { id, newest }.into());
    }
    entries.retain(|entry| op.author.is_none_or(|author| author == to_author(entry.change.author)));
    let total = entries.len();
    entries.truncate(op.limit.unwrap_or(usize::MAX));
    let all: Vec<_> = records.iter().chain(&intended).cloned().collect();
    let mut changes = to_change_infos(store, snapshot.as_deref(), &all, &entries);
    if op.brief {
        for change in &mut changes {
            change.values.clear();
        }
    }
    Ok(ChangeList { changes, total, warnings: unreadable.into_iter().chain(skipped_lines_warning(skipped)).collect() })
}

/// One entry of the list; a change that is not recorded yet has no id.
struct ListedChange<'a> {
    id: Option<u64>,
    at: Option<&'a String>,
    change: &'a NewRecord,
}

impl<'a> ListedChange<'a> {
    fn from_record(record: &'a Record) -> Self {
        Self { id: Some(record.id), at: Some(&record.time), change: &record.change }
    }
}

/// The configuration and its history, read at the same moment.
struct ConfigAndHistory {
    snapshot: Option<Arc<Snapshot>>,
    history: Result<History, WriteError>,
    /// A change of the configuration that the history lacks.
    external_change: Option<NewRecord>,
}

/// Reads the configuration before the history, so the history contains every change by openclaw that the configuration
/// has. The history may be newer: a difference counts only if the configuration has not changed since it was read.
fn read_config_and_history(store: &HomeStore) -> ConfigAndHistory {
    let read = || {
        let (snapshot, history) = (store.read_config().ok(), store.read_history());
        let by_others = snapshot.as_ref().and_then(|snapshot| unrecorded_change(store, snapshot));
        ConfigAndHistory { snapshot, history, external_change: by_others }
    };
    let is_consistent = |reading: &ConfigAndHistory| {
        reading.external_change.is_none()
            || reading.snapshot.as_ref().is_some_and(|snapshot| store.is_current(snapshot))
    };
    let mut reading = read();
    for _ in 1..MAX_ATTEMPTS {
        if is_consistent(&reading) {
            break;
        }
        reading = read();
    }
    reading
}

fn skipped_lines_warning(skipped: usize) -> Option<String> {
    let lines = if skipped == 1 { "1 line".to_owned() } else { format!("{skipped} lines") };
    (skipped > 0).then(|| format!("{lines} of the history cannot be read: cut off, or from a newer openclaw"))
}

fn to_change_infos(
    store: &HomeStore,
    snapshot: Option<&Snapshot>,
    records: &[Record],
    entries: &[ListedChange<'_>],
) -> Vec<ChangeInfo> {
    let records = record_conversion::to_recorded_changes(records);
    let undone = undo::undone_by(&records);
    let files = snapshot.map(|snapshot| config_files(store, snapshot)).unwrap_or_default();
    let backups =
        |file: &str, revision: &Revision| record_conversion::text_at_revision(store, snapshot?, file, revision);
    let current_state = snapshot.map(|snapshot| {
        CurrentState::new(&snapshot.view, &store.home, &files, &snapshot.layout).with_backups(&backups)
    });
    let undo_error = |id: Option<u64>| match (id, &current_state) {
        (None, _) => Some("it is not recorded yet; our next write records it".to_owned()),
        (_, None) => Some("the configuration cannot be read".to_owned()),
        (Some(id), Some(current_state)) => {
            undo::find_undo_error(&records, id, current_state).map(|reason| reason.to_string())
        }
    };
    let undone_by = |entry: &ListedChange<'_>| undone.get(&entry.change.part_of.or(entry.id)?).copied();
    let info = |entry: &ListedChange<'_>| ChangeInfo {
        undone_by: undone_by(entry),
        ..to_change_info(entry, undo_error(entry.id))
    };
    entries.iter().map(info).collect()
}

fn to_change_info(ListedChange { id, at, change }: &ListedChange<'_>, undo_error: Option<String>) -> ChangeInfo {
    let leaves = record_conversion::leaf_changes(change);
    let changed = record_conversion::changed_credentials(change);
    ChangeInfo {
        id: *id,
        at: at.cloned(),
        author: to_author(change.author),
        op: change.op.clone(),
        subject: leaves::infer_credential_effect(&change.op, &changed, &leaves)
            .or_else(|| leaves::infer_effect(&change.op, &leaves)),
        file: change.file.clone(),
        rev_before: change.rev_before.clone(),
        rev_after: change.rev_after.clone(),
        values: (changed.iter().map(ChangedCredential::to_changed_value))
            .chain(leaves.iter().map(LeafChange::to_leaf_info))
            .collect(),
        part_of: change.part_of,
        undoes: change.undoes,
        undone_by: None,
        can_undo: undo_error.is_none(),
        undo_error,
    }
}

const fn to_author(author: RecordAuthor) -> Author {
    match author {
        RecordAuthor::Cli => Author::Cli,
        RecordAuthor::Ui => Author::Ui,
        RecordAuthor::Outside => Author::Outside,
    }
}
