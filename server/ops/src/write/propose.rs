//! Decides a change and plans the files to write. Writes nothing.

use std::{path::Path, sync::Arc};

use contract::{Change, Diff, OpError, Revision};
use rules::{
    base::{
        decision::Decision,
        write_target::{CredentialStoreEdits, WriteTarget, credential_hunks},
    },
    check::plugins,
    document::view::View,
    model::model_facts,
    record::{
        plan::{ConfigFile, FileRewrite, KnownDocuments, PlanError, plan_parsed_rewrites},
        undo::{PlannedChange, UndoError, find_planned_undo_error},
    },
    schema::generation,
};
use store::{HomeStore, Snapshot, SourceFile};

use super::WriteJob;
use crate::{
    error::{changed_error, write_error_text},
    journal::recordable_leaf,
    record_conversion,
    shared::read_snapshot,
    workspace::ReadOnlyReason,
};

impl WriteJob<'_> {
    /// Reads the current state and decides the change.
    pub(super) fn propose_change(&self) -> Result<ProposedChange, OpError> {
        let store = self.store;
        let snapshot = read_snapshot(store)?;
        generation::ensure_writable(&snapshot.generation)?;
        let decision = (self.decide)(&snapshot).map_err(|error| self.decision_error(error))?;
        let rewrites = plan_rewrites(store, &snapshot, &decision)?;
        let stores = decision.store_edits;
        let newer_schemas = generation::newer_schema_warnings(&snapshot.generation_facts);
        let token = change_token(store, &rewrites, &stores);
        if self.expected_token.as_ref().is_some_and(|expected| *expected != token) {
            return Err(changed_error(store));
        }
        let config = || store.home.display_path(&store.home.config.path);
        let not_editable = |reason| PlanError::NotEditable { file: config(), reason, span: None };
        let view = match (decision.edited_document, rewrites.as_slice()) {
            (Some(edited), _) => snapshot.view.with_document(edited),
            (None, []) => snapshot.view.clone(),
            (None, [whole]) if snapshot.sources.len() < 2 => snapshot.view.with_document(Arc::clone(&whole.value)),
            (None, _) => snapshot.view.with_edits(&decision.edits).map_err(not_editable)?,
        };
        verify_scope(store, &snapshot, &rewrites, &view)?;
        let change = Change {
            effect: decision.effect,
            diffs: (stores.iter().map(|edits| store_diff(store, edits)))
                .chain(rewrites.iter().map(|rewrite| rewrite.diff.clone()))
                .collect(),
            written: false,
            id: None,
            token,
            blocked: None,
            breaks: decision.breaks,
            repair: decision.repair,
            write_warning_count: 0,
            warnings: (decision.notes.into_iter())
                // A credential store says it itself.
                .chain(if stores.is_empty() { newer_schemas } else { Vec::new() })
                .chain(model_facts::added_model_warnings(&snapshot.view, &view, self.clock.now()))
                .chain(missing_plugin_warnings(store, &snapshot.view, &view))
                .chain(hard_link_warnings(store, &snapshot, &rewrites))
                .collect(),
            cannot_undo: self.undo_obstacle(&snapshot.view, &rewrites, &stores, &view),
            before: snapshot.revision.clone().unwrap_or_else(Revision::no_file),
            after: None,
            gateway: None,
            current: view,
        };
        let (undoes, completed_by) = (decision.undoes, decision.completed_by);
        let creates_shared_database = decision.creates_shared_database;
        Ok(ProposedChange { snapshot, rewrites, stores, creates_shared_database, change, undoes, completed_by })
    }

    /// Why the change could not be undone afterwards.
    fn undo_obstacle(
        &self,
        before: &View,
        rewrites: &[FileRewrite],
        stores: &[CredentialStoreEdits],
        after: &View,
    ) -> Option<String> {
        if !stores.is_empty() {
            return Some(UndoError::CredentialsNotRecorded.to_string());
        }
        let leaves: Vec<_> = rewrites.iter().flat_map(|rewrite| &rewrite.leaves).collect();
        let leaves = leaves.into_iter().map(|leaf| (leaf, recordable_leaf(self.op_path, leaf))).collect();
        let change = PlannedChange { leaves, before, after, home: &self.store.home };
        find_planned_undo_error(&change).filter(|_| !rewrites.is_empty()).map(|reason| reason.to_string())
    }

    /// Reports a refusal as a concurrent change if a preview was confirmed: at that time the rule accepted the change.
    fn decision_error(&self, error: OpError) -> OpError {
        if self.expected_token.is_some() { changed_error(self.store).with_cause(error.message) } else { error }
    }
}

/// A change that is decided but not written.
pub(super) struct ProposedChange {
    pub(super) snapshot: Arc<Snapshot>,
    /// The new texts of configuration files.
    pub(super) rewrites: Vec<FileRewrite>,
    /// The edits of credential stores.
    pub(super) stores: Vec<CredentialStoreEdits>,
    /// Whether the shared database must be created first.
    pub(super) creates_shared_database: bool,
    pub(super) change: Change<View>,
    pub(super) undoes: Option<u64>,
    /// The command that makes the rest of the change if only credential stores could be written.
    pub(super) completed_by: Option<String>,
}

impl ProposedChange {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.rewrites.is_empty() && self.stores.is_empty()
    }

    /// The targets to write.
    pub(super) fn targets(&self) -> Vec<WriteTarget> {
        let config = (!self.rewrites.is_empty()).then_some(WriteTarget::Config);
        let stores = self.stores.iter().map(|edits| WriteTarget::CredentialStore(edits.store.clone()));
        config.into_iter().chain(stores).collect()
    }

    /// Returns the change for display, with the obstacles that can be detected without writing.
    pub(super) fn into_preview(self, store: &HomeStore, read_only: Option<ReadOnlyReason>) -> Change<View> {
        if self.is_empty() {
            return self.change;
        }
        let obstacle = || store.check_writable().err().map(|error| write_error_text(&error, store));
        Change { blocked: read_only.map(|read_only| read_only.reason.to_owned()).or_else(obstacle), ..self.change }
    }
}

/// The changed entries of a credential store, for display.
fn store_diff(store: &HomeStore, edits: &CredentialStoreEdits) -> Diff {
    let is_new = !store.path_exists(&edits.store);
    Diff { file: store.home.display_path(&edits.store), is_new, hunks: credential_hunks(&edits.changed) }
}

/// Plans the edits of each file. An undo restores the exact earlier bytes where possible.
fn plan_rewrites(store: &HomeStore, snapshot: &Snapshot, decision: &Decision) -> Result<Vec<FileRewrite>, OpError> {
    let earlier = decision
        .undoes
        .map(|change| record_conversion::texts_before_change(store, snapshot, change))
        .unwrap_or_default();
    let mut files = config_files(store, snapshot);
    for (file, earlier) in files.iter_mut().zip(&earlier) {
        file.text_before_change = earlier.as_deref();
    }
    let documents = KnownDocuments { before: Some(&snapshot.view), after: decision.edited_document.as_deref() };
    let rewrites = plan_parsed_rewrites(&files, documents, &snapshot.layout, &decision.edits, &decision.typed_paths)?;
    Ok(rewrites.into_iter().map(|rewrite| rewrite.with_stable_paths(&snapshot.view)).collect())
}

/// The files of the configuration; if there are none, a single one without text.
pub(crate) fn config_files<'a>(store: &HomeStore, snapshot: &'a Snapshot) -> Vec<ConfigFile<'a>> {
    if snapshot.sources.is_empty() {
        return vec![ConfigFile {
            display_path: store.home.display_path(&store.home.config.path),
            text: None,
            text_before_change: None,
        }];
    }
    let file = |source: &'a SourceFile| {
        let shown = store.home.display_path(&source.path);
        ConfigFile { display_path: shown, text: Some(&source.text), text_before_change: None }
    };
    snapshot.sources.iter().map(file).collect()
}

pub(super) fn rewrite_path<'a>(store: &'a HomeStore, snapshot: &'a Snapshot, rewrite: &FileRewrite) -> &'a Path {
    snapshot.sources.get(rewrite.source).map_or(&store.home.config.path, |source| &source.path)
}

/// Checks that all files together produce the intended configuration. A file that is included twice, for example, would
/// apply an edit in two places.
fn verify_scope(store: &HomeStore, snapshot: &Snapshot, rewrites: &[FileRewrite], meant: &View) -> Result<(), OpError> {
    if snapshot.sources.len() < 2 || rewrites.is_empty() {
        return Ok(());
    }
    let texts: Vec<_> =
        rewrites.iter().map(|rewrite| (rewrite_path(store, snapshot, rewrite), rewrite.after.as_str())).collect();
    if store.config_with_texts(&texts).is_ok_and(|document| meant.has_document(&document)) {
        return Ok(());
    }
    let files = rewrites.iter().map(|rewrite| format!("`{}`", rewrite.diff.file)).collect();
    Err(PlanError::AffectsOtherPaths { files }.into())
}

/// Warns about plugins that OpenClaw has to install for newly added models.
fn missing_plugin_warnings(store: &HomeStore, before: &View, after: &View) -> Vec<String> {
    let models = plugins::added_models(before, after);
    if models.is_empty() {
        return Vec::new();
    }
    plugins::missing_plugins(after, &models, &store.find_plugins())
        .iter()
        .map(plugins::MissingPlugin::warning_text)
        .collect()
}

/// Computes a token for a preview. Two changes have equal tokens if they change equal values at equal paths of the same
/// files. Of changed credentials, only ids and kinds are compared.
fn change_token(store: &HomeStore, rewrites: &[FileRewrite], stores: &[CredentialStoreEdits]) -> Revision {
    let changed_paths: Vec<_> = (rewrites.iter())
        .flat_map(|rewrite| {
            rewrite.leaves.iter().map(|leaf| (&rewrite.diff.file, &leaf.path, &leaf.before, &leaf.after))
        })
        .collect();
    let credentials: Vec<_> =
        stores.iter().map(|edits| (store.home.display_path(&edits.store), &edits.changed)).collect();
    let credentials = if credentials.is_empty() { String::new() } else { format!("{credentials:?}") };
    store::revision_of_bytes(format!("{changed_paths:?}{credentials}").as_bytes())
}

fn hard_link_warnings(store: &HomeStore, snapshot: &Snapshot, rewrites: &[FileRewrite]) -> Vec<String> {
    let has_other_names = |rewrite: &&FileRewrite| store.other_hard_links(rewrite_path(store, snapshot, rewrite)) > 0;
    let warn =
        |rewrite: &FileRewrite| format!("`{}` has further hard links, which keep the old content", rewrite.diff.file);
    rewrites.iter().filter(has_other_names).map(warn).collect()
}
