//! `SetValue`

use contract::{BoxFuture, Change, OpError, Runs, SetValue, Setting, Write};
use rules::setting;

use super::reach;
use crate::{Workspace, refusal::refused, write::Work};

impl Runs<Write<SetValue>> for Workspace {
    fn run(&self, write: Write<SetValue>) -> BoxFuture<'_, Result<Change<Setting>, OpError>> {
        let (home, reach) = (self.place().home.clone(), reach(self.pen()));
        let work = Work::new(
            move |snapshot, op| setting::set(&snapshot.view, &home, op, reach).map_err(|e| refused(e.into())),
            move |view, op: &SetValue| setting::after_set(view, op, reach),
        );
        self.write(write, work)
    }
}
