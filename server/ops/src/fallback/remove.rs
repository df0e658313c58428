//! `RemoveFallback`

use contract::{BoxFuture, Chain, Change, OpError, RemoveFallback, Runs, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<RemoveFallback>> for Workspace {
    fn run(&self, write: Write<RemoveFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work { decide: fallback::remove, now: |view, op| view.chain(op.role) })
    }
}
