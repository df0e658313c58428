//! Manage fallbacks: the models of a chain that are tried when the primary fails.

mod primary_move;
mod requested;

use std::collections::BTreeMap;

use contract::{
    AddFallback, ChainStep, ClearFallbacks, Effect, ListFallbacks, ListedChain, ModelRef, MoveFallback, MoveTarget,
    OpError, RemoveFallback, Role, SetFallbacks,
};
use json5_edit::Edit;

use super::{
    chain_error::ChainError,
    slot::{ChainSlot, IndexedStep},
};
use crate::{
    base::{decision::Decision, list_edits::ListItem},
    document::{model_name::ModelNameError, view::View},
    model::{allowlist, steps, typed_model::TypedModel},
};
pub(crate) use requested::RequestedFallbacks;

/// Lists the models of a chain, in the order in which they are tried.
pub fn list_fallbacks(view: &View, op: &ListFallbacks) -> Result<ListedChain, OpError> {
    let chain = ChainSlot::find(view, op.role, op.agent.as_deref())?.chain().clone();
    let is_unset = op.role == Role::Text && chain.primary.is_none();
    let own_default = is_unset.then(|| view.answer_for(&chain).model);
    Ok(ListedChain { own_default, chain, facts: BTreeMap::new() })
}

/// Adds a fallback at the end or at a position. A model that is already in the chain keeps its position.
pub fn add_fallback(view: &View, op: &AddFallback) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let typed = TypedModel::resolve(view, &op.model)?;
    let (chain, key) = (slot.chain_id(), typed.model.key());
    if let Some(step) = step_number(&slot, &typed.model) {
        return Ok(Decision::unchanged(Effect::FallbackAlreadyPresent { chain, model: key, step }));
    }
    slot.check_model(&typed, op.force)?;
    let entries = slot.fallback_steps();
    let position = op.at.map_or(Ok(entries.len()), |number| index_from_position(number, entries.len() + 1))?;
    let mut after = kept_items(&slot);
    let index = entries.get(position).map_or(after.len(), |(index, _)| *index);
    after.insert(index.min(after.len()), ListItem::New(key.clone()));
    let effect = Effect::FallbackAdded { chain, model: key, step: position + 2 };
    Ok(chain_decision(&slot, &after, &[typed.model], effect))
}

/// Removes all fallbacks that resolve to a model, however they are written. A text in the file that resolves to no
/// model can be removed by its text.
pub fn remove_fallback(view: &View, op: &RemoveFallback) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let found = matching_steps(&slot, &StepName::resolve(&slot, &op.model))?;
    let label = found.first().map(|(_, step)| step.label()).unwrap_or_default();
    let is_left = |item: &ListItem| !found.iter().any(|(index, _)| *item == ListItem::Kept(*index));
    let after: Vec<_> = kept_items(&slot).into_iter().filter(is_left).collect();
    Ok(chain_decision(&slot, &after, &[], Effect::FallbackRemoved { chain: slot.chain_id(), model: label }))
}

/// Moves a model to another position in its chain. The others keep their order.
pub fn move_fallback(view: &View, op: &MoveFallback) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let name = StepName::resolve(&slot, &op.model);
    if primary_move::involves_primary(&slot, &name, &op.target) {
        primary_move::move_primary(&slot, &name, &op.target)
    } else {
        move_among_fallbacks(&slot, &name, &op.target)
    }
}

/// Moves a fallback to another position among the fallbacks.
fn move_among_fallbacks(slot: &ChainSlot<'_>, name: &StepName<'_>, target: &MoveTarget) -> Result<Decision, OpError> {
    let entries = slot.fallback_steps();
    let (from, entry) = fallback_position(slot, name)?;
    let position_of = |other| fallback_position(slot, &StepName::resolve(slot, other)).map(|(position, _)| position);
    let to = match target {
        MoveTarget::To(at) => index_from_position(*at, entries.len())?,
        MoveTarget::Up | MoveTarget::Primary => from.saturating_sub(1),
        MoveTarget::Down => (from + 1).min(entries.len().saturating_sub(1)),
        MoveTarget::Before(other) => index_next_to(from, position_of(other)?, 0),
        MoveTarget::After(other) => index_next_to(from, position_of(other)?, 1),
    };
    let effect = Effect::FallbackMoved { chain: slot.chain_id(), model: entry.1.label(), from: from + 1, to: to + 1 };
    if from == to {
        return Ok(Decision::unchanged(effect));
    }
    let mut after = kept_items(slot);
    let target_index = entries.get(to).map_or(0, |(index, _)| *index);
    let moved = after.remove(entry.0.min(after.len() - 1));
    after.insert(target_index.min(after.len()), moved);
    Ok(chain_decision(slot, &after, &[], effect))
}

/// Replaces all fallbacks at once. Models that stay in the chain keep their spelling and their comments.
pub fn set_fallbacks(view: &View, op: &SetFallbacks) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let primary = slot.chain().primary.as_ref().and_then(|step| step.model.as_ref());
    let requested = RequestedFallbacks::parse(&slot, &op.models, primary)?;
    if requested.requested.is_empty() {
        let cleared = clear_fallbacks(view, &ClearFallbacks { role: op.role, agent: op.agent.clone() })?;
        return Ok(requested.notes.iter().fold(cleared, Decision::with_note));
    }
    requested.check_models(&slot, op.force)?;
    let effect = Effect::FallbacksSet { chain: slot.chain_id(), count: requested.requested.len() };
    let after = requested.to_list_items(&slot);
    Ok(requested.notes.iter().fold(chain_decision(&slot, &after, &requested.models(), effect), Decision::with_note))
}

/// Removes all fallbacks. An agent that inherits its list gets an empty list of its own, so that it no longer inherits.
pub fn clear_fallbacks(view: &View, op: &ClearFallbacks) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let is_empty = match slot.own_fallbacks() {
        None => slot.chain_id().agent.is_none(),
        Some(list) => list.as_array().is_some_and(Vec::is_empty),
    };
    let effect = Effect::FallbacksCleared { chain: slot.chain_id(), count: slot.fallback_count() };
    Ok(if is_empty { Decision::unchanged(effect) } else { chain_decision(&slot, &[], &[], effect) })
}

/// The decision that writes a fallback list and adds missing models to the model map.
fn chain_decision(slot: &ChainSlot<'_>, after: &[ListItem], models: &[ModelRef], effect: Effect) -> Decision {
    let (entries, notes) = missing_entry_edits(slot.view(), models);
    let edits = slot.write_edits(None, Some(after)).into_iter().chain(entries).collect();
    let decision = slot.with_own_list_note(steps::with_alias_warnings(slot.view(), Decision::new(edits, effect)));
    notes.into_iter().fold(decision, Decision::with_note)
}

/// The edits that add missing models to the model map, with a note for each.
pub(crate) fn missing_entry_edits(view: &View, models: &[ModelRef]) -> (Vec<Edit>, Vec<String>) {
    let entry = |model| Some((allowlist::missing_entry_edit(view, model)?, allowlist::entry_added_note(view, model)));
    models.iter().filter_map(entry).unzip()
}

/// All elements of the current list, including those that are not strings.
fn kept_items(slot: &ChainSlot<'_>) -> Vec<ListItem> {
    (0..slot.fallback_count()).map(ListItem::Kept).collect()
}

/// The fallbacks that match a typed name, by model or by the text in the file, which may contain a variable.
fn matching_steps(slot: &ChainSlot<'_>, name: &StepName<'_>) -> Result<Vec<IndexedStep>, OpError> {
    let found: Vec<_> = slot.fallback_steps().iter().filter(|(_, step)| name.matches(step)).cloned().collect();
    match (found.is_empty(), &name.model) {
        (false, _) => Ok(found),
        (true, None) => Err(ModelNameError::from_typed(name.typed).into()),
        (true, Some(model)) => Err(not_a_fallback(slot, model).into()),
    }
}

/// A typed name of a chain step.
struct StepName<'a> {
    typed: &'a str,
    /// The model that it names; `None` if it can only match the text of a step.
    model: Option<ModelRef>,
}

impl<'a> StepName<'a> {
    fn resolve(slot: &ChainSlot<'_>, typed: &'a str) -> Self {
        Self { typed, model: slot.view().resolve_name(typed) }
    }

    /// Whether a step matches the name, by model or by the text in the file.
    fn matches(&self, step: &ChainStep) -> bool {
        step.configured.trim() == self.typed.trim() || (step.model.is_some() && step.model == self.model)
    }
}

fn not_a_fallback(slot: &ChainSlot<'_>, model: &ModelRef) -> ChainError {
    ChainError::NotAFallback {
        chain: slot.chain_id(),
        model: model.key(),
        is_primary: step_number(slot, model) == Some(1),
        fallbacks: slot.fallback_steps().iter().map(|(_, step)| step.label()).collect(),
    }
}

/// The position of a fallback among the fallbacks, counted from 0.
fn fallback_position(slot: &ChainSlot<'_>, name: &StepName<'_>) -> Result<(usize, IndexedStep), OpError> {
    let found = matching_steps(slot, name)?;
    let first = found.into_iter().next().ok_or_else(|| ModelNameError::from_typed(name.typed))?;
    Ok((slot.fallback_steps().iter().position(|entry| *entry == first).unwrap_or_default(), first))
}

/// The index of the element at `from` after it has been moved before (`behind` 0) or after (`behind` 1) another one.
fn index_next_to(from: usize, other: usize, behind: usize) -> usize {
    match from.cmp(&other) {
        std::cmp::Ordering::Less => other + behind - 1,
        std::cmp::Ordering::Equal => other,
        std::cmp::Ordering::Greater => other + behind,
    }
}

/// Converts a typed position, counted from 1, to an index.
fn index_from_position(typed: usize, count: usize) -> Result<usize, ChainError> {
    (1..=count).contains(&typed).then(|| typed - 1).ok_or(ChainError::NoSuchPosition { typed, count })
}

/// The step number of a model in the chain; the primary is 1.
fn step_number(slot: &ChainSlot<'_>, model: &ModelRef) -> Option<usize> {
    let chain = slot.chain();
    let is_model = |step: &ChainStep| step.model.as_ref() == Some(model);
    if chain.primary.as_ref().is_some_and(is_model) {
        return Some(1);
    }
    chain.fallbacks.iter().position(is_model).map(|index| index + 2)
}

#[cfg(test)]
mod tests;
