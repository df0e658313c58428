//! Undo and redo without a card: one step after the other, and each is said.

use std::sync::Arc;

use contract::{Change, Code, Effect, OpError, UndoChange};
use leptos::{prelude::*, task::spawn_local};

use super::chunk::show;
use crate::{
    api::{How, Request, send},
    facts::Done,
    hook::{Changes, Step, Steps, Undo, Wish},
    text::{ChangeText, say},
    ui::sentence,
};

/// Takes the step, and then those that were asked for meanwhile.
pub(super) fn take(changes: Changes, step: Step) {
    spawn_local(async move {
        let mut next = Some(step);
        while let Some(step) = next {
            if let Some(op) = wanted(changes, step) {
                let request = Request::of(&op);
                match send(&request, &How::AtOnce).await {
                    Ok(change) => settle(changes, step, change),
                    Err(error) if error.code == Code::NothingToUndo => at_the_beginning(changes, error.message),
                    Err(error) => {
                        changes.busy.set(false);
                        return refused(changes, error, request);
                    }
                }
            }
            next = changes.steps.try_update_value(|steps| steps.waiting.pop_front()).flatten();
        }
        changes.busy.set(false);
    });
}

/// Which change is undone for it; `None` when there is nothing to redo.
fn wanted(changes: Changes, step: Step) -> Option<UndoChange> {
    match step {
        Step::Undo(id) => Some(UndoChange { id }),
        Step::Redo => changes.steps.with_value(|steps| steps.undos.last().map(|undo| UndoChange { id: Some(undo.id) })),
    }
}

fn settle<T>(changes: Changes, step: Step, change: Change<T>) {
    let Change { effect, id, cannot_undo, .. } = change;
    let id = id.filter(|_| cannot_undo.is_none());
    let done = changes.steps.try_update_value(|steps| match step {
        Step::Undo(_) => Some(undone(steps, effect, id)),
        Step::Redo => redone(steps),
    });
    changes.toast.set(done.flatten());
    changes.live.changes.update(|count| *count += 1);
}

fn undone(steps: &mut Steps, effect: Effect, id: Option<u64>) -> Done {
    if let (Effect::Undone { id: change, op }, Some(id)) = (&effect, id) {
        steps.undos.push(Undo { id, change: *change, op: op.clone() });
    }
    Done { text: say(ChangeText::Done(effect)), id, is_undo: true }
}

fn redone(steps: &mut Steps) -> Option<Done> {
    let Undo { change: id, op, .. } = steps.undos.pop()?;
    Some(Done { text: say(ChangeText::Redone { id, op }), id: Some(id), is_undo: false })
}

/// The last undo can still be taken back.
fn at_the_beginning(changes: Changes, message: String) {
    let id = changes.steps.with_value(|steps| steps.undos.last().map(|undo| undo.id));
    changes.toast.set(Some(Done { text: format!("{}.", sentence(message)), id, is_undo: true }));
}

/// The card says why.
fn refused(changes: Changes, error: OpError, request: Request) {
    let nothing = || Arc::new(|| {});
    let wish = Wish { request, forced: None, other: None, done: nothing(), dropped: nothing() };
    show(changes, Err(error), wish, changes.live.changes.get_untracked());
}
