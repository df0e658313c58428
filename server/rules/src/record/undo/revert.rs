//! Determines the edits that revert a change.

use std::cell::RefMut;

use json5_edit::{Edit, KeyPath, NewValue, ScratchDocument, Value};

use super::{
    CurrentState, RecordedChange, UndoError, added_agent,
    list_revert::{ListElement, rebased_revert_edits},
    record_check, value_edits,
};
use crate::{
    base::value_path::value_at,
    record::leaves::{LeafChange, parent_paths},
    schema::{managed, stable_path},
};

/// Returns the edits that revert a change; none when everything is as it was before the change.
pub(super) fn revert_edits(change: &[&RecordedChange], current: &CurrentState<'_>) -> Result<Vec<Edit>, UndoError> {
    if change.iter().any(|past| past.has_credentials) {
        return Err(UndoError::CredentialsNotRecorded);
    }
    let leaves: Vec<_> = change.iter().flat_map(|record| record.leaves.iter().map(|leaf| (*record, leaf))).collect();
    if leaves.is_empty() {
        return Err(UndoError::NothingRecorded);
    }
    let has_followers = leaves.iter().any(|(_, leaf)| added_agent::has_later_agents(leaf, current.document()));
    let adds_agent = leaves.iter().any(|(_, leaf)| added_agent::added_agent_id(leaf).is_some());
    let mut plan = RevertPlan {
        current,
        scratch: current.borrow_scratch(),
        edits: Vec::new(),
        has_later_agents: has_followers,
        restores_default_mark: false,
    };
    // Undo additions before removals: their paths may overlap.
    let (removed, added): (Vec<_>, Vec<_>) = leaves.into_iter().partition(|(_, leaf)| leaf.before.is_some());
    let is_side_effect = |(_, leaf): &(&RecordedChange, &LeafChange)| adds_agent && added_agent::is_side_effect(leaf);
    let (side_effects_added, added): (Vec<_>, Vec<_>) = added.into_iter().rev().partition(is_side_effect);
    let (side_effects_removed, removed): (Vec<_>, Vec<_>) = removed.into_iter().partition(is_side_effect);
    plan.restores_default_mark = !side_effects_removed.is_empty();
    added.into_iter().try_for_each(|(record, leaf)| plan.revert_leaf(record, leaf))?;
    for (record, leaf) in side_effects_added.into_iter().chain(side_effects_removed) {
        if !plan.is_still_needed(leaf) {
            plan.revert_leaf(record, leaf)?;
        }
    }
    removed.into_iter().try_for_each(|(record, leaf)| plan.revert_leaf(record, leaf))?;
    current.new_violation(&plan.edits).map_or_else(|| Ok(std::mem::take(&mut plan.edits)), Err)
}

/// A revert in progress: the edits so far, and the document after them.
struct RevertPlan<'n, 'c> {
    current: &'n CurrentState<'c>,
    /// The document after the edits.
    scratch: RefMut<'n, ScratchDocument>,
    edits: Vec<Edit>,
    /// Whether others were added after an agent that the change added.
    has_later_agents: bool,
    /// Whether the change removed the mark of the default agent.
    restores_default_mark: bool,
}

/// Resets the scratch document, so that the next change also starts from the current state.
impl Drop for RevertPlan<'_, '_> {
    fn drop(&mut self) {
        self.scratch.reset();
    }
}

impl RevertPlan<'_, '_> {
    fn document(&self) -> &Value {
        self.scratch.document()
    }

    fn revert_leaf(&mut self, record: &RecordedChange, leaf: &LeafChange) -> Result<(), UndoError> {
        let leaf = &self.with_known_texts(record, leaf)?;
        let current_path = self.locate_leaf(record, leaf)?;
        let text = self.current.text_at_path(&current_path);
        if is_same_text_or_value(text, leaf.before.as_deref()) {
            return Ok(());
        }
        let conflict = || UndoError::changed_since(&leaf.path, leaf.after.as_deref(), text);
        // An earlier edit of this revert may have moved the value.
        let is_first = self.edits.is_empty();
        let edited_path =
            if is_first { Some(current_path.clone()) } else { stable_path::to_current(&leaf.path, self.document()) };
        let edited_path = edited_path.ok_or_else(conflict)?;
        let is_as_left = self.is_unchanged_since(&edited_path, text, leaf);
        let edits = match &leaf.before {
            _ if leaf.comments_omitted || !is_as_left => {
                self.edits_by_value(record, &edited_path, text, leaf).ok_or_else(conflict)?
            }
            Some(before) => {
                let new_value = self.restored_value(&current_path, before, text, leaf);
                vec![added_agent::restore_edit(edited_path, text, new_value)]
            }
            None => vec![Edit::Remove { path: self.outermost_created(&current_path, edited_path, leaf) }],
        };
        self.scratch.apply(&edits).map_err(|_| conflict())?;
        self.edits.extend(edits);
        Ok(())
    }

    /// Returns the old text if the value is still written as the change left it; otherwise its value, to be written
    /// like its surroundings.
    fn restored_value(&self, path: &KeyPath, before: &str, text: Option<&str>, leaf: &LeafChange) -> NewValue {
        let is_as_left = text == leaf.after.as_deref();
        // A value has no comments, so a text with comments is preferred.
        let keeps = if self.current.accepts_text(path, before) {
            is_as_left || comment_count(before) > 0
        } else {
            is_as_left && text.is_some() && comment_count(before) > 0
        };
        match json5_edit::read(before.as_bytes()) {
            Ok(value) if !keeps => NewValue::Value(value),
            _ => NewValue::Raw(before.to_owned()),
        }
    }

    /// Returns the changed value with both texts: from the history, or both from the backups.
    fn with_known_texts(&self, record: &RecordedChange, leaf: &LeafChange) -> Result<LeafChange, UndoError> {
        record_check::check_record(leaf)?;
        let leaf = leaf.redacted();
        if leaf.are_texts_known() {
            return Ok(leaf);
        }
        let text = |revision| {
            if managed::is_managed(&leaf.path) {
                self.current.text_at_revision(record, &leaf, revision).ok()
            } else {
                None
            }
        };
        let texts = text(record.rev_before.as_ref()).zip(record.rev_after.as_ref().and_then(|after| text(Some(after))));
        let restored =
            texts.map(|(before, after)| LeafChange::new(leaf.path.clone(), before, after, leaf.created_parents));
        restored.filter(record_check::may_restore_texts).ok_or_else(|| record_check::unknown_text_error(&leaf.path))
    }

    /// Returns the current path of the changed value. It must still be in the same file.
    fn locate_leaf(&self, record: &RecordedChange, leaf: &LeafChange) -> Result<KeyPath, UndoError> {
        let path = || leaf.path.clone();
        let agent_gone =
            || UndoError::AgentGone { agent: stable_path::agent_id_of(&leaf.path).unwrap_or_default().to_owned() };
        let current_path = self.current.current_path(&leaf.path).ok_or_else(agent_gone)?;
        let is_there = self.current.owning_file(&current_path) == Some(&record.file);
        is_there
            .then_some(current_path)
            .ok_or_else(|| UndoError::MovedToOtherFile { path: path(), file: record.file.clone() })
    }

    /// Whether the value is as the change left it. If the change removed it, an earlier edit of this revert may have
    /// freed its path again.
    fn is_unchanged_since(&self, path: &KeyPath, text: Option<&str>, leaf: &LeafChange) -> bool {
        let is_free = || leaf.after.is_none() && value_at(self.document(), path).is_none();
        is_same_text_or_value(text, leaf.after.as_deref()) || is_free()
    }

    /// Returns the outermost object that was created for the value and contains nothing else.
    fn outermost_created(&self, path: &KeyPath, target: KeyPath, leaf: &LeafChange) -> KeyPath {
        let comments = |path: &KeyPath| self.current.text_at_path(path).map_or(0, comment_count);
        let own_comments = comments(path);
        let holds_nothing_else = |outer: &KeyPath| self.member_count(outer) == 1 && comments(outer) == own_comments;
        let created_parents = parent_paths(&target).take(leaf.created_parents).take_while(holds_nothing_else);
        created_parents.last().unwrap_or(target)
    }

    /// Whether a side effect of adding an agent is still needed by agents that were added later. An agent that is no
    /// longer listed no longer exists, and several agents need an owner.
    fn is_still_needed(&self, leaf: &LeafChange) -> bool {
        if let Some((agents, _)) = leaf.path.split_last().filter(|_| managed::is_agent_entry(&leaf.path)) {
            return self.member_count(&agents) > 1;
        }
        let removal = added_agent::dependent_path(leaf, self.document()).map(|path| Edit::Remove { path });
        let edits: Vec<_> = self.edits.iter().cloned().chain(removal).collect();
        self.has_later_agents || !self.restores_default_mark && self.current.lacks_owner_after(&edits)
    }

    /// Returns the number of members of an object, or of elements of a list.
    fn member_count(&self, path: &KeyPath) -> usize {
        match value_at(self.document(), path) {
            Some(Value::Object(members)) => members.len(),
            Some(Value::Array(elements)) => elements.len(),
            _ => 0,
        }
    }

    /// Returns edits that restore the value if its exact text is not known, or is not as the change left it.
    fn edits_by_value(
        &self,
        record: &RecordedChange,
        current_path: &KeyPath,
        text: Option<&str>,
        leaf: &LeafChange,
    ) -> Option<Vec<Edit>> {
        // An earlier edit of this revert may have removed the value.
        let text = text.filter(|_| value_at(self.document(), current_path).is_some());
        let is_as_left = has_same_value(text, leaf.after.as_deref());
        if leaf.comments_omitted && is_as_left {
            let Some(before) = &leaf.before else {
                let path = self.outermost_created(current_path, current_path.clone(), leaf);
                return Some(vec![Edit::Remove { path }]);
            };
            let value = self.backup_with_comments(record, current_path, text, leaf).or_else(|| {
                // There is no comment at the path that could be lost.
                text.is_none_or(|text| comment_count(text) == 0)
                    .then(|| self.restored_value(current_path, before, text, leaf))
            });
            if let Some(value) = value {
                return Some(vec![added_agent::restore_edit(current_path.clone(), text, value)]);
            }
        }
        let values =
            || value_edits::edits_between_texts(current_path, text?, leaf.before.as_deref()?).filter(|_| is_as_left);
        self.revert_in_list(current_path, text, leaf).or_else(values)
    }

    /// Returns the text from the backup, with the comments that the history omits. `None` if that would lose a
    /// comment.
    fn backup_with_comments(
        &self,
        record: &RecordedChange,
        current_path: &KeyPath,
        text: Option<&str>,
        leaf: &LeafChange,
    ) -> Option<NewValue> {
        let raw = self.current.text_at_revision(record, leaf, record.rev_before.as_ref()).ok()??;
        let matches_record = managed::recordable_text(&leaf.path, &raw).as_deref() == leaf.before.as_deref();
        let loses_none = value_edits::has_all_comments(text.unwrap_or_default(), &raw);
        (matches_record && loses_none && self.current.accepts_text(current_path, &raw)).then_some(NewValue::Raw(raw))
    }

    /// Reverts a change in a list that others changed since.
    fn revert_in_list(&self, list_path: &KeyPath, text: Option<&str>, leaf: &LeafChange) -> Option<Vec<Edit>> {
        let before = leaf.before.as_deref().unwrap_or("[]");
        let texts = [Some(before), leaf.after.as_deref(), text];
        let [before, after, now] = texts.map(|text| self.list_elements(list_path, text?));
        rebased_revert_edits(list_path, &before?, &after?, &now?)
    }

    /// Splits a list into its elements; `None` when the text is not a list.
    fn list_elements(&self, list_path: &KeyPath, text: &str) -> Option<Vec<ListElement>> {
        let mut elements = Vec::new();
        let read = json5_edit::walk(text, |path, raw| {
            if !path.steps().is_empty() {
                elements.push(self.list_element(list_path, raw));
            }
            path.steps().is_empty()
        });
        read.ok().filter(|()| text.starts_with('[')).map(|()| elements)
    }

    fn list_element(&self, list_path: &KeyPath, raw: &str) -> ListElement {
        let value = json5_edit::read(raw.as_bytes()).unwrap_or_default();
        let identity = self.current.element_identity(&value);
        let fits = self.current.accepts_text(list_path, raw);
        ListElement { identity, new_value: if fits { NewValue::Raw(raw.to_owned()) } else { NewValue::Value(value) } }
    }
}

/// Whether two texts are equal, or have the same value and `one` has no comments. Lists with different texts are not
/// compared by value: they may have new comments, and they may be edited by element.
fn is_same_text_or_value(one: Option<&str>, other: Option<&str>) -> bool {
    let value = |text: &str| json5_edit::read(text.as_bytes()).ok().filter(|value| !value.is_array());
    match (one, other) {
        (Some(one), Some(other)) if one != other => {
            comment_count(one) == 0 && value(one).is_some_and(|one| Some(one) == value(other))
        }
        _ => one == other,
    }
}

/// Whether two texts have the same value, regardless of comments and formatting.
fn has_same_value(one: Option<&str>, other: Option<&str>) -> bool {
    let value = |text: Option<&str>| text.map(|text| json5_edit::read(text.as_bytes()).ok());
    one == other || value(one) == value(other)
}

fn comment_count(text: &str) -> usize {
    value_edits::comment_texts(text).len()
}
