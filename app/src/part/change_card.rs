//! The change card: what would be written, before it is.

use contract::{Code, OpError};
use leptos::{either::Either, ev::Event, html::Dialog, prelude::*};

use crate::{
    facts::Preview,
    hook::{Card, Changes, Wish},
    text::{ChangeText, say},
    ui::{DiffView, Problem, Rich},
};

/// As a dialog, above whatever page is there. The browser gives the focus back when it closes.
#[component]
pub(crate) fn ChangeDialog() -> impl IntoView {
    let changes = expect_context::<Changes>();
    let Changes { card, busy, .. } = changes;
    let dialog = NodeRef::<Dialog>::new();
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (card.with(Option::is_some), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // What is being written cannot be called back.
    let cancel = move |event: Event| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=CARD_TITLE
            on:cancel=cancel
            on:close=move |_| changes.drop_card()
        >
            {move || card.get().map(|card| view! { <DialogContent card/> })}
        </dialog>
    }
}

#[component]
fn DialogContent(card: Card) -> impl IntoView {
    let changes = expect_context::<Changes>();
    let Card { outcome, wish } = card;
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
pub(super) fn can_insist(error: &OpError) -> bool {
    matches!(error.code, Code::ModelUnknown | Code::ModelTextOnly)
}

/// The id of its heading.
pub(super) const CARD_TITLE: &str = "card-title";

#[component]
pub(super) fn CardBody(outcome: Result<Preview, OpError>) -> impl IntoView {
    let Preview { effect, diffs, blocked, warnings, .. } = match outcome {
        Err(error) => return Either::Left(view! { <Problem error id=CARD_TITLE/> }),
        Ok(preview) => preview,
    };
    let note = if diffs.is_empty() { ChangeText::NothingChanges } else { ChangeText::NothingElse };
    let blocked = blocked.map(|why| say(ChangeText::Blocked(why)));
    Either::Right(view! {
        <h2 id=CARD_TITLE>
            <Rich text=say(ChangeText::Would(effect))/>
        </h2>
        {diffs.into_iter().map(|diff| view! { <DiffView diff/> }).collect_view()}
        <p class="muted">{say(note)}</p>
        {warnings.into_iter().chain(blocked).map(|text| view! { <p class="warning"><Rich text/></p> }).collect_view()}
    })
}
