//! The `UndoChange` operation.

use contract::{BoxFuture, Change, DefaultChains, OpError, Revision, Role, RunsOperation, UndoChange, Write};
use rules::{
    base::decision::Decision,
    document::view::View,
    record::undo::{self, CurrentState},
};
use store::{HomeStore, Snapshot};

use crate::{
    Workspace, record_conversion,
    write::{WriteOp, config_files},
};

impl RunsOperation<Write<UndoChange>> for Workspace {
    fn run(&self, write: Write<UndoChange>) -> BoxFuture<'_, Result<Change<DefaultChains>, OpError>> {
        let store = self.store().clone();
        self.run_write(write, WriteOp::new(move |snapshot, op| decide_undo(&store, snapshot, op), default_chains))
    }
}

fn decide_undo(store: &HomeStore, snapshot: &Snapshot, op: &UndoChange) -> Result<Decision, OpError> {
    let records = record_conversion::read_recorded_changes(store)?;
    let files = config_files(store, snapshot);
    let backups =
        |file: &str, revision: &Revision| record_conversion::text_at_revision(store, snapshot, file, revision);
    let current_state = CurrentState::new(&snapshot.view, &store.home, &files, &snapshot.layout).with_backups(&backups);
    Ok(undo::undo_change(&records, op.id, &current_state)?)
}

fn default_chains(view: &View, _: &UndoChange) -> DefaultChains {
    DefaultChains { text: view.default_chain(Role::Text), image: view.default_chain(Role::Image) }
}
