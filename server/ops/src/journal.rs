//! Builds history records: the change of an operation, and changes that other programs made before it.

use std::path::Path;

use contract::{AddAgent, Op, UndoChange};
use json5_edit::KeyPath;
use rules::{
    base::write_target::{ChangedCredential, CredentialStoreEdits},
    record::{
        leaves::{self, LeafSnapshot},
        plan::FileRewrite,
    },
    schema::managed,
};
use store::{
    CredentialRecord, CredentialStoreChange, FileChange, FileReplacement, HomeStore, LeafRecord, NewRecord,
    RecordAuthor, Snapshot, SourceFile, WriteError,
};

use crate::{Workspace, record_conversion};

/// The data for one file's rewrite and its history record.
pub(crate) struct FileWrite<'a> {
    /// The author of the change.
    pub(crate) author: RecordAuthor,
    /// The path of the operation.
    pub(crate) op: &'a str,
    /// The file before the change; `None` when there was none.
    pub(crate) source: Option<&'a SourceFile>,
    /// The new content and its leaf changes.
    pub(crate) rewrite: &'a FileRewrite,
    /// The change that this one undoes.
    pub(crate) undoes: Option<u64>,
}

impl<'a> FileWrite<'a> {
    /// Builds the file change, together with an unrecorded change that another program made before.
    pub(crate) fn to_file_change(&self, file: &'a Path, store: &HomeStore) -> FileChange<'a> {
        let Self { source, rewrite, .. } = self;
        let before = source.map(|source| &source.revision);
        FileChange {
            replacement: FileReplacement { file, expected_revision: before, new_bytes: rewrite.after.as_bytes() },
            mount: &rewrite.mount,
            external_change: source
                .and_then(|source| external_change(store, source, &rewrite.diff.file, &rewrite.mount)),
            own_change: self.to_new_record(),
        }
    }

    fn to_new_record(&self) -> NewRecord {
        NewRecord {
            author: self.author,
            op: self.op.to_owned(),
            file: self.rewrite.diff.file.clone(),
            rev_before: self.source.map(|source| source.revision.clone()),
            rev_after: Some(store::revision_of_bytes(self.rewrite.after.as_bytes())),
            values: self.rewrite.leaves.iter().map(|leaf| to_leaf_record(recordable_leaf(self.op, leaf))).collect(),
            credentials: Vec::new(),
            undoes: self.undoes,
            part_of: None,
        }
    }
}

/// Builds the change of a credential store. Of each entry, the history gets the id and the kind.
pub(crate) fn store_change<'a>(
    edits: &'a CredentialStoreEdits,
    author: RecordAuthor,
    op: &'a str,
    store: &HomeStore,
) -> CredentialStoreChange<'a> {
    let changed = edits.changed.iter().map(|ChangedCredential { id, kind_before, kind_after }| CredentialRecord {
        id: id.clone(),
        kind_before: kind_before.clone(),
        kind_after: kind_after.clone(),
    });
    CredentialStoreChange {
        store: &edits.store,
        display_path: store.home.display_path(&edits.store),
        edits,
        author,
        op,
        changed: changed.collect(),
    }
}

/// Reduces a leaf change to what the history may keep. For a path in an agent's entry, texts are kept only if openclaw
/// generated them (`AddAgent`, `UndoChange`), not if the user supplied them.
pub(crate) fn recordable_leaf(op: &str, leaf: &leaves::LeafChange) -> leaves::LeafChange {
    let is_written_by_us = [AddAgent::PATH, UndoChange::PATH].contains(&op);
    if managed::is_agent_entry(&leaf.path) && !is_written_by_us { leaf.without_texts() } else { leaf.redacted() }
}

impl Workspace {
    /// Records changes of a killed process, and changes that other programs made to the main file since the last
    /// record. A dashboard calls this when it detects a change. If the home has no history, no record and no other file
    /// is created; with a read-only policy, nothing is recorded.
    pub fn record_external_change(&self) -> Result<bool, WriteError> {
        let (store, policy) = (self.store(), self.write_policy());
        if policy.read_only.is_some() {
            return Ok(false);
        }
        let find = || unrecorded_change(store, &*store.read_config().ok()?);
        let has_intent = store.has_pending_intent();
        if !has_intent && find().is_none() {
            return Ok(false);
        }
        // Acquiring the write lock records the intent.
        let guard = store.lock_for_write(&policy.wait_policy)?;
        // Check again: the change may have been recorded while this process waited.
        find().map_or(Ok(has_intent), |new_record| guard.append_record(new_record, self.clock().now()).map(|_| true))
    }
}

/// Returns a change that other programs made to the main file since the last record, if it is not recorded yet.
pub(crate) fn unrecorded_change(store: &HomeStore, snapshot: &Snapshot) -> Option<NewRecord> {
    let source = snapshot.sources.first()?;
    external_change(store, source, &store.home.display_path(&source.path), &KeyPath::default())
}

/// Returns the difference between the managed paths now and after the file's last record; `None` when there is no
/// difference or no record.
fn external_change(store: &HomeStore, source: &SourceFile, file: &str, mount: &KeyPath) -> Option<NewRecord> {
    let last = store.last_record(file).ok()??.change;
    if last.rev_after.as_ref() == Some(&source.revision) {
        return None;
    }
    let all = store.all_records().ok()?.into_iter().map(|record| record.change);
    let file_changes: Vec<_> = all.filter(|change| change.file == file).collect();
    // Without a backup it is only known that the file changed, not what changed.
    let changed = leaves_after_last_change(store, &source.path, &file_changes, mount)
        .map(|left| leaves::diff_leaves(&left, &leaves::read_leaves(&source.text, mount)));
    // The file was only reformatted, or the change does not concern models.
    if changed.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    Some(NewRecord {
        author: RecordAuthor::Outside,
        op: "edit".to_owned(),
        file: file.to_owned(),
        rev_before: last.rev_after,
        rev_after: Some(source.revision.clone()),
        values: changed.iter().flatten().map(|leaf| to_leaf_record(leaf.redacted())).collect(),
        credentials: Vec::new(),
        undoes: None,
        part_of: None,
    })
}

/// The leaves after the last record: those of the newest available backup, with all later records applied.
fn leaves_after_last_change(
    store: &HomeStore,
    file: &Path,
    changes: &[NewRecord],
    mount: &KeyPath,
) -> Option<LeafSnapshot> {
    let mut newest_first = changes.iter().enumerate().rev();
    let (at, backup) = newest_first.find_map(|(at, change)| Some((at, leaves_before(store, file, change, mount)?)))?;
    Some(
        changes
            .iter()
            .skip(at)
            .fold(backup, |leaves, change| leaves::apply_changes(leaves, &record_conversion::leaf_changes(change))),
    )
}

/// The leaves before a change, read from the backup that it made; empty when there was no file.
fn leaves_before(store: &HomeStore, file: &Path, change: &NewRecord, mount: &KeyPath) -> Option<LeafSnapshot> {
    let Some(revision) = &change.rev_before else { return Some(LeafSnapshot::default()) };
    let text = String::from_utf8(store.newest_backup(file, revision)?).ok()?;
    Some(leaves::read_leaves(&text, mount))
}

fn to_leaf_record(leaf: leaves::LeafChange) -> LeafRecord {
    let leaves::LeafChange { path, before, after, created_parents, is_complete, comments_omitted: without_comments } =
        leaf;
    LeafRecord {
        path: path.to_string(),
        before_raw: before,
        after_raw: after,
        created_parents,
        is_complete,
        without_comments,
    }
}
