//! State of the change card and of the toast.

use std::sync::Arc;

use contract::OpError;

use crate::{
    api::OperationRequest,
    hook::LiveUpdates,
    page_context::{self, FlashMessage, Preview},
    prelude::*,
};

/// Shared callback.
pub(crate) type SharedCallback = Arc<dyn Fn() + Send + Sync>;

/// Connects forms to the change card and the toast of the frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChangeController {
    /// The open change card, if any.
    pub(crate) card: RwSignal<Option<ChangeCard>>,
    /// Whether a request is under way; other requests wait until it has ended.
    pub(crate) busy: RwSignal<bool>,
    /// Message about the last change.
    pub(crate) toast: RwSignal<Option<FlashMessage>>,
    pub(crate) undo_queue: StoredValue<UndoQueue>,
    pub(crate) live: LiveUpdates,
}

/// A change that is written immediately, without a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UndoStep {
    /// Undo this change; without a number, the newest one that is not undone yet.
    Undo(Option<u64>),
    /// Redo what was undone last.
    Redo,
}

/// Pending undo steps, and undos that can be redone.
#[derive(Debug, Default)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server runs no callbacks"))]
pub(crate) struct UndoQueue {
    /// Steps requested while another one was running, the next one first.
    pub(crate) waiting: std::collections::VecDeque<UndoStep>,
    /// Undos made in this tab since its last other change, the newest one last.
    pub(crate) undos: Vec<CompletedUndo>,
}

/// An undo that was made.
#[derive(Debug, Clone)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server runs no callbacks"))]
pub(crate) struct CompletedUndo {
    /// Number of the undo in the history.
    pub(crate) id: u64,
    /// Number of the change that it undid.
    pub(crate) undone_change: u64,
    /// Operation of that change.
    pub(crate) op: String,
}

/// A write that a form requests.
#[derive(Clone)]
pub(crate) struct WriteRequest {
    /// The operation.
    pub(crate) request: OperationRequest,
    /// The operation with `force` set, if it has that flag.
    pub(crate) forced: Option<OperationRequest>,
    /// The operation with its repair toggled, if it has a repair.
    pub(crate) with_other_repair: Option<OperationRequest>,
    /// The model that is typed in the form, which a suggestion in an error can replace.
    pub(crate) typed: Option<RwSignal<String>>,
    /// Called after the change was written.
    pub(crate) on_written: SharedCallback,
    /// Called if the change was canceled or refused.
    pub(crate) on_cancelled: SharedCallback,
}

/// Content of the change card.
#[derive(Clone)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server renders the card into the page"))]
pub(crate) struct ChangeCard {
    /// Preview of the change, or the error.
    pub(crate) outcome: Result<Preview, OpError>,
    /// Renders the card. The code for it is loaded together with the preview.
    pub(crate) render: fn(Self) -> AnyView,
    /// The requested write. It is kept here because the form may be removed if the page changes meanwhile.
    pub(crate) write_request: WriteRequest,
    /// Value of [`LiveUpdates::change_count`] when the preview was requested.
    pub(crate) seen_changes: u32,
    /// Whether the file changed while the card was open.
    pub(crate) is_redrawn: bool,
}

/// Provides [`ChangeController`] as context.
pub(crate) fn provide_changes(live: LiveUpdates) -> ChangeController {
    let toast = RwSignal::new(page_context::current().flash);
    let steps = StoredValue::new(UndoQueue::default());
    let changes =
        ChangeController { card: RwSignal::new(None), busy: RwSignal::new(false), toast, undo_queue: steps, live };
    provide_context(changes);
    changes
}

impl ChangeController {
    /// Closes the card without writing.
    pub(crate) fn cancel_card(self) {
        let card = self.card.try_update(Option::take).flatten();
        if let Some(card) = card {
            (card.write_request.on_cancelled)();
        }
    }
}
