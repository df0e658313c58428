//! Requests previews, shows them in the change card, and applies them.

use contract::{Change, Code, OpError};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    card::{DialogContent, REPAIR_CHECKBOX_ID},
    state::{ChangeCard, ChangeController, UndoQueue, WriteRequest},
};
use crate::{
    api::{SendMode, send_operation},
    page_context::{self, FlashMessage, Preview},
    prelude::*,
};

/// Focus target in a rendered card.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FocusTarget {
    /// The button with `autofocus`.
    DefaultButton,
    /// Keeps the focus; if the focused element was removed, the button with `autofocus`.
    KeepFocus,
    /// The repair checkbox, which was just used.
    RepairCheckbox,
    /// The notice that the card was updated.
    UpdateNotice,
}

pub(super) fn open_preview(changes: ChangeController, write_request: WriteRequest) {
    let as_of = changes.live.change_count.get_untracked();
    spawn_local(async move {
        let outcome = request_preview(&write_request).await;
        changes.busy.set(false);
        show_card(changes, outcome, write_request, as_of);
    });
}

/// Reloads the preview of the open card. The response is dropped if the card was closed, applied or refreshed
/// meanwhile.
pub(super) fn refresh_card(changes: ChangeController) {
    let Some(ChangeCard { write_request, seen_changes: as_of, .. }) = changes.card.get_untracked() else {
        return;
    };
    spawn_local(async move {
        let outcome = request_preview(&write_request).await;
        let is_of =
            |open: &ChangeCard| open.seen_changes == as_of && open.write_request.request == write_request.request;
        if !changes.busy.get_untracked() && changes.card.with_untracked(|open| open.as_ref().is_some_and(is_of)) {
            replace_card(changes, outcome);
        }
    });
}

pub(super) fn apply(changes: ChangeController) {
    let Some(ChangeCard { outcome: Ok(preview), write_request, .. }) = changes.card.get_untracked() else {
        return changes.busy.set(false);
    };
    spawn_local(async move {
        let result = send_operation(&write_request.request, &SendMode::ApplyShown(preview.token)).await;
        finish_apply(changes, result, write_request).await;
    });
}

/// Handles the result of a write. Written: closes the card and reloads the pages. Refused because the file changed:
/// shows the preview for the new file. Refused otherwise: shows the error, and the draft is kept.
async fn finish_apply<T>(changes: ChangeController, result: Result<Change<T>, OpError>, write_request: WriteRequest) {
    match result {
        Ok(change) => {
            let id = change.id.filter(|_| change.cannot_undo.is_none());
            let shown = changes.card.get_untracked().and_then(|card| card.outcome.ok()).map(|preview| preview.warnings);
            let is_new = |warning: &String| !shown.iter().flatten().any(|shown| shown == warning);
            let lang = page_context::current().lang;
            let message = FlashMessage::from_effect(lang, change.effect, id);
            changes.busy.set(false);
            changes.card.set(None);
            changes.undo_queue.set_value(UndoQueue::default());
            changes.toast.set(Some(message.with_warnings(lang, change.warnings.into_iter().filter(is_new))));
            changes.live.change_count.update(|count| *count += 1);
            (write_request.on_written)();
        }
        Err(error) if error.code == Code::Changed => {
            let outcome = request_preview(&write_request).await;
            changes.busy.set(false);
            replace_card(changes, outcome);
        }
        Err(error) => {
            changes.busy.set(false);
            changes.card.update(|card| card.iter_mut().for_each(|card| card.outcome = Err(error.clone())));
            move_focus(FocusTarget::KeepFocus);
        }
    }
}

async fn request_preview(write_request: &WriteRequest) -> Result<Preview, OpError> {
    send_operation(&write_request.request, &SendMode::DryRun).await.map(Preview::from)
}

/// Shows a preview or an error in the dialog. `as_of` is the number of reported changes when it was requested.
/// Pending undo steps are dropped, because they were not meant for this card.
pub(super) fn show_card(
    changes: ChangeController,
    outcome: Result<Preview, OpError>,
    write_request: WriteRequest,
    as_of: u32,
) {
    let is_ticking = document().active_element().is_some_and(|element| element.id() == REPAIR_CHECKBOX_ID);
    let is_safe = |preview: &Preview| preview.can_apply() && preview.breaks.is_empty() && preview.repair.is_some();
    let stays_there = is_ticking && outcome.as_ref().is_ok_and(is_safe);
    let draw = |card| view! { <DialogContent card/> }.into_any();
    changes.undo_queue.update_value(|steps| steps.waiting.clear());
    changes.card.set(Some(ChangeCard { outcome, render: draw, write_request, seen_changes: as_of, is_redrawn: false }));
    move_focus(if stays_there { FocusTarget::RepairCheckbox } else { FocusTarget::DefaultButton });
}

/// Replaces the preview of the open card after the file changed. Unless the change is still the same, the focus
/// leaves the apply button, because the new change has not been reviewed yet.
fn replace_card(changes: ChangeController, outcome: Result<Preview, OpError>) {
    let Some(open) = changes.card.get_untracked().filter(|open| open.outcome != outcome) else { return };
    let token = |outcome: &Result<Preview, OpError>| outcome.as_ref().ok().map(|preview| preview.token.clone());
    let does_the_same = token(&outcome).is_some_and(|new| token(&open.outcome) == Some(new));
    changes.card.set(Some(ChangeCard { outcome, is_redrawn: true, ..open }));
    move_focus(if does_the_same { FocusTarget::KeepFocus } else { FocusTarget::UpdateNotice });
}

/// Moves the focus in the next frame, when the card is rendered.
fn move_focus(wanted: FocusTarget) {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    request_animation_frame(move || {
        let target = match wanted {
            FocusTarget::KeepFocus if find(".dialog[open]:focus-within").is_some() => None,
            FocusTarget::KeepFocus | FocusTarget::DefaultButton => find(".dialog[open] [autofocus]"),
            FocusTarget::RepairCheckbox => document().get_element_by_id(REPAIR_CHECKBOX_ID),
            FocusTarget::UpdateNotice => find(".dialog .card__notice"),
        };
        let target = target.and_then(|target| target.dyn_into::<HtmlElement>().ok());
        target.map(|target| target.focus());
    });
}
