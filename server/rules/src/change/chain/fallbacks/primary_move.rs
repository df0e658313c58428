//! Moves that change the primary. The configured texts are moved unchanged, so that no step is lost.

use contract::{Chain, ChainStep, Effect, MoveTarget, OpError};

use super::{StepName, fallback_position, index_from_position, kept_items};
use crate::{
    base::{decision::Decision, list_edits::ListItem},
    change::chain::{
        chain_error::ChainError,
        slot::{ChainSlot, IndexedStep, is_same_step},
    },
};

/// Whether a move changes the primary instead of the order of the fallbacks.
pub(super) fn involves_primary(slot: &ChainSlot<'_>, name: &StepName<'_>, target: &MoveTarget) -> bool {
    *target == MoveTarget::Primary || is_only_primary(slot, name)
}

pub(super) fn move_primary(
    slot: &ChainSlot<'_>,
    name: &StepName<'_>,
    target: &MoveTarget,
) -> Result<Decision, OpError> {
    if *target == MoveTarget::Primary && matches_primary(slot, name) {
        return Ok(unchanged_primary(slot));
    }
    if !is_only_primary(slot, name) {
        return Ok(swap_with_primary(slot, &fallback_position(slot, name)?.1, 0));
    }
    let Some(to) = primary_target_index(slot, target)? else { return Ok(unchanged_primary(slot)) };
    let only_model = || ChainError::OnlyModel { chain: slot.chain_id(), model: primary_label(slot) };
    let first = slot.fallback_steps().first().ok_or_else(only_model)?;
    Ok(swap_with_primary(slot, first, to))
}

/// The index of the primary among the fallbacks after the first fallback has replaced it; `None` if the primary stays.
fn primary_target_index(slot: &ChainSlot<'_>, target: &MoveTarget) -> Result<Option<usize>, OpError> {
    let count = slot.fallback_steps().len();
    let neighbor = match target {
        MoveTarget::Before(other) | MoveTarget::After(other) => Some(StepName::resolve(slot, other)),
        MoveTarget::Up | MoveTarget::Down | MoveTarget::To(_) | MoveTarget::Primary => None,
    };
    let is_beside_itself = neighbor.as_ref().is_some_and(|name| is_only_primary(slot, name));
    Ok(match (target, &neighbor) {
        (MoveTarget::Up | MoveTarget::Primary, _) => None,
        _ if is_beside_itself => None,
        _ if count == 0 => Some(0),
        (MoveTarget::To(at), _) => Some(index_from_position(*at, count)?),
        (MoveTarget::Before(_), Some(name)) => fallback_position(slot, name)?.0.checked_sub(1),
        (_, Some(name)) => Some(fallback_position(slot, name)?.0),
        (_, None) => Some(0),
    })
}

/// Makes a fallback the primary and puts the old primary among the other fallbacks.
fn swap_with_primary(slot: &ChainSlot<'_>, raised: &IndexedStep, to: usize) -> Decision {
    let old_primary = slot.chain().primary.clone();
    // Remove duplicates of both, so that neither is tried twice.
    let is_swapped = |step: &ChainStep| {
        is_same_step(step, &raised.1) || old_primary.as_ref().is_some_and(|old_primary| is_same_step(step, old_primary))
    };
    let (swapped, remaining): (Vec<_>, Vec<_>) = slot.fallback_steps().iter().partition(|(_, step)| is_swapped(step));
    let others = slot.fallback_steps().iter().filter(|entry| *entry != raised);
    let to = others.take(to).filter(|(_, step)| !is_swapped(step)).count();
    let is_gone = |item: &ListItem| swapped.iter().any(|(index, _)| *item == ListItem::Kept(*index));
    let mut after: Vec<_> = kept_items(slot).into_iter().filter(|item| !is_gone(item)).collect();
    if let Some(old_primary) = &old_primary {
        let behind =
            remaining.get(to).and_then(|(index, _)| after.iter().position(|item| *item == ListItem::Kept(*index)));
        after.insert(behind.unwrap_or(after.len()), ListItem::New(old_primary.configured.clone()));
    }
    let model = raised.1.label();
    let effect = Effect::PrimaryChanged {
        chain: slot.chain_id(),
        model,
        was: old_primary.as_ref().map(ChainStep::label),
        to: to + 1,
    };
    let decision = Decision::new(slot.write_edits(Some(&raised.1.configured), Some(&after)), effect);
    let answers = Chain { primary: Some(raised.1.clone()), fallbacks: Vec::new() };
    slot.view().primary_warnings(&answers).into_iter().fold(slot.with_own_list_note(decision), Decision::with_note)
}

fn unchanged_primary(slot: &ChainSlot<'_>) -> Decision {
    Decision::unchanged(Effect::FallbackAlreadyPresent { chain: slot.chain_id(), model: primary_label(slot), step: 1 })
}

/// Whether a typed name matches the primary.
fn matches_primary(slot: &ChainSlot<'_>, name: &StepName<'_>) -> bool {
    slot.chain().primary.as_ref().is_some_and(|step| name.matches(step))
}

/// Whether a typed name matches the primary and no fallback.
fn is_only_primary(slot: &ChainSlot<'_>, name: &StepName<'_>) -> bool {
    matches_primary(slot, name) && !slot.fallback_steps().iter().any(|(_, step)| name.matches(step))
}

fn primary_label(slot: &ChainSlot<'_>) -> String {
    slot.chain().primary.as_ref().map(ChainStep::label).unwrap_or_default()
}

#[cfg(test)]
mod tests;
