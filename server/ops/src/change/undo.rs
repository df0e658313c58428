//! `UndoChange`

use contract::{BoxFuture, Chains, Change, OpError, Revision, Role, Runs, UndoChange, Write};
use rules::{
    decision::Decision,
    undo::{self, Present},
    view::View,
};
use store::{Place, Snapshot};

use crate::{
    Workspace, past,
    refusal::refused,
    write::{Work, files},
};

impl Runs<Write<UndoChange>> for Workspace {
    fn run(&self, write: Write<UndoChange>) -> BoxFuture<'_, Result<Change<Chains>, OpError>> {
        let place = self.place().clone();
        self.write(write, Work::new(move |snapshot, op| decide(&place, snapshot, op), chains))
    }
}

fn decide(place: &Place, snapshot: &Snapshot, op: &UndoChange) -> Result<Decision, OpError> {
    let past = past::read(place)?;
    let files = files(place, snapshot);
    let copies = |file: &str, revision: &Revision| past::copy(place, snapshot, file, revision);
    let now = Present::new(&snapshot.view, &place.home, &files, &snapshot.layout, &past).with_copies(&copies);
    undo::undo(&past, op.id, &now).map_err(refused)
}

fn chains(view: &View, _: &UndoChange) -> Chains {
    Chains { text: view.chain(Role::Text), image: view.chain(Role::Image) }
}
