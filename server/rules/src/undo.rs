//! Taking changes back: which one, and what that consists of.
//!
//! What a change did to a leaf is taken back while the leaf is as the change left it; whatever was changed elsewhere
//! since stays. A list that was changed since gets the opposite of what the change meant: what it added goes, what it
//! removed comes back beside its old neighbours, what it moved moves back. Where that is not clear nothing is done.
//!
//! The history has no comments that may hold a secret. A list that had one is taken back by its values; where the byte
//! copy of the file is left, the comments come back from there.

mod agents;
mod ahead;
mod back;
mod list;
mod present;
mod sound;
mod values;
mod why;

use std::collections::BTreeMap;

use contract::{Effect, Revision};
use json5_edit::Edit;

use crate::{
    decision::{Decision, Refusal},
    history::Leaf,
};
pub use ahead::{Ahead, obstacle_ahead};
pub use present::Present;
pub use why::WhyNot;

/// Finds the text that a file, named as for people, had at a revision: in the file itself, or in a byte copy.
pub type Copies<'a> = dyn Fn(&str, &Revision) -> Option<String> + 'a;

/// A change that was made to one file, as the history has it.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its number.
    pub id: u64,
    /// The number of the whole change. It is another one when several files were changed and this is not the first.
    pub change: u64,
    /// We made it, not somebody else.
    pub by_us: bool,
    /// Which operation.
    pub op: String,
    /// The file, for people.
    pub file: String,
    /// The bytes of the file before it; `None` when the file was made by it.
    pub rev_before: Option<Revision>,
    /// Its bytes afterwards.
    pub rev_after: Option<Revision>,
    /// The change that it took back.
    pub undoes: Option<u64>,
    /// What it changed.
    pub leaves: Vec<Leaf>,
}

/// Which change was taken back by which. One whose undoing was undone is there again.
pub fn undone(past: &[Past]) -> BTreeMap<u64, u64> {
    let mut undone = BTreeMap::new();
    for Past { change, undoes, .. } in past.iter().rev() {
        if let (Some(target), false) = (undoes, undone.contains_key(change)) {
            undone.insert(*target, *change);
        }
    }
    undone
}

/// Takes a change back: the wanted one, or the newest one of ours that is still there.
pub fn undo(past: &[Past], wanted: Option<u64>, now: &Present<'_>) -> Result<Decision, Refusal> {
    let Some(id) = wanted else { return newest(past, now) };
    let change = whole(past, id)?;
    let back = back::of(&change, now).map_err(|why| Refusal::NotUndone { id, why, instead: None })?;
    Ok(decision(&change, back))
}

/// Why a change cannot be taken back; `None` when it can.
pub fn obstacle(past: &[Past], id: u64, now: &Present<'_>) -> Option<WhyNot> {
    let back = whole(past, id).ok().map(|change| back::of(&change, now))?;
    back.map_or_else(Some, |edits| edits.is_empty().then_some(WhyNot::NothingLeft))
}

/// All records of the change that a record belongs to.
fn whole(past: &[Past], id: u64) -> Result<Vec<&Past>, Refusal> {
    let newest = past.last().map(|past| past.id);
    let one = past.iter().find(|past| past.id == id).ok_or(Refusal::NoSuchChange { id, newest })?;
    Ok(past.iter().filter(|past| past.change == one.change).collect())
}

/// A change that took another one back is no step: undoing twice goes back two steps. A change of which nothing is left
/// is passed over with a note. One that cannot be taken back is not: a later one is never undone in its place.
fn newest(past: &[Past], now: &Present<'_>) -> Result<Decision, Refusal> {
    let mut passed: Vec<String> = Vec::new();
    let mut steps = steps(past).into_iter();
    for id in steps.by_ref() {
        let change = whole(past, id)?;
        match back::of(&change, now) {
            Ok(edits) if edits.is_empty() => {
                passed.push(format!("change {id} was passed over: {}", WhyNot::NothingLeft));
            }
            Ok(edits) => return Ok(passed.into_iter().fold(decision(&change, edits), Decision::note)),
            Err(why) => {
                let can_go = |id: &u64| whole(past, *id).is_ok_and(|change| can_go(&change, now));
                let instead = steps.find(can_go).and_then(|id| Some((id, whole(past, id).ok()?.first()?.op.clone())));
                return Err(Refusal::NotUndone { id, why, instead });
            }
        }
    }
    Err(Refusal::NothingToUndo { passed })
}

/// Our changes that are still there, newest first.
fn steps(past: &[Past]) -> Vec<u64> {
    let undone = undone(past);
    let is_step = |past: &&Past| past.by_us && past.undoes.is_none() && !undone.contains_key(&past.change);
    let mut steps: Vec<_> = past.iter().rev().filter(is_step).map(|past| past.change).collect();
    steps.dedup();
    steps
}

fn can_go(change: &[&Past], now: &Present<'_>) -> bool {
    back::of(change, now).is_ok_and(|edits| !edits.is_empty())
}

fn decision(change: &[&Past], edits: Vec<Edit>) -> Decision {
    let (id, op) = change.first().map(|first| (first.change, first.op.clone())).unwrap_or_default();
    if edits.is_empty() {
        return Decision::nothing(Effect::UndoneBefore { id });
    }
    let made = change.iter().filter(|past| past.rev_before.is_none()).map(|past| &past.file);
    let notes = made.map(|file| format!("`{file}` was created by that change; it stays, without the change"));
    let leaves = change.iter().flat_map(|past| &past.leaves);
    let added = leaves.filter_map(agents::added);
    let dirs = added.map(|agent| format!("the directories of agent `{agent}` stay, with all that is in them"));
    notes.chain(dirs).fold(Decision::new(edits, Effect::Undone { id, op }).undoing(id), Decision::note)
}

#[cfg(test)]
mod tests;
