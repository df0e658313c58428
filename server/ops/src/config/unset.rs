//! `UnsetValue`

use contract::{BoxFuture, Change, OpError, Runs, Setting, UnsetValue, Write};
use rules::setting;

use super::reach;
use crate::{Workspace, refusal::refused, write::Work};

impl Runs<Write<UnsetValue>> for Workspace {
    fn run(&self, write: Write<UnsetValue>) -> BoxFuture<'_, Result<Change<Setting>, OpError>> {
        let (home, reach) = (self.place().home.clone(), reach(self.pen()));
        let work = Work::new(
            move |snapshot, op| setting::unset(&snapshot.view, &home, op, reach).map_err(|e| refused(e.into())),
            move |view, op: &UnsetValue| setting::now(view, &op.path, reach),
        );
        self.write(write, work)
    }
}
