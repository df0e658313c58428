//! The chunk `change`: previews, writes, the change card and its texts.

#![expect(clippy::unnecessary_wraps, reason = "the macro adds the fallback for a missing chunk")]

use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::{
    preview,
    state::{ChangeController, UndoStep, WriteRequest},
    undo_step,
};

/// Task of the chunk.
pub(crate) enum ChangeTask {
    /// Request a preview and show it.
    Preview(WriteRequest),
    /// Reload the preview of the open card.
    Refresh,
    /// Apply the change that the card shows.
    Apply,
    /// Undo or redo immediately.
    UndoStep(UndoStep),
}

/// Runs a task once the chunk is loaded.
#[wasm_split(change, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
pub(crate) fn run_task(changes: ChangeController, task: ChangeTask) -> Result<(), SplitLoaderError> {
    match task {
        ChangeTask::Preview(write_request) => preview::open_preview(changes, write_request),
        ChangeTask::Refresh => preview::refresh_card(changes),
        ChangeTask::Apply => preview::apply(changes),
        ChangeTask::UndoStep(step) => undo_step::run_steps(changes, step),
    }
    Ok(())
}
