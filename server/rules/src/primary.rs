//! Chains: what answers first, and chains as a whole.

mod replace;

use contract::{ChainId, Effect, Generation, InheritChain, Layer, ModelRef, Role, SetChain, SetModel};

use crate::{
    agents::inherits_fallbacks,
    decision::{Decision, Refusal},
    fallback::{Wish, upsert},
    order::Item,
    refs::named,
    seat::Seat,
    steps,
    view::{AgentChain, View},
};

/// Sets what answers first. Its fallbacks stay as they are, except for the model that becomes the primary.
pub fn set(view: &View, op: &SetModel) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    let model = named(view, &op.model)?;
    let effect = Effect::ModelSet { chain: seat.id(), model: model.key() };
    let keeps = op.keep_fallbacks && seat.is_strict() && seat.own_list().is_none();
    if seat.answers(&model) && !keeps {
        return Ok(Decision::nothing(effect));
    }
    if op.keep_old {
        return replace::replace(&seat, &model, op);
    }
    seat.admit(&model, op.force).map_err(|refusal| refusal.of_word(&op.model))?;
    let key = (!seat.answers(&model)).then(|| model.key());
    let list = if keeps { Some(copied(view, &model)) } else { key.as_ref().and_then(|_| seat.without(&model)) };
    let mut edits = seat.edits(key.as_deref(), list.as_deref());
    let (entries, listed) = upsert(view, std::slice::from_ref(&model));
    edits.extend(entries);
    let decision = steps::told(view, Decision::new(edits, effect));
    Ok(notes(&seat, &model, keeps).into_iter().chain(listed).fold(decision, Decision::note))
}

/// The fallbacks of all agents, as they are written there, without the one that answers first.
fn copied(view: &View, primary: &ModelRef) -> Vec<Item> {
    let others = view.chain(Role::Text).fallbacks.into_iter().filter(|rung| rung.model.as_ref() != Some(primary));
    others.map(|rung| Item::New(rung.configured)).collect()
}

fn notes(seat: &Seat<'_>, model: &ModelRef, keeps: bool) -> Vec<String> {
    let chain = seat.chain();
    let loses = seat.is_strict() && seat.inherits_list() && !keeps && !chain.fallbacks.is_empty();
    let lost = seat.id().agent.filter(|_| loses).map(|agent| {
        format!(
            "`{agent}` has no fallbacks now: in this home an agent with a model of its own does not inherit any; \
             keep the fallbacks when you set it (`--keep-fallbacks`), and the {} that it had stay",
            chain.fallbacks.len()
        )
    });
    let place = chain.fallbacks.iter().position(|rung| rung.model.as_ref() == Some(model));
    let twice = place.filter(|_| !loses && !keeps).map(|place| {
        if seat.without(model).is_some() {
            format!("`{}` was step {} of the chain, and is its primary now", model.key(), place + 2)
        } else {
            format!("`{}` is among its own fallbacks, where it is tried once more", model.key())
        }
    });
    lost.into_iter().chain(twice).collect()
}

/// Replaces a whole chain at once.
pub fn set_chain(view: &View, op: &SetChain) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    let primary = named(view, &op.primary)?;
    let wish = Wish::read(&seat, &op.fallbacks, Some(&primary))?;
    let models: Vec<_> = std::iter::once(primary.clone()).chain(wish.models()).collect();
    seat.admit(&primary, op.force).map_err(|refusal| refusal.of_word(&op.primary))?;
    wish.admit(&seat, op.force)?;
    let key = (!seat.answers(&primary)).then(|| primary.key());
    let mut edits = seat.edits(key.as_deref(), Some(&wish.items(&seat)));
    let (entries, listed) = upsert(view, &models);
    edits.extend(entries);
    let effect = Effect::ChainSet { chain: seat.id(), primary: primary.key(), count: wish.wanted.len() };
    let decision = seat.with_own_list(steps::told(view, Decision::new(edits, effect)));
    Ok(wish.notes.into_iter().chain(listed).fold(decision, Decision::note))
}

/// Whether a first model of its own would take away the fallbacks that an agent inherits.
pub fn may_lose_fallbacks(generation: Generation, found: &AgentChain) -> bool {
    let inherits_all = [found.primary, found.fallbacks] == [Layer::Defaults; 2];
    inherits_all && !inherits_fallbacks(generation) && !found.chain.fallbacks.is_empty()
}

/// Whether an agent has fallbacks of its own, and can have those of all agents instead without giving up its model.
pub fn may_inherit_fallbacks(generation: Generation, found: &AgentChain) -> bool {
    let can = inherits_fallbacks(generation) || found.primary == Layer::Defaults;
    can && found.fallbacks == Layer::Agent
}

/// Gives an agent the fallbacks of all agents again, or everything.
pub fn inherit(view: &View, op: &InheritChain) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, Role::Text, Some(&op.agent))?;
    let ChainId { agent, .. } = seat.id();
    let agent = agent.ok_or(Refusal::NoAgent)?;
    if !op.all && !seat.inherits_primary() && seat.is_strict() {
        return Err(Refusal::CannotInherit { agent });
    }
    let has = if op.all { seat.own().is_some() } else { seat.own_list().is_some() };
    let effect = Effect::ChainInherited { agent, all: op.all };
    Ok(if has { Decision::new(seat.removal(op.all), effect) } else { Decision::nothing(effect) })
}

#[cfg(test)]
mod tests;
