//! Checks whether a change can be undone, before it is made.

use json5_edit::{Edit, NewValue};

use super::{UndoError, record_check};
use crate::{base::home::Home, check::validate, document::view::View, record::leaves::LeafChange};

/// A change that is planned and not made yet.
pub struct PlannedChange<'a> {
    /// The changed values with their texts, each with its redacted copy that the history stores.
    pub leaves: Vec<(&'a LeafChange, LeafChange)>,
    /// The configuration before the change.
    pub before: &'a View,
    /// The configuration after the change.
    pub after: &'a View,
    /// The home of the configuration.
    pub home: &'a Home,
}

/// Returns why a change could not be undone right after it was made, while the backup of its file is kept.
pub fn find_planned_undo_error(change: &PlannedChange<'_>) -> Option<UndoError> {
    let PlannedChange { leaves, before, after, home } = change;
    if leaves.is_empty() {
        return Some(UndoError::NothingRecorded);
    }
    leaves.iter().find_map(|(leaf, kept)| leaf_undo_error(leaf, kept)).or_else(|| {
        let restore_edits: Vec<_> = leaves.iter().map(|(leaf, _)| restore_edit(leaf)).collect();
        let is_valid = validate::are_valid_managed_edits(&restore_edits, after);
        let violation = if is_valid { None } else { validate::find_new_violation(after, before, home) };
        violation.map(|violation| UndoError::Violation { at: violation.at, reason: violation.problem })
    })
}

/// Returns the edit that restores the text before the change.
fn restore_edit(leaf: &LeafChange) -> Edit {
    let path = leaf.path.clone();
    match &leaf.before {
        Some(text) => Edit::Set { path, value: NewValue::Raw(text.clone()) },
        None => Edit::Remove { path },
    }
}

fn leaf_undo_error(leaf: &LeafChange, kept: &LeafChange) -> Option<UndoError> {
    let unknown = || {
        (!kept.are_texts_known() && !record_check::may_restore_texts(leaf))
            .then(|| record_check::unknown_text_error(&kept.path))
    };
    record_check::check_record(kept).err().or_else(unknown)
}
