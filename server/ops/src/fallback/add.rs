//! `AddFallback`

use contract::{AddFallback, BoxFuture, Chain, Change, OpError, Runs, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<AddFallback>> for Workspace {
    fn run(&self, write: Write<AddFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work { decide: fallback::add, now: |view, op| view.chain(op.role) })
    }
}
