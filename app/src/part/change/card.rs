//! What stands on the change card.

use contract::{Code, Effect, OpError};
use leptos::{either::Either, prelude::*};

use super::CARD_TITLE;
#[cfg(target_arch = "wasm32")]
use crate::hook::{Card, Changes, Wish};
use crate::{
    facts::Preview,
    text::{ChangeText, say},
    ui::{DiffView, Problem, Rich, Warnings},
};

#[cfg(target_arch = "wasm32")]
#[component]
pub(super) fn DialogContent(card: Card) -> impl IntoView {
    let changes = expect_context::<Changes>();
    let Card { outcome, wish, .. } = card;
    let can_apply = outcome.as_ref().is_ok_and(Preview::can_apply);
    let insist = outcome.as_ref().err().filter(|error| can_insist(error)).and(wish.forced.clone());
    let insist = insist.map(|request| {
        let again = Wish { request, forced: None, ..wish };
        view! {
            <button type="button" class="button" disabled=changes.busy on:click=move |_| changes.ask(again.clone())>
                {say(ChangeText::Insist)}
            </button>
        }
    });
    view! {
        <CardBody outcome/>
        <div class="card__actions">
            <button
                type="button"
                class="button"
                autofocus=!can_apply
                disabled=changes.busy
                on:click=move |_| changes.drop_card()
            >
                {say(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
            </button>
            {insist}
            {can_apply
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button--primary"
                            autofocus
                            disabled=changes.busy
                            on:click=move |_| changes.apply()
                        >
                            {say(ChangeText::Apply)}
                        </button>
                    }
                })}
        </div>
    }
}

/// Whether it was only refused because nobody here knows better.
pub(in crate::part) fn can_insist(error: &OpError) -> bool {
    matches!(error.code, Code::ModelUnknown | Code::ModelTextOnly)
}

#[component]
pub(in crate::part) fn CardBody(outcome: Result<Preview, OpError>) -> impl IntoView {
    let Preview { effect, diffs, blocked, warnings, cannot_undo, .. } = match outcome {
        Err(error) => return Either::Left(view! { <Problem error id=CARD_TITLE/> }),
        Ok(preview) => preview,
    };
    let note = match effect {
        _ if diffs.is_empty() => ChangeText::NothingChanges,
        Effect::AgentAdded { .. } => ChangeText::DirectoriesToo,
        _ => ChangeText::NothingElse,
    };
    let blocked = blocked.map(|why| say(ChangeText::Blocked(why)));
    let cannot_undo = cannot_undo.map(|why| say(ChangeText::CannotUndo(why)));
    Either::Right(view! {
        <h2 id=CARD_TITLE>
            <Rich text=say(ChangeText::Would(effect))/>
        </h2>
        {diffs.into_iter().map(|diff| view! { <DiffView diff/> }).collect_view()}
        <p class="muted">{say(note)}</p>
        <Warnings texts=warnings.into_iter().chain(cannot_undo).chain(blocked).collect()/>
    })
}
