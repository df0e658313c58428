//! Undoes recorded changes: selects the change, and determines the edits that revert it.
//!
//! A changed value is reverted while it is as the change left it; later changes elsewhere stay. In a list that was
//! changed since, the opposite of the change is applied: added elements are removed, removed elements return next to
//! their old neighbors, moved elements move back. If the result is ambiguous, nothing is changed.
//!
//! The history omits comments that may hold a secret. A list with such a comment is reverted by its values; if a
//! backup of the file is left, the comments are restored from it.

mod added_agent;
mod current;
mod list_revert;
mod planned_change;
mod record_check;
mod revert;
mod undo_error;
mod undo_request_error;
mod value_edits;

use std::collections::BTreeMap;

use contract::{Effect, Revision};
use json5_edit::Edit;

use super::leaves::LeafChange;
use crate::base::decision::Decision;
pub use current::CurrentState;
pub use planned_change::{PlannedChange, find_planned_undo_error};
pub use undo_error::UndoError;
pub use undo_request_error::UndoRequestError;

/// Returns the text of a file at a revision, from the file itself or from a backup. The first argument is the file's
/// display path.
pub type BackupLookup<'a> = dyn Fn(&str, &Revision) -> Option<String> + 'a;

/// A change that was made to one file, as the history records it.
#[derive(Debug, Clone)]
pub struct RecordedChange {
    /// The id of the record.
    pub id: u64,
    /// The id of the whole change. Differs from `id` if the change is in several files and this is not the first one.
    pub change_id: u64,
    /// Whether openclaw made the change.
    pub is_ours: bool,
    /// The name of the operation.
    pub op: String,
    /// The display path of the file.
    pub file: String,
    /// The revision of the file before the change; `None` when the change created the file.
    pub rev_before: Option<Revision>,
    /// The revision of the file after the change.
    pub rev_after: Option<Revision>,
    /// The change that this change undid.
    pub undoes: Option<u64>,
    /// The changed values.
    pub leaves: Vec<LeafChange>,
    /// Whether credentials were changed. The history keeps no values of them.
    pub has_credentials: bool,
}

/// Maps each undone change to the change that undid it. A change is left out if its undo was undone.
pub fn undone_by(records: &[RecordedChange]) -> BTreeMap<u64, u64> {
    let mut undone = BTreeMap::new();
    for RecordedChange { change_id: change, undoes, .. } in records.iter().rev() {
        if let (Some(target), false) = (undoes, undone.contains_key(change)) {
            undone.insert(*target, *change);
        }
    }
    undone
}

/// Undoes the requested change, or the newest one of openclaw that is not undone yet.
pub fn undo_change(
    records: &[RecordedChange],
    wanted: Option<u64>,
    current: &CurrentState<'_>,
) -> Result<Decision, UndoRequestError> {
    let Some(id) = wanted else { return undo_newest(records, current) };
    let change = records_of_change(records, id)?;
    let revert_edits = revert::revert_edits(&change, current).map_err(|reason| UndoRequestError::CannotUndo {
        id,
        reason,
        alternative: None,
    })?;
    Ok(undo_decision(&change, revert_edits))
}

/// Returns why a change cannot be undone; `None` when it can.
pub fn find_undo_error(records: &[RecordedChange], id: u64, current: &CurrentState<'_>) -> Option<UndoError> {
    let result = records_of_change(records, id).ok().map(|change| revert::revert_edits(&change, current))?;
    result.map_or_else(Some, |edits| edits.is_empty().then_some(UndoError::NothingToRevert))
}

/// Returns all records of the change that a record belongs to.
fn records_of_change(records: &[RecordedChange], id: u64) -> Result<Vec<&RecordedChange>, UndoRequestError> {
    let newest = records.last().map(|record| record.id);
    let one = records.iter().find(|record| record.id == id).ok_or(UndoRequestError::NoSuchChange { id, newest })?;
    Ok(records.iter().filter(|record| record.change_id == one.change_id).collect())
}

/// Undoes the newest change of openclaw that is not undone yet. Undos are not counted: undoing twice goes back two
/// changes. A change of which nothing is left is skipped with a note. A change that cannot be undone is an error: no
/// older change is undone in its place.
fn undo_newest(records: &[RecordedChange], current: &CurrentState<'_>) -> Result<Decision, UndoRequestError> {
    let mut skipped: Vec<String> = Vec::new();
    let mut steps = undoable_changes(records).into_iter();
    for id in steps.by_ref() {
        let change = records_of_change(records, id)?;
        match revert::revert_edits(&change, current) {
            Ok(edits) if edits.is_empty() => {
                skipped.push(format!("change {id} was skipped: {}", UndoError::NothingToRevert));
            }
            Ok(edits) => return Ok(skipped.into_iter().fold(undo_decision(&change, edits), Decision::with_note)),
            Err(reason) => {
                let is_undoable =
                    |id: &u64| records_of_change(records, *id).is_ok_and(|change| can_be_undone(&change, current));
                let alternative = steps
                    .find(is_undoable)
                    .and_then(|id| Some((id, records_of_change(records, id).ok()?.first()?.op.clone())));
                return Err(UndoRequestError::CannotUndo { id, reason, alternative });
            }
        }
    }
    Err(UndoRequestError::NothingToUndo { skipped })
}

/// Returns openclaw's changes that are not undone, newest first.
fn undoable_changes(records: &[RecordedChange]) -> Vec<u64> {
    let undone = undone_by(records);
    let is_step =
        |record: &&RecordedChange| record.is_ours && record.undoes.is_none() && !undone.contains_key(&record.change_id);
    let mut steps: Vec<_> = records.iter().rev().filter(is_step).map(|record| record.change_id).collect();
    steps.dedup();
    steps
}

fn can_be_undone(change: &[&RecordedChange], current: &CurrentState<'_>) -> bool {
    revert::revert_edits(change, current).is_ok_and(|edits| !edits.is_empty())
}

fn undo_decision(change: &[&RecordedChange], edits: Vec<Edit>) -> Decision {
    let (id, op) = change.first().map(|first| (first.change_id, first.op.clone())).unwrap_or_default();
    if edits.is_empty() {
        return Decision::unchanged(Effect::AlreadyUndone { id });
    }
    let made = change.iter().filter(|record| record.rev_before.is_none()).map(|record| &record.file);
    let notes = made.map(|file| format!("`{file}` was created by that change; the file stays"));
    let leaves = change.iter().flat_map(|record| &record.leaves);
    let added = leaves.filter_map(added_agent::added_agent_id);
    let dirs = added.map(|agent| format!("the directories of agent `{agent}` and everything in them stay"));
    notes.chain(dirs).fold(Decision::new(edits, Effect::Undone { id, op }).with_undone_change(id), Decision::with_note)
}

#[cfg(test)]
mod tests;
