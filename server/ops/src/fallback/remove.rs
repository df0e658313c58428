//! `RemoveFallback`

use contract::{BoxFuture, Chain, Change, OpError, RemoveFallback, Runs, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<RemoveFallback>> for Workspace {
    fn run(&self, write: Write<RemoveFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(fallback::remove, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
