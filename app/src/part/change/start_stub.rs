//! Stubs for the server, which only renders.

use super::state::{ChangeController, UndoStep, WriteRequest};

impl ChangeController {
    pub(crate) fn preview_change(self, write_request: WriteRequest) {
        let _ = (
            self.live,
            write_request.request,
            write_request.forced,
            write_request.with_other_repair,
            write_request.typed,
            write_request.on_written,
        );
    }

    pub(crate) fn run_undo_step(self, step: UndoStep) {
        let _ = (self.undo_queue, step);
    }
}
