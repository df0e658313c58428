//! Converts history records to the types of `rules`.

use contract::{OpError, Revision};
use rules::{
    base::write_target::ChangedCredential,
    record::{leaves, undo::RecordedChange},
};
use store::{CredentialRecord, HomeStore, NewRecord, Record, RecordAuthor, Snapshot};

use crate::error::history_unreadable_error;

/// Reads all recorded changes, including pending ones.
pub(crate) fn read_recorded_changes(store: &HomeStore) -> Result<Vec<RecordedChange>, OpError> {
    let records = store.all_records().map_err(|error| history_unreadable_error(&error, store))?;
    Ok(to_recorded_changes(&records))
}

/// Converts records to recorded changes.
pub(crate) fn to_recorded_changes(records: &[Record]) -> Vec<RecordedChange> {
    records.iter().map(to_recorded_change).collect()
}

fn to_recorded_change(Record { id, change, .. }: &Record) -> RecordedChange {
    RecordedChange {
        id: *id,
        change_id: change.part_of.unwrap_or(*id),
        is_ours: change.author != RecordAuthor::Outside,
        op: change.op.clone(),
        file: change.file.clone(),
        rev_before: change.rev_before.clone(),
        rev_after: change.rev_after.clone(),
        undoes: change.undoes,
        leaves: leaf_changes(change),
        has_credentials: !change.credentials.is_empty(),
    }
}

/// The leaf changes of a record.
pub(crate) fn leaf_changes(change: &NewRecord) -> Vec<leaves::LeafChange> {
    change.values.iter().map(leaves::LeafChange::from).collect()
}

/// The changed credentials of a record.
pub(crate) fn changed_credentials(change: &NewRecord) -> Vec<ChangedCredential> {
    let convert = |CredentialRecord { id, kind_before, kind_after }: &CredentialRecord| ChangedCredential {
        id: id.clone(),
        kind_before: kind_before.clone(),
        kind_after: kind_after.clone(),
    };
    change.credentials.iter().map(convert).collect()
}

/// Returns the text of a file at a revision: the current text, or that of the newest matching backup. It may hold
/// secrets: write it to files only.
pub(crate) fn text_at_revision(
    store: &HomeStore,
    snapshot: &Snapshot,
    file: &str,
    revision: &Revision,
) -> Option<String> {
    let source = snapshot.sources.iter().find(|source| store.home.display_path(&source.path) == file)?;
    if source.revision == *revision {
        return Some(source.text.clone());
    }
    String::from_utf8(store.newest_backup(&source.path, revision)?).ok()
}

/// Returns the text of each file before a change, where the file is unchanged since then and its backup still exists.
pub(crate) fn texts_before_change(store: &HomeStore, snapshot: &Snapshot, change: u64) -> Vec<Option<String>> {
    let records = store.all_records().unwrap_or_default();
    let of_change = |record: &&Record| record.change.part_of.unwrap_or(record.id) == change;
    let parts: Vec<_> = records.iter().filter(of_change).map(|record| &record.change).collect();
    let earlier = |source: &store::SourceFile| {
        let file = store.home.display_path(&source.path);
        let part = parts.iter().find(|part| part.file == file && part.rev_after.as_ref() == Some(&source.revision))?;
        String::from_utf8(store.newest_backup(&source.path, part.rev_before.as_ref()?)?).ok()
    };
    snapshot.sources.iter().map(earlier).collect()
}
