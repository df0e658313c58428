//! Chains: what is tried when the primary fails.

mod lead;
mod wish;

use contract::{
    AddFallback, ClearFallbacks, Effect, ListFallbacks, ListedChain, ModelRef, MoveFallback, RemoveFallback, Role,
    Rung, SetFallbacks, Spot,
};
use json5_edit::Edit;

use crate::{
    allowlist,
    decision::{Decision, Refusal},
    order::Item,
    refs::named,
    seat::{Entry, Seat},
    steps,
    view::View,
};

pub(crate) use wish::Wish;

/// What is tried, in order.
pub fn list(view: &View, op: &ListFallbacks) -> Result<ListedChain, Refusal> {
    let chain = Seat::find(view, op.role, op.agent.as_deref())?.chain().clone();
    let is_unset = op.role == Role::Text && chain.primary.is_none();
    Ok(ListedChain { own_default: is_unset.then(|| view.answer(&chain).model), chain })
}

/// Adds a model behind all others, or at a place. One that is in the chain already stays where it is.
pub fn add(view: &View, op: &AddFallback) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    let model = named(view, &op.model)?;
    let (chain, key) = (seat.id(), model.key());
    if let Some(step) = step_of(&seat, &model) {
        return Ok(Decision::nothing(Effect::FallbackThere { chain, model: key, step }));
    }
    seat.admit(&model, op.force).map_err(|refusal| refusal.of_word(&op.model))?;
    let entries = seat.entries();
    let at = op.at.map_or(Ok(entries.len()), |at| ordinal(at, entries.len() + 1))?;
    let mut after = kept(&seat);
    let index = entries.get(at).map_or(after.len(), |(index, _)| *index);
    after.insert(index.min(after.len()), Item::New(key.clone()));
    let effect = Effect::FallbackAdded { chain, model: key, step: at + 2 };
    Ok(decided(&seat, &after, &[model], effect))
}

/// Takes a model out, wherever it stands among the fallbacks and however it is written there. A text in the file that
/// means nothing is taken out by itself.
pub fn remove(view: &View, op: &RemoveFallback) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    let found = meant(&seat, &op.model)?;
    let label = found.first().map(|(_, rung)| rung.label()).unwrap_or_default();
    let is_left = |item: &Item| !found.iter().any(|(index, _)| *item == Item::Kept(*index));
    let after: Vec<_> = kept(&seat).into_iter().filter(is_left).collect();
    Ok(decided(&seat, &after, &[], Effect::FallbackRemoved { chain: seat.id(), model: label }))
}

/// Gives a model another place in its chain. The others keep their order.
pub fn relocate(view: &View, op: &MoveFallback) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    if lead::takes_part(&seat, op) { lead::relocate(&seat, op) } else { among(&seat, op) }
}

/// Another place among the fallbacks.
fn among(seat: &Seat<'_>, op: &MoveFallback) -> Result<Decision, Refusal> {
    let entries = seat.entries();
    let (from, entry) = place_of(seat, &entries, &op.model)?;
    let to = match &op.place {
        Spot::To(at) => ordinal(*at, entries.len())?,
        Spot::Up | Spot::Primary => from.saturating_sub(1),
        Spot::Down => (from + 1).min(entries.len().saturating_sub(1)),
        Spot::Before(other) => beside(from, place_of(seat, &entries, other)?.0, 0),
        Spot::After(other) => beside(from, place_of(seat, &entries, other)?.0, 1),
    };
    let effect = Effect::FallbackMoved { chain: seat.id(), model: entry.1.label(), from: from + 1, to: to + 1 };
    if from == to {
        return Ok(Decision::nothing(effect));
    }
    let mut after = kept(seat);
    let target = entries.get(to).map_or(0, |(index, _)| *index);
    let moved = after.remove(entry.0.min(after.len() - 1));
    after.insert(target.min(after.len()), moved);
    Ok(decided(seat, &after, &[], effect))
}

/// Replaces all fallbacks at once. What stays in the chain keeps its spelling and its comments.
pub fn set(view: &View, op: &SetFallbacks) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    let primary = seat.chain().primary.as_ref().and_then(|rung| rung.model.as_ref());
    let wish = Wish::read(&seat, &op.models, primary)?;
    if wish.wanted.is_empty() {
        let cleared = clear(view, &ClearFallbacks { role: op.role, agent: op.agent.clone() })?;
        return Ok(wish.notes.iter().fold(cleared, Decision::note));
    }
    wish.admit(&seat, op.force)?;
    let effect = Effect::FallbacksSet { chain: seat.id(), count: wish.wanted.len() };
    let after = wish.items(&seat);
    Ok(wish.notes.iter().fold(decided(&seat, &after, &wish.models(), effect), Decision::note))
}

/// Takes all fallbacks out. An agent that inherits gets an empty list of its own, which is another thing.
pub fn clear(view: &View, op: &ClearFallbacks) -> Result<Decision, Refusal> {
    let seat = Seat::find(view, op.role, op.agent.as_deref())?;
    let is_empty = match seat.own_list() {
        None => seat.id().agent.is_none(),
        Some(list) => list.as_array().is_some_and(Vec::is_empty),
    };
    let effect = Effect::FallbacksCleared { chain: seat.id(), count: seat.length() };
    Ok(if is_empty { Decision::nothing(effect) } else { decided(&seat, &[], &[], effect) })
}

/// The edits for a list, and for OpenClaw's list of models.
fn decided(seat: &Seat<'_>, after: &[Item], models: &[ModelRef], effect: Effect) -> Decision {
    let (entries, notes) = upsert(seat.view(), models);
    let edits = seat.edits(None, Some(after)).into_iter().chain(entries).collect();
    let decision = seat.with_own_list(steps::told(seat.view(), Decision::new(edits, effect)));
    notes.into_iter().fold(decision, Decision::note)
}

/// The entries for models that OpenClaw's list of models does not have yet, and what is said of them.
pub(crate) fn upsert(view: &View, models: &[ModelRef]) -> (Vec<Edit>, Vec<String>) {
    let entry = |model| Some((allowlist::upsert(view, model)?, allowlist::upserted(view, model)));
    models.iter().filter_map(entry).unzip()
}

/// The list as it is, also what is no text in it.
fn kept(seat: &Seat<'_>) -> Vec<Item> {
    (0..seat.length()).map(Item::Kept).collect()
}

/// The entries that a name means: as a model, or as the text in the file, which may name a variable.
fn meant(seat: &Seat<'_>, typed: &str) -> Result<Vec<Entry>, Refusal> {
    let model = seat.resolve(typed);
    let is_it = |rung: &Rung| is_meant(rung, typed, model.as_ref());
    let found: Vec<_> = seat.entries().into_iter().filter(|(_, rung)| is_it(rung)).collect();
    match (found.is_empty(), model) {
        (false, _) => Ok(found),
        (true, None) => Err(Refusal::not_a_model(typed)),
        (true, Some(model)) => Err(not_in_chain(seat, &model)),
    }
}

/// Whether a name means what a step says: the model, or the text in the file.
fn is_meant(rung: &Rung, typed: &str, model: Option<&ModelRef>) -> bool {
    rung.configured.trim() == typed.trim() || rung.model.as_ref().is_some_and(|own| Some(own) == model)
}

fn not_in_chain(seat: &Seat<'_>, model: &ModelRef) -> Refusal {
    Refusal::NotInChain {
        chain: seat.id(),
        model: model.key(),
        is_primary: step_of(seat, model) == Some(1),
        others: seat.entries().iter().map(|(_, rung)| rung.label()).collect(),
    }
}

/// Where a fallback stands among the fallbacks, from 0.
fn place_of(seat: &Seat<'_>, entries: &[Entry], typed: &str) -> Result<(usize, Entry), Refusal> {
    let found = meant(seat, typed)?;
    let first = found.into_iter().next().ok_or_else(|| Refusal::not_a_model(typed))?;
    Ok((entries.iter().position(|entry| *entry == first).unwrap_or_default(), first))
}

/// The place that the one at `from` has when it stands before (0) or after (1) another one.
fn beside(from: usize, other: usize, behind: usize) -> usize {
    match from.cmp(&other) {
        std::cmp::Ordering::Less => other + behind - 1,
        std::cmp::Ordering::Equal => other,
        std::cmp::Ordering::Greater => other + behind,
    }
}

/// A place as it is typed, from 1.
fn ordinal(typed: usize, count: usize) -> Result<usize, Refusal> {
    (1..=count).contains(&typed).then(|| typed - 1).ok_or(Refusal::NoSuchPlace { typed, count })
}

/// Where a model stands in a chain; the primary is 1.
fn step_of(seat: &Seat<'_>, model: &ModelRef) -> Option<usize> {
    let chain = seat.chain();
    let is_it = |rung: &Rung| rung.model.as_ref() == Some(model);
    if chain.primary.as_ref().is_some_and(is_it) {
        return Some(1);
    }
    chain.fallbacks.iter().position(is_it).map(|at| at + 2)
}

#[cfg(test)]
mod tests;
