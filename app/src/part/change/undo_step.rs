//! Undo and redo without a card: one step after the other, each with a toast.

use std::sync::Arc;

use contract::{Change, Code, Effect, OpError, UndoChange};
use leptos::task::spawn_local;

use super::{
    preview::show_card,
    state::{ChangeController, CompletedUndo, UndoQueue, UndoStep, WriteRequest},
};
use crate::{
    api::{OperationRequest, SendMode, send_operation},
    page_context::{self, FlashMessage},
    prelude::*,
    text::{ChangeText, capitalize_first, translate},
};

/// Runs a step, and then the steps that were requested meanwhile.
pub(super) fn run_steps(changes: ChangeController, step: UndoStep) {
    spawn_local(async move {
        let mut next = Some(step);
        while let Some(step) = next {
            if let Some(op) = undo_op_for(changes, step) {
                let request = OperationRequest::new(&op);
                match send_operation(&request, &SendMode::ApplyNow).await {
                    Ok(change) => finish_step(changes, step, change),
                    Err(error) if error.code == Code::NothingToUndo => show_nothing_to_undo(changes, error.message),
                    Err(error) => {
                        changes.busy.set(false);
                        return show_refusal(changes, error, request);
                    }
                }
            }
            next = changes.undo_queue.try_update_value(|steps| steps.waiting.pop_front()).flatten();
        }
        changes.busy.set(false);
    });
}

/// Operation of a step; `None` if there is nothing to redo.
fn undo_op_for(changes: ChangeController, step: UndoStep) -> Option<UndoChange> {
    match step {
        UndoStep::Undo(id) => Some(UndoChange { id }),
        UndoStep::Redo => {
            changes.undo_queue.with_value(|steps| steps.undos.last().map(|undo| UndoChange { id: Some(undo.id) }))
        }
    }
}

fn finish_step<T>(changes: ChangeController, step: UndoStep, change: Change<T>) {
    let Change { effect, id, cannot_undo, warnings, .. } = change;
    let id = id.filter(|_| cannot_undo.is_none());
    let toast_message = changes.undo_queue.try_update_value(|steps| match step {
        UndoStep::Undo(_) => Some(record_undo(steps, effect, id)),
        UndoStep::Redo => record_redo(steps),
    });
    let lang = page_context::current().lang;
    changes.toast.set(toast_message.flatten().map(|message| message.with_warnings(lang, warnings)));
    changes.live.change_count.update(|count| *count += 1);
}

fn record_undo(steps: &mut UndoQueue, effect: Effect, id: Option<u64>) -> FlashMessage {
    if let (Effect::Undone { id: change, op }, Some(id)) = (&effect, id) {
        steps.undos.push(CompletedUndo { id, undone_change: *change, op: op.clone() });
    }
    FlashMessage { text: translate(ChangeText::DoneMessage(effect)), id, is_undo: true }
}

fn record_redo(steps: &mut UndoQueue) -> Option<FlashMessage> {
    let CompletedUndo { undone_change: id, op, .. } = steps.undos.pop()?;
    Some(FlashMessage { text: translate(ChangeText::Redone { id, op }), id: Some(id), is_undo: false })
}

/// Shows that there is nothing to undo. The last undo can still be redone.
fn show_nothing_to_undo(changes: ChangeController, message: String) {
    let id = changes.undo_queue.with_value(|steps| steps.undos.last().map(|undo| undo.id));
    changes.toast.set(Some(FlashMessage { text: format!("{}.", capitalize_first(message)), id, is_undo: true }));
}

/// Shows the error in the change card.
fn show_refusal(changes: ChangeController, error: OpError, request: OperationRequest) {
    let nothing = || Arc::new(|| {});
    let write_request = WriteRequest {
        request,
        forced: None,
        with_other_repair: None,
        typed: None,
        on_written: nothing(),
        on_cancelled: nothing(),
    };
    show_card(changes, Err(error), write_request, changes.live.change_count.get_untracked());
}
