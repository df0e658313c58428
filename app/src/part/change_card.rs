//! The change card: what would be written, before it is; and the word about it afterwards.

use contract::OpError;
use leptos::{either::Either, ev::Event, html::Dialog, prelude::*};

use crate::{
    facts::Preview,
    hook::{Card, Changes},
    text::{ChangeText, say},
    ui::{DiffView, Problem, Rich},
};

/// As a dialog, above whatever page is there. The browser gives the focus back when it closes.
#[component]
pub(crate) fn ChangeDialog() -> impl IntoView {
    let Changes { card, busy, .. } = expect_context();
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
            on:close=move |_| card.set(None)
        >
            {move || card.get().map(|card| view! { <DialogContent card/> })}
        </dialog>
    }
}

#[component]
fn DialogContent(card: Card) -> impl IntoView {
    let Changes { card: shown, busy, .. } = expect_context();
    let close = move |_| shown.set(None);
    let Card { outcome, apply } = card;
    let can_apply = outcome.as_ref().is_ok_and(Preview::can_apply);
    view! {
        <CardBody outcome/>
        <div class="card__actions">
            <button type="button" class="button" autofocus=!can_apply disabled=busy on:click=close>
                {say(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
            </button>
            {can_apply
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button button--primary"
                            autofocus
                            disabled=busy
                            on:click=move |_| apply()
                        >
                            {say(ChangeText::Apply)}
                        </button>
                    }
                })}
        </div>
    }
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

/// What was done, said once, politely.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let Changes { toast, .. } = expect_context();
    let dismiss = move |_| toast.set(None);
    let content = move || {
        let Some(effect) = toast.get() else { return Either::Left(()) };
        Either::Right(view! {
            <p class="toast">
                <span>
                    <Rich text=say(ChangeText::Done(effect))/>
                </span>
                <button type="button" class="button button--quiet" data-needs-script on:click=dismiss>
                    {say(ChangeText::Dismiss)}
                </button>
            </p>
        })
    };
    view! { <div class="toasts" role="status">{content}</div> }
}
