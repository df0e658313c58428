//! The current state of the configuration, as far as undo needs it.

use std::cell::{OnceCell, RefCell, RefMut};

use contract::Revision;
use json5_edit::{DocumentIndex, Edit, KeyPath, KeyPathStep, ScratchDocument, Value};
use serde::de::IgnoredAny;
use serde_json::json;

use super::{BackupLookup, RecordedChange, UndoError};
use crate::{
    base::home::Home,
    check::validate::{self, Violations},
    document::view::View,
    record::{leaves::LeafChange, plan::ConfigFile},
    schema::{
        Violation,
        include::{Layout, SourceLocation},
        stable_path::{self, AgentIndexes},
    },
};

/// The current state, computed once for all changes that are checked.
pub struct CurrentState<'a> {
    view: &'a View,
    home: &'a Home,
    files: &'a [ConfigFile<'a>],
    layout: &'a Layout,
    agents: AgentIndexes,
    /// Whether each file is plain JSON.
    plain_json_files: OnceCell<Vec<bool>>,
    /// The document, to try edits on.
    scratch: RefCell<ScratchDocument>,
    /// The violations that OpenClaw refuses in the files.
    violations: OnceCell<Violations>,
    /// The index of each file.
    indexes: OnceCell<Vec<Option<DocumentIndex<'a>>>>,
    backups: &'a BackupLookup<'a>,
}

/// No backup of the file is left, or the value cannot be located in it.
pub(super) struct BackupUnavailable;

impl<'a> CurrentState<'a> {
    /// Creates the state. The first of `files` is the main file.
    pub fn new(view: &'a View, home: &'a Home, files: &'a [ConfigFile<'a>], layout: &'a Layout) -> Self {
        let agents = AgentIndexes::from_document(view.document());
        let (plain, problems, indexes) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let scratch = RefCell::new(ScratchDocument::new(view.document().clone()));
        Self {
            view,
            home,
            files,
            layout,
            agents,
            plain_json_files: plain,
            scratch,
            violations: problems,
            indexes,
            backups: &|_, _| None,
        }
    }

    /// Adds the backups of the files.
    #[must_use]
    pub fn with_backups(self, backups: &'a BackupLookup<'a>) -> Self {
        Self { backups, ..self }
    }

    /// Returns the text of a value in its file at a revision; `None` when the value did not exist.
    pub(super) fn text_at_revision(
        &self,
        record: &RecordedChange,
        leaf: &LeafChange,
        revision: Option<&Revision>,
    ) -> Result<Option<String>, BackupUnavailable> {
        let Some(revision) = revision else { return Ok(None) };
        let text = (self.backups)(&record.file, revision).ok_or(BackupUnavailable)?;
        let current_path = self.current_path(&leaf.path).ok_or(BackupUnavailable)?;
        let SourceLocation { path: inside, .. } =
            self.layout.find_owner(&current_path).map_err(|_| BackupUnavailable)?;
        let depth = current_path.steps().len().saturating_sub(inside.steps().len());
        let mount = current_path.steps().get(..depth).unwrap_or_default();
        let is_in_list = stable_path::agent_id_of(&leaf.path).is_some()
            && mount.iter().all(|step| matches!(step, KeyPathStep::Key(_)));
        let inside = if is_in_list { path_in_text(&text, mount, leaf).ok_or(BackupUnavailable)? } else { inside };
        json5_edit::raw_value(&text, &inside).map(|raw| raw.map(str::to_owned)).map_err(|_| BackupUnavailable)
    }

    /// Converts a stable path to the current path.
    pub(super) fn current_path(&self, path: &KeyPath) -> Option<KeyPath> {
        self.agents.to_current(path)
    }

    /// Returns the file that a path belongs to; `None` when its value is merged from several files.
    pub(super) fn owning_file(&self, path: &KeyPath) -> Option<&str> {
        let SourceLocation { source, .. } = self.layout.find_owner(path).ok()?;
        self.files.get(source).map(|file| file.display_path.as_str())
    }

    /// Returns the exact text at a path.
    pub(super) fn text_at_path(&self, path: &KeyPath) -> Option<&'a str> {
        let SourceLocation { source, path: path_in_file } = self.layout.find_owner(path).ok()?;
        // The view was built from these files, so they can be parsed.
        let indexes =
            || self.files.iter().map(|file| DocumentIndex::from_text(file.text.unwrap_or_default()).ok()).collect();
        self.indexes.get_or_init(indexes).get(source)?.as_ref()?.raw_value_of_last_key(&path_in_file)
    }

    /// Whether a text may be written into the file that a path belongs to: a plain JSON file accepts no JSON5.
    pub(super) fn accepts_text(&self, path: &KeyPath, text: &str) -> bool {
        let owner = self.layout.find_owner(path).ok();
        let plain = || self.files.iter().map(|file| is_plain_json(file.text.unwrap_or_default())).collect();
        let plain = self.plain_json_files.get_or_init(plain);
        let file_is_plain =
            owner.and_then(|SourceLocation { source, .. }| plain.get(source).copied()).unwrap_or_default();
        !file_is_plain || is_plain_json(text)
    }

    /// Whether the configuration would lack an owner or a default agent after these edits.
    pub(super) fn lacks_owner_after(&self, edits: &[Edit]) -> bool {
        self.view.with_edits(edits).is_ok_and(|after| validate::lacks_default_agent(&after))
    }

    /// Borrows the document to try the edits of one change on.
    pub(super) fn borrow_scratch(&self) -> RefMut<'_, ScratchDocument> {
        self.scratch.borrow_mut()
    }

    /// Returns the first violation that these edits would add.
    pub(super) fn new_violation(&self, edits: &[Edit]) -> Option<UndoError> {
        if validate::are_valid_managed_edits(edits, self.view) {
            return None;
        }
        let after = self.view.with_edits(edits).ok()?;
        let problems = self.violations.get_or_init(|| Violations::collect(self.view, self.home));
        let Violation { at, problem: reason, .. } = problems.first_new(&after, self.home)?;
        Some(UndoError::Violation { at, reason })
    }

    pub(super) fn document(&self) -> &'a Value {
        self.view.document()
    }

    /// Returns the identity of a list element: elements that name the same model have the same one.
    pub(super) fn element_identity(&self, element: &Value) -> String {
        let model = element.as_str().and_then(|name| self.view.resolve_name(name));
        model.map_or_else(|| element.to_string(), |model| model.key())
    }
}

/// Locates the value of an agent in the text of a file, where the agent may have another index.
fn path_in_text(text: &str, mount: &[KeyPathStep], leaf: &LeafChange) -> Option<KeyPath> {
    let file = json5_edit::read(text.as_bytes()).ok()?;
    let document = mount.iter().rev().try_fold(file, |inner, step| match step {
        KeyPathStep::Key(key) => Some(json!({ key: inner })),
        KeyPathStep::Index(_) => None,
    });
    let path_in_document = stable_path::to_current(&leaf.path, &document?)?;
    Some(path_in_document.steps().iter().skip(mount.len()).cloned().collect())
}

fn is_plain_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
