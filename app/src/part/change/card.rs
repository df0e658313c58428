//! Content of the change card: the effect of the change, then the diffs.

use contract::{Code, Effect, OpError, Repair};
use leptos::either::Either;

use super::CARD_TITLE_ID;
#[cfg(target_arch = "wasm32")]
use super::state::{ChangeCard, ChangeController, WriteRequest};
#[cfg(target_arch = "wasm32")]
use crate::ui::escape_hidden_owned;
use crate::{
    page_context::Preview,
    prelude::*,
    text::{ChangeText, capitalize_first, translate},
    ui::{DiffView, ErrorPanel, RichText, Warnings},
};

#[cfg(target_arch = "wasm32")]
/// Id of the repair checkbox.
pub(super) const REPAIR_CHECKBOX_ID: &str = "card-repair";

#[cfg(target_arch = "wasm32")]
#[component]
pub(super) fn DialogContent(card: ChangeCard) -> impl IntoView {
    let changes = expect_context::<ChangeController>();
    let ChangeCard { outcome, write_request, is_redrawn, .. } = card;
    let applied = outcome.as_ref().ok().filter(|preview| preview.can_apply());
    let verb = applied.map(|preview| ChangeText::ApplyButton(preview.effect.clone()));
    let can_apply = verb.is_some();
    let is_safe = applied.is_some_and(|preview| preview.breaks.is_empty());
    let insist = outcome.as_ref().err().filter(|error| can_force(error)).and(write_request.forced.clone());
    let insist = insist.map(|request| {
        let again = WriteRequest { request, forced: None, ..write_request.clone() };
        view! {
            <button type="button" class="button" disabled=changes.busy on:click=move |_| changes.preview_change(again.clone())>
                {translate(ChangeText::UseAnyway)}
            </button>
        }
    });
    let instead = write_request.typed.map(|typed| suggestion_buttons(&outcome, typed));
    let tick = write_request.with_other_repair.clone().map(|other| {
        let again = WriteRequest { request: other, with_other_repair: Some(write_request.request.clone()), ..write_request };
        move |repair: Repair| {
            view! {
                <label class="checkbox card__repair">
                    <input id=REPAIR_CHECKBOX_ID type="checkbox" prop:checked=repair.is_on on:change=move |_| changes.preview_change(again.clone())/>
                    <span>
                        <RichText text=translate(ChangeText::Repair(repair))/>
                    </span>
                </label>
            }
        }
    });
    view! {
        <RedrawnNotice is_redrawn is_refused=outcome.is_err()/>
        <CardBody outcome tick/>
        {instead}
        <div class="card__actions">
            <button
                type="button"
                class="button"
                autofocus=!is_safe
                disabled=changes.busy
                on:click=move |_| changes.cancel_card()
            >
                {translate(if can_apply { ChangeText::Cancel } else { ChangeText::Close })}
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
                            {translate(verb)}
                        </button>
                    }
                })}
        </div>
    }
}

/// A button for each model that may be meant. It puts the model into the field and closes the card.
#[cfg(target_arch = "wasm32")]
fn suggestion_buttons(outcome: &Result<Preview, OpError>, typed: RwSignal<String>) -> impl IntoView + use<> {
    let changes = expect_context::<ChangeController>();
    let hints = outcome.as_ref().err().into_iter().flat_map(|error| &error.hints);
    let names: Vec<_> = hints.flat_map(|hint| hint.suggestions.iter().cloned()).collect();
    let button = move |name: String| {
        let label = escape_hidden_owned(&translate(ChangeText::UseSuggestion(name.clone())));
        let choose = move |_| {
            typed.try_set(name.clone());
            changes.cancel_card();
        };
        view! {
            <button type="button" class="button" disabled=changes.busy on:click=choose>
                {label}
            </button>
        }
    };
    (!names.is_empty())
        .then(|| view! { <div class="card__suggestions">{names.into_iter().map(button).collect_view()}</div> })
}

/// Notice that the card was updated because the file changed while it was open.
#[component]
pub(in crate::part) fn RedrawnNotice(is_redrawn: bool, is_refused: bool) -> impl IntoView {
    is_redrawn.then(|| {
        let text = if is_refused { ChangeText::FileChangedRefused } else { ChangeText::FileChanged };
        view! {
            <p class="card__notice" role="status" tabindex="-1">
                {translate(text)}
            </p>
        }
    })
}

/// Whether `force` can override the error: openclaw does not know the model, or not as an image model.
pub(in crate::part) fn can_force(error: &OpError) -> bool {
    matches!(error.code, Code::ModelUnknown | Code::ModelTextOnly)
}

#[component]
pub(in crate::part) fn CardBody<T: IntoView + 'static>(
    outcome: Result<Preview, OpError>,
    /// Renders the repair checkbox.
    tick: Option<impl FnOnce(Repair) -> T + 'static>,
) -> impl IntoView {
    let Preview { effect, diffs, blocked, breaks, repair, warnings, cannot_undo, .. } = match outcome {
        Err(error) => return Either::Left(view! { <ErrorPanel error id=CARD_TITLE_ID/> }),
        Ok(preview) => preview,
    };
    let is_quiet = blocked.is_none() && breaks.is_empty() && warnings.is_empty();
    let note = match diffs.as_slice() {
        [] => Some(ChangeText::NothingChanges),
        _ => is_quiet.then_some(ChangeText::NothingElse),
    };
    let is_repaired = repair.as_ref().is_some_and(|repair| repair.is_on);
    let works = (!diffs.is_empty()).then(|| outcome_note(&effect, is_repaired)).flatten();
    let blocked = blocked.map(|reason| translate(ChangeText::Blocked(reason)));
    let cannot_undo = cannot_undo.map(|reason| translate(ChangeText::CannotUndo(reason)));
    let breaks = breaks.into_iter().map(|text| view! { <p class="broken"><RichText text=capitalize_first(text)/></p> });
    Either::Right(view! {
        <h2 id=CARD_TITLE_ID>
            <RichText text=translate(ChangeText::CardHeading(effect))/>
        </h2>
        <div class="card__means">
            {works.map(|text| view! { <p><RichText text=translate(text)/></p> })} {breaks.collect_view()}
            {tick.zip(repair).map(|(tick, repair)| tick(repair))}
            <Warnings texts=blocked.into_iter().chain(warnings).chain(cannot_undo).collect()/>
        </div>
        {diffs.into_iter().map(|diff| view! { <DiffView diff/> }).collect_view()}
        {note.map(|note| view! { <p class="muted">{translate(note)}</p> })}
    })
}

/// Note about what works after the change, if the heading does not say it.
fn outcome_note(effect: &Effect, is_repaired: bool) -> Option<ChangeText> {
    match effect {
        Effect::AliasRemoved { .. } | Effect::AliasRenamed { .. } if is_repaired => Some(ChangeText::ChainsKeepModels),
        Effect::AgentAdded { .. } => Some(ChangeText::DirectoriesCreated),
        Effect::FallbacksCleared { .. } => Some(ChangeText::NoFallbacksLeft),
        _ => None,
    }
}
