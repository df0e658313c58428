//! Starts the tasks of the chunk.

use crate::prelude::*;
use leptos::task::spawn_local;

use super::{
    chunk::{ChangeTask, load, run_task},
    state::{ChangeController, UndoStep, WriteRequest},
};

impl ChangeController {
    /// Requests a preview and shows it. The request is dropped if another one is under way.
    pub(crate) fn preview_change(self, write_request: WriteRequest) {
        if self.busy.get_untracked() {
            return (write_request.on_cancelled)();
        }
        self.busy.set(true);
        self.spawn_task(ChangeTask::Preview(write_request));
    }

    /// Applies the change that the card shows.
    pub(crate) fn apply(self) {
        self.busy.set(true);
        self.spawn_task(ChangeTask::Apply);
    }

    /// Undoes or redoes immediately, one step after the other. Ignored while a card is open.
    pub(crate) fn run_undo_step(self, step: UndoStep) {
        if self.busy.get_untracked() {
            self.undo_queue.update_value(|steps| steps.waiting.push_back(step));
        } else if self.card.with_untracked(Option::is_none) {
            self.busy.set(true);
            self.spawn_task(ChangeTask::UndoStep(step));
        }
    }

    /// Reloads the preview of the open card if a change has been reported since. The buttons stay usable: they
    /// apply the change that they were rendered for, and the server refuses it if it is outdated.
    pub(crate) fn refresh_card(self) {
        let as_of = self.live.change_count.get_untracked();
        let is_old = self.card.try_maybe_update(|card| {
            let old = card.as_mut().filter(|card| card.seen_changes != as_of);
            (false, old.map(|card| card.seen_changes = as_of).is_some())
        });
        if is_old == Some(true) {
            self.spawn_task(ChangeTask::Refresh);
        }
    }

    /// Runs a task of the change chunk. If its code cannot be loaded, the session has ended or another build is
    /// being served. Reloading the document handles both, and drafts are kept.
    fn spawn_task(self, next: ChangeTask) {
        spawn_local(async move {
            if run_task(self, next).await.is_err() {
                window().location().reload().ok();
            }
        });
    }
}

/// Loads the change chunk in advance. A failure is ignored: the code is loaded again when it is needed.
pub(crate) fn preload_change_code() {
    Effect::new(|| {
        spawn_local(async {
            load().await.ok();
        });
    });
}
