//! Commits a change of several targets, and records it in the history.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use contract::Revision;
use json5_edit::{Edit, EditError, KeyPath, Value};
use rules::base::write_target::{CredentialStoreEdits, SecretSlot};
use serde::de::IgnoredAny;
use serde_json::Map;

use crate::{
    CredentialRecord, FileReplacement, LockedCredentialStore, NewRecord, RecordAuthor, StoreTexts, WriteError,
    WriteGuard,
    intent::{IntendedFile, IntendedStore, Intent},
};

/// One change, of any number of targets.
pub struct TargetChanges<'a> {
    /// The changes of credential stores. They are written first, in the order of their paths.
    pub stores: Vec<CredentialStoreChange<'a>>,
    /// The changes of configuration files.
    pub files: Vec<FileChange<'a>>,
    /// The time of the change.
    pub time: SystemTime,
}

/// What a commit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitOutcome {
    /// Every target had its new content already, so nothing was written.
    Unchanged,
    /// The targets were written, and this is the id of the last record.
    Recorded(u64),
    /// The targets were written, but the history could not be.
    NotRecorded,
}

/// The change of one configuration file: its new content and its history records.
#[derive(Clone)]
pub struct FileChange<'a> {
    /// The file and its new content.
    pub replacement: FileReplacement<'a>,
    /// The path in the configuration at which the file is included.
    pub mount: &'a KeyPath,
    /// A change that another program made before this one, if it is not in the history yet.
    pub external_change: Option<NewRecord>,
    /// The record of this change.
    pub own_change: NewRecord,
}

/// The change of one credential store. Its record has no place for a value, and no copy of the store is kept.
pub struct CredentialStoreChange<'a> {
    /// The path of the store.
    pub store: &'a Path,
    /// The path of the store, as it is displayed.
    pub display_path: String,
    /// The edits of the documents.
    pub edits: &'a CredentialStoreEdits,
    /// The author of the change.
    pub author: RecordAuthor,
    /// The name of the operation.
    pub op: &'a str,
    /// The changed entries.
    pub changed: Vec<CredentialRecord>,
}

impl CredentialStoreChange<'_> {
    fn to_new_record(&self) -> NewRecord {
        NewRecord {
            author: self.author,
            op: self.op.to_owned(),
            file: self.display_path.clone(),
            rev_before: None,
            rev_after: None,
            values: Vec::new(),
            credentials: self.changed.clone(),
            undoes: None,
            part_of: None,
        }
    }
}

/// A credential store whose new documents are computed and not written yet.
pub(crate) struct EditedStore<'g> {
    path: PathBuf,
    store: &'g dyn LockedCredentialStore,
    before: StoreTexts,
    after: StoreTexts,
    record: NewRecord,
}

impl EditedStore<'_> {
    fn to_intended(&self) -> IntendedStore {
        IntendedStore {
            path: self.path.clone(),
            before: self.before.revision(),
            after: self.after.revision(),
            own_change: self.record.clone(),
        }
    }
}

impl FileChange<'_> {
    fn to_intended(&self) -> IntendedFile {
        IntendedFile {
            path: self.replacement.file.to_path_buf(),
            mount: self.mount.to_string(),
            external_change: self.external_change.clone(),
            own_change: self.own_change.clone(),
        }
    }
}

impl WriteGuard {
    /// Writes all targets of a change and records it.
    ///
    /// First everything is prepared: the credential stores are read again, their edits are applied and verified, and the
    /// new configuration files are on disk under temporary names. Then the records are saved as an intent, so the author
    /// of the change is known even if the process is killed. Then the credential stores are written, and after them the
    /// configuration, which refers to them: a credential that is not referred to yet does no harm. If a target fails after
    /// another one was written, or a file cannot be restored, the history records those that are written, and the error
    /// names them.
    pub fn commit_and_record(&self, changes: &TargetChanges<'_>) -> Result<CommitOutcome, WriteError> {
        let stores = self.edit_stores(&changes.stores)?;
        let files: Vec<_> = changes.files.iter().map(|file| file.replacement).collect();
        let intent = Intent::new(
            changes.time,
            stores.iter().map(EditedStore::to_intended).collect(),
            changes.files.iter().map(FileChange::to_intended).collect(),
        );
        let mut is_saved = false;
        let mut before_first = || is_saved = self.try_write_intent(&intent);
        match self.commit_targets(&stores, &files, changes.time, &mut before_first) {
            Ok(false) => Ok(CommitOutcome::Unchanged),
            Ok(true) => Ok(self.record_intent(&intent).map_or(CommitOutcome::NotRecorded, CommitOutcome::Recorded)),
            Err(error) => {
                let error = with_written_targets(error, intent.applied_files());
                if matches!(error, WriteError::PartlyWritten { .. }) {
                    let read_store = |path: &Path| self.locked_store(path)?.read_texts();
                    self.record_intent(&intent.retain_applied(&[], &read_store));
                } else if is_saved {
                    self.remove_intent();
                }
                Err(error)
            }
        }
    }

    /// Replaces a file if its revision still is `before` (`None`: if it does not exist), without a record in the
    /// history. Equal bytes change nothing.
    pub fn replace_file(
        &self,
        file: &Path,
        before: Option<&Revision>,
        bytes: &[u8],
        time: SystemTime,
    ) -> Result<Revision, WriteError> {
        let replacement = FileReplacement { file, expected_revision: before, new_bytes: bytes };
        self.commit_targets(&[], &[replacement], time, &mut || {})?;
        Ok(crate::revision_of_bytes(bytes))
    }

    /// Writes the credential stores, then the configuration files, and returns whether anything had to be written.
    /// `before_first` runs when everything is prepared and nothing is written yet.
    fn commit_targets(
        &self,
        stores: &[EditedStore<'_>],
        files: &[FileReplacement<'_>],
        time: SystemTime,
        before_first: &mut dyn FnMut(),
    ) -> Result<bool, WriteError> {
        let mut files = self.stage_files(files, time)?;
        if stores.is_empty() && files.is_empty() {
            return Ok(false);
        }
        before_first();
        self.check_locks()?;
        for (index, EditedStore { store, before, after, .. }) in stores.iter().enumerate() {
            let written = stores.get(..index).unwrap_or_default();
            store.replace_texts(before, after).map_err(|error| with_written_stores(error, written))?;
        }
        files.commit_all().map_err(|error| with_written_stores(error, stores))?;
        Ok(true)
    }

    /// Reads the credential stores again, in the order of their paths, applies the edits and verifies the results. Those
    /// that do not change are left out.
    fn edit_stores(&self, changes: &[CredentialStoreChange<'_>]) -> Result<Vec<EditedStore<'_>>, WriteError> {
        let mut changes: Vec<_> = changes.iter().collect();
        changes.sort_by_key(|change| change.store);
        let edited = changes.into_iter().map(|change| self.edit_store(change));
        let mut edited = edited.collect::<Result<Vec<_>, _>>()?;
        edited.retain(|store| store.before != store.after);
        Ok(edited)
    }

    fn edit_store(&self, change: &CredentialStoreChange<'_>) -> Result<EditedStore<'_>, WriteError> {
        let (path, store) = (change.store.to_path_buf(), self.locked_store(change.store)?);
        let before = store.read_texts()?;
        let after = apply_edits(&before, change.edits, store.has_state_document())
            .map_err(|source| WriteError::NotEditable { path: path.clone(), source })?;
        Ok(EditedStore { path, store, before, after, record: change.to_new_record() })
    }

    /// Adds the records of an intent to the history and removes the intent. Returns the id of the last record, or `None`
    /// if the history could not be written.
    fn record_intent(&self, intent: &Intent) -> Option<u64> {
        match self.append_intent_records(intent, &[]) {
            Ok(records) => {
                self.remove_intent();
                records.last().map(|record| record.id)
            }
            Err(error) => {
                tracing::warn!(%error, "the change is not in the history");
                None
            }
        }
    }
}

/// Computes the documents after the edits. A state with nothing but its version is removed.
fn apply_edits(
    before: &StoreTexts,
    edits: &CredentialStoreEdits,
    has_state_document: bool,
) -> Result<StoreTexts, EditError> {
    let mut of_profiles = edits.profile_edits.clone();
    let mut of_state = edits.state_edits.clone();
    if !has_state_document {
        of_profiles.append(&mut of_state);
    }
    of_profiles.extend(edits.secrets.iter().map(secret_edit));
    let no_profiles = Edit::Set { path: KeyPath::from_keys(["profiles"]), value: Value::Object(Map::new()).into() };
    let state = edit_text(before.state.as_deref(), &of_state, &[version_edit()])?;
    Ok(StoreTexts {
        profiles: edit_text(before.profiles.as_deref(), &of_profiles, &[version_edit(), no_profiles])?,
        state: state.filter(|text| of_state.is_empty() || !is_empty_state(text)),
    })
}

/// Edits a document, or creates it with `first`. The result is JSON, which OpenClaw reads, not only JSON5.
fn edit_text(before: Option<&str>, edits: &[Edit], first: &[Edit]) -> Result<Option<String>, EditError> {
    let after = match before {
        _ if edits.is_empty() => return Ok(before.map(str::to_owned)),
        Some(text) => json5_edit::edit(text, edits)?,
        None => json5_edit::create_document(&[first, edits].concat())?.text,
    };
    match serde_json::from_str::<IgnoredAny>(&after) {
        Ok(_) => Ok(Some(after)),
        Err(_) => Err(EditError::VerificationFailed),
    }
}

fn version_edit() -> Edit {
    Edit::Set { path: KeyPath::from_keys(["version"]), value: Value::from(1).into() }
}

fn is_empty_state(text: &str) -> bool {
    let members = serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    members.keys().all(|key| key == "version")
}

#[expect(clippy::disallowed_methods, reason = "the store is where a secret goes")]
fn secret_edit(slot: &SecretSlot) -> Edit {
    Edit::Set { path: slot.path.clone(), value: slot.secret.expose().into() }
}

/// Adds the credential stores that were written before an error to it.
fn with_written_stores(error: WriteError, written: &[EditedStore<'_>]) -> WriteError {
    with_written_targets(error, written.iter().map(|store| store.path.clone()))
}

/// Adds targets that are written to an error.
fn with_written_targets(error: WriteError, more: impl IntoIterator<Item = PathBuf>) -> WriteError {
    let (mut written, source) = match error {
        WriteError::PartlyWritten { written, source } => (written, source),
        error => (Vec::new(), Box::new(error)),
    };
    written.extend(more);
    if written.is_empty() { *source } else { WriteError::PartlyWritten { written, source } }
}
