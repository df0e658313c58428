//! What stands on the change card: what the change means, then the lines of the files.

use contract::{Code, Effect, OpError, Repair};
use leptos::{either::Either, prelude::*};

use super::CARD_TITLE;
#[cfg(target_arch = "wasm32")]
use super::chunk::TICK;
#[cfg(target_arch = "wasm32")]
use crate::hook::{Card, Changes, Wish};
use crate::{
    facts::Preview,
    text::{ChangeText, say},
    ui::{DiffView, Problem, Rich, Warnings, sentence},
};

#[cfg(target_arch = "wasm32")]
#[component]
pub(super) fn DialogContent(card: Card) -> impl IntoView {
    let changes = expect_context::<Changes>();
    let Card { outcome, wish, is_redrawn, .. } = card;
    let applied = outcome.as_ref().ok().filter(|preview| preview.can_apply());
    let verb = applied.map(|preview| ChangeText::Verb(preview.effect.clone()));
    let can_apply = verb.is_some();
    let is_safe = applied.is_some_and(|preview| preview.breaks.is_empty());
    let insist = outcome.as_ref().err().filter(|error| can_insist(error)).and(wish.forced.clone());
    let insist = insist.map(|request| {
        let again = Wish { request, forced: None, ..wish.clone() };
        view! {
            <button type="button" class="button" disabled=changes.busy on:click=move |_| changes.ask(again.clone())>
                {say(ChangeText::Insist)}
            </button>
        }
    });
    let tick = wish.other.clone().map(|other| {
        let again = Wish { request: other, other: Some(wish.request.clone()), ..wish };
        move |repair: Repair| {
            view! {
                <label class="tick card__repair">
                    <input id=TICK type="checkbox" prop:checked=repair.is_on on:change=move |_| changes.ask(again.clone())/>
                    <span>
                        <Rich text=say(ChangeText::Repair(repair))/>
                    </span>
                </label>
            }
        }
    });
    view! {
        <Redrawn is_redrawn is_refused=outcome.is_err()/>
        <CardBody outcome tick/>
        <div class="card__actions">
            <button
                type="button"
                class="button"
                autofocus=!is_safe
                disabled=changes.busy
                on:click=move |_| changes.drop_card()
            >
                {say(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
            </button>
            {insist}
            {verb
                .map(|verb| {
                    view! {
                        <button
                            type="button"
                            class="button button--primary card__apply"
                            autofocus=is_safe
                            disabled=changes.busy
                            on:click=move |_| changes.apply()
                        >
                            {say(verb)}
                        </button>
                    }
                })}
        </div>
    }
}

/// The file changed while the card was open: it is drawn anew.
#[component]
pub(in crate::part) fn Redrawn(is_redrawn: bool, is_refused: bool) -> impl IntoView {
    is_redrawn.then(|| {
        let text = if is_refused { ChangeText::RedrawnRefused } else { ChangeText::Redrawn };
        view! {
            <p class="card__notice" role="status" tabindex="-1">
                {say(text)}
            </p>
        }
    })
}

/// Whether it was only refused because nobody here knows better.
pub(in crate::part) fn can_insist(error: &OpError) -> bool {
    matches!(error.code, Code::ModelUnknown | Code::ModelTextOnly)
}

#[component]
pub(in crate::part) fn CardBody<T: IntoView + 'static>(
    outcome: Result<Preview, OpError>,
    /// The box of a repair.
    tick: Option<impl FnOnce(Repair) -> T + 'static>,
) -> impl IntoView {
    let Preview { effect, diffs, blocked, breaks, repair, warnings, cannot_undo, .. } = match outcome {
        Err(error) => return Either::Left(view! { <Problem error id=CARD_TITLE/> }),
        Ok(preview) => preview,
    };
    let is_quiet = blocked.is_none() && breaks.is_empty() && warnings.is_empty();
    let note = match diffs.as_slice() {
        [] => Some(ChangeText::NothingChanges),
        _ => is_quiet.then_some(ChangeText::NothingElse),
    };
    let is_repaired = repair.as_ref().is_some_and(|repair| repair.is_on);
    let works = (!diffs.is_empty()).then(|| works(&effect, is_repaired)).flatten();
    let blocked = blocked.map(|why| say(ChangeText::Blocked(why)));
    let cannot_undo = cannot_undo.map(|why| say(ChangeText::CannotUndo(why)));
    let breaks = breaks.into_iter().map(|text| view! { <p class="breaks"><Rich text=sentence(text)/></p> });
    Either::Right(view! {
        <h2 id=CARD_TITLE>
            <Rich text=say(ChangeText::Would(effect))/>
        </h2>
        <div class="card__means">
            {works.map(|text| view! { <p><Rich text=say(text)/></p> })} {breaks.collect_view()}
            {tick.zip(repair).map(|(tick, repair)| tick(repair))}
            <Warnings texts=blocked.into_iter().chain(warnings).chain(cannot_undo).collect()/>
        </div>
        {diffs.into_iter().map(|diff| view! { <DiffView diff/> }).collect_view()}
        {note.map(|note| view! { <p class="muted">{say(note)}</p> })}
    })
}

/// What works afterwards, where the heading does not say it.
fn works(effect: &Effect, is_repaired: bool) -> Option<ChangeText> {
    match effect {
        Effect::AliasRemoved { .. } | Effect::AliasRenamed { .. } if is_repaired => Some(ChangeText::ChainsStay),
        Effect::AgentAdded { .. } => Some(ChangeText::DirectoriesToo),
        Effect::FallbacksCleared { .. } => Some(ChangeText::NothingBehind),
        _ => None,
    }
}
