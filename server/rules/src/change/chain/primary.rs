//! Sets the primary of a chain, and sets or resets whole chains.

mod replace;

use contract::{ChainId, ConfigLayer, Effect, Generation, InheritChain, ModelRef, OpError, Role, SetChain, SetModel};

use super::{
    chain_error::ChainError,
    fallbacks::{RequestedFallbacks, missing_entry_edits},
    slot::ChainSlot,
};
use crate::{
    base::{decision::Decision, list_edits::ListItem},
    document::{
        agents::inherits_fallbacks,
        view::{AgentChain, View},
    },
    model::{steps, typed_model::TypedModel},
};

/// Sets the primary of a chain. The fallbacks stay as they are, except for the model that becomes the primary.
pub fn set_primary(view: &View, op: &SetModel) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let typed = TypedModel::resolve(view, &op.model)?;
    let model = &typed.model;
    let effect = Effect::ModelSet { chain: slot.chain_id(), model: model.key() };
    let keeps = op.keep_fallbacks && slot.needs_own_fallbacks() && slot.own_fallbacks().is_none();
    if slot.is_own_primary(model) && !keeps {
        return Ok(Decision::unchanged(effect));
    }
    if op.keep_old {
        return Ok(replace::replace_primary(&slot, &typed, op)?);
    }
    slot.check_model(&typed, op.force)?;
    let key = (!slot.is_own_primary(model)).then(|| model.key());
    let list = if keeps {
        Some(copied_default_fallbacks(view, model))
    } else {
        key.as_ref().and_then(|_| slot.items_without(model))
    };
    let mut edits = slot.write_edits(key.as_deref(), list.as_deref());
    let (entries, listed) = missing_entry_edits(view, std::slice::from_ref(model));
    edits.extend(entries);
    let decision = steps::with_alias_warnings(view, Decision::new(edits, effect));
    Ok(primary_notes(&slot, model, keeps).into_iter().chain(listed).fold(decision, Decision::with_note))
}

/// Copies the default fallbacks, as they are written, without the primary.
fn copied_default_fallbacks(view: &View, primary: &ModelRef) -> Vec<ListItem> {
    let others =
        view.default_chain(Role::Text).fallbacks.into_iter().filter(|step| step.model.as_ref() != Some(primary));
    others.map(|step| ListItem::New(step.configured)).collect()
}

fn primary_notes(slot: &ChainSlot<'_>, model: &ModelRef, keeps: bool) -> Vec<String> {
    let chain = slot.chain();
    let loses = slot.needs_own_fallbacks() && slot.inherits_fallback_list() && !keeps && !chain.fallbacks.is_empty();
    let lost = slot.chain_id().agent.filter(|_| loses).map(|agent| {
        format!(
            "`{agent}` has no fallbacks now: in this home an agent with its own model does not inherit them; \
             to keep the {} that it had, keep the fallbacks when you set the model (`--keep-fallbacks`)",
            chain.fallbacks.len()
        )
    });
    let fallback_index = chain.fallbacks.iter().position(|step| step.model.as_ref() == Some(model));
    let twice = fallback_index.filter(|_| !loses && !keeps).map(|fallback_index| {
        if slot.items_without(model).is_some() {
            format!("`{}` was step {} of the chain and is now its primary", model.key(), fallback_index + 2)
        } else {
            format!("`{}` is also one of its own fallbacks, so it is tried twice", model.key())
        }
    });
    lost.into_iter().chain(twice).collect()
}

/// Replaces a whole chain at once.
pub fn set_chain(view: &View, op: &SetChain) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, op.role, op.agent.as_deref())?;
    let typed = TypedModel::resolve(view, &op.primary)?;
    let primary = &typed.model;
    let requested = RequestedFallbacks::parse(&slot, &op.fallbacks, Some(primary))?;
    let models: Vec<_> = std::iter::once(primary.clone()).chain(requested.models()).collect();
    slot.check_model(&typed, op.force)?;
    requested.check_models(&slot, op.force)?;
    let key = (!slot.is_own_primary(primary)).then(|| primary.key());
    let mut edits = slot.write_edits(key.as_deref(), Some(&requested.to_list_items(&slot)));
    let (entries, listed) = missing_entry_edits(view, &models);
    edits.extend(entries);
    let effect = Effect::ChainSet { chain: slot.chain_id(), primary: primary.key(), count: requested.requested.len() };
    let decision = slot.with_own_list_note(steps::with_alias_warnings(view, Decision::new(edits, effect)));
    Ok(requested.notes.into_iter().chain(listed).fold(decision, Decision::with_note))
}

/// Whether an agent would lose the fallbacks that it inherits if it got its first own model.
pub fn may_lose_fallbacks(generation: Generation, found: &AgentChain) -> bool {
    let inherits_all = [found.primary_layer, found.fallbacks_layer] == [ConfigLayer::Defaults; 2];
    inherits_all && !inherits_fallbacks(generation) && !found.chain.fallbacks.is_empty()
}

/// Whether an agent has its own fallbacks, and could inherit the default ones instead without giving up its model.
pub fn may_inherit_fallbacks(generation: Generation, found: &AgentChain) -> bool {
    let can_inherit = inherits_fallbacks(generation) || found.primary_layer == ConfigLayer::Defaults;
    can_inherit && found.fallbacks_layer == ConfigLayer::Agent
}

/// Makes an agent inherit the default fallbacks again, or the whole chain.
pub fn inherit_chain(view: &View, op: &InheritChain) -> Result<Decision, OpError> {
    let slot = ChainSlot::find(view, Role::Text, Some(&op.agent))?;
    let ChainId { agent, .. } = slot.chain_id();
    let agent = agent.ok_or(ChainError::AgentRequired)?;
    if !op.all && !slot.inherits_primary() && slot.needs_own_fallbacks() {
        return Err(ChainError::CannotInherit { agent }.into());
    }
    let has_own_value = if op.all { slot.own_value().is_some() } else { slot.own_fallbacks().is_some() };
    let effect = Effect::ChainInherited { agent, all: op.all };
    Ok(if has_own_value { Decision::new(slot.removal_edits(op.all), effect) } else { Decision::unchanged(effect) })
}

#[cfg(test)]
mod tests;
