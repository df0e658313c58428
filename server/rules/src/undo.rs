//! Taking changes back: which one, and what that consists of.
//!
//! What a change did to a leaf is taken back while the leaf is as the change left it; whatever was changed elsewhere
//! since stays. A list that was changed since gets the opposite of what the change meant: what it added goes, what it
//! removed comes back beside its old neighbours, what it moved moves back. Where that is not clear nothing is done.

mod agents;
mod back;
mod list;
mod present;
mod sound;
mod why;

use std::collections::BTreeMap;

use contract::Effect;
use json5_edit::Edit;

use crate::{
    decision::{Decision, Refusal},
    history::Leaf,
};
pub use present::Present;
pub use why::WhyNot;

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
    /// The file was made by it.
    pub made_file: bool,
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

/// Takes a change back: the wanted one, or the newest one of ours that is still there and can be.
pub fn undo(past: &[Past], wanted: Option<u64>, now: &Present<'_>) -> Result<Decision, Refusal> {
    let Some(id) = wanted else { return newest(past, now) };
    let change = whole(past, id)?;
    let back = back::of(&change, now).map_err(|why| Refusal::NotUndone { id, why })?;
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

/// What took something back is no step to take back: undoing twice goes back two steps. What cannot be undone, whatever
/// happens, is passed over and said; what somebody has changed since is not passed over, for it may depend on it.
fn newest(past: &[Past], now: &Present<'_>) -> Result<Decision, Refusal> {
    let undone = undone(past);
    let is_step = |past: &&Past| past.by_us && past.undoes.is_none() && !undone.contains_key(&past.change);
    let mut passed: Vec<String> = Vec::new();
    let mut last = None;
    for Past { change: id, .. } in past.iter().rev().filter(is_step) {
        if last.replace(*id) == Some(*id) {
            continue;
        }
        let change = whole(past, *id)?;
        let why = match back::of(&change, now) {
            Ok(edits) if edits.is_empty() => WhyNot::NothingLeft,
            Ok(edits) => return Ok(passed.into_iter().fold(decision(&change, edits), Decision::note)),
            Err(why) if why.may_pass() => return Err(Refusal::NotUndone { id: *id, why }),
            Err(why) => why,
        };
        passed.push(format!("change {id} was passed over: {why}"));
    }
    Err(Refusal::NothingToUndo { passed })
}

fn decision(change: &[&Past], edits: Vec<Edit>) -> Decision {
    let (id, op) = change.first().map(|first| (first.change, first.op.clone())).unwrap_or_default();
    if edits.is_empty() {
        return Decision::nothing(Effect::UndoneBefore { id });
    }
    let made = change.iter().filter(|past| past.made_file).map(|past| &past.file);
    let notes = made.map(|file| format!("`{file}` was created by that change; it stays, without the change"));
    let leaves = change.iter().flat_map(|past| &past.leaves);
    let added = leaves.filter_map(agents::added);
    let dirs = added.map(|agent| format!("the directories of agent `{agent}` stay, with all that is in them"));
    notes.chain(dirs).fold(Decision::new(edits, Effect::Undone { id, op }).undoing(id), Decision::note)
}

#[cfg(test)]
mod tests;
