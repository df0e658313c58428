//! Into the primary's place and out of it. The texts change places as they are written, so that no step is lost.

use contract::{Chain, Effect, MoveFallback, Rung, Spot};

use super::{is_meant, kept, meant, ordinal, place_of};
use crate::{
    decision::{Decision, Refusal},
    order::Item,
    seat::{Entry, Seat, is_same},
};

/// Whether a move is one of these, and not one among the fallbacks.
pub(super) fn takes_part(seat: &Seat<'_>, op: &MoveFallback) -> bool {
    op.place == Spot::Primary || is_primary(seat, &op.model)
}

pub(super) fn relocate(seat: &Seat<'_>, op: &MoveFallback) -> Result<Decision, Refusal> {
    let entries = seat.entries();
    if op.place == Spot::Primary && is_first(seat, &op.model) {
        return Ok(stays(seat));
    }
    if !is_primary(seat, &op.model) {
        return Ok(exchanged(seat, &place_of(seat, &entries, &op.model)?.1, 0));
    }
    let Some(to) = lowered(seat, &entries, &op.place)? else { return Ok(stays(seat)) };
    let first = entries.first().ok_or_else(|| Refusal::NoFallback { chain: seat.id(), model: label(seat) })?;
    Ok(exchanged(seat, first, to))
}

/// Where the primary goes among the fallbacks that the first of them leaves behind, from 0; `None`: it stays.
fn lowered(seat: &Seat<'_>, entries: &[Entry], place: &Spot) -> Result<Option<usize>, Refusal> {
    match place {
        Spot::Up | Spot::Primary => Ok(None),
        Spot::Before(other) | Spot::After(other) if is_primary(seat, other) => Ok(None),
        _ if entries.is_empty() => Ok(Some(0)),
        Spot::Down => Ok(Some(0)),
        Spot::To(at) => ordinal(*at, entries.len()).map(Some),
        Spot::Before(other) => Ok(place_of(seat, entries, other)?.0.checked_sub(1)),
        Spot::After(other) => Ok(Some(place_of(seat, entries, other)?.0)),
    }
}

/// A fallback in the primary's place, and the primary among the fallbacks that are left.
fn exchanged(seat: &Seat<'_>, raised: &Entry, to: usize) -> Decision {
    let was = seat.chain().primary.clone();
    // Their duplicates go: neither is tried twice.
    let moves = |rung: &Rung| is_same(rung, &raised.1) || was.as_ref().is_some_and(|was| is_same(rung, was));
    let (gone, left): (Vec<_>, Vec<_>) = seat.entries().into_iter().partition(|(_, rung)| moves(rung));
    let others: Vec<_> = seat.entries().into_iter().filter(|entry| entry != raised).collect();
    let to = others.iter().take(to).filter(|(_, rung)| !moves(rung)).count();
    let is_gone = |item: &Item| gone.iter().any(|(index, _)| *item == Item::Kept(*index));
    let mut after: Vec<_> = kept(seat).into_iter().filter(|item| !is_gone(item)).collect();
    if let Some(was) = &was {
        let behind = left.get(to).and_then(|(index, _)| after.iter().position(|item| *item == Item::Kept(*index)));
        after.insert(behind.unwrap_or(after.len()), Item::New(was.configured.clone()));
    }
    let model = raised.1.label();
    let effect = Effect::PrimaryChanged { chain: seat.id(), model, was: was.as_ref().map(Rung::label), to: to + 1 };
    let decision = Decision::new(seat.edits(Some(&raised.1.configured), Some(&after)), effect);
    let answers = Chain { primary: Some(raised.1.clone()), fallbacks: Vec::new() };
    seat.view().doubts(&answers).into_iter().fold(seat.with_own_list(decision), Decision::note)
}

fn stays(seat: &Seat<'_>) -> Decision {
    Decision::nothing(Effect::FallbackThere { chain: seat.id(), model: label(seat), step: 1 })
}

/// Whether a name means what answers first.
fn is_first(seat: &Seat<'_>, typed: &str) -> bool {
    let model = seat.resolve(typed);
    seat.chain().primary.as_ref().is_some_and(|rung| is_meant(rung, typed, model.as_ref()))
}

/// Whether it means that, and no fallback.
fn is_primary(seat: &Seat<'_>, typed: &str) -> bool {
    is_first(seat, typed) && meant(seat, typed).is_err()
}

fn label(seat: &Seat<'_>) -> String {
    seat.chain().primary.as_ref().map(Rung::label).unwrap_or_default()
}

#[cfg(test)]
mod tests;
