//! `MoveFallback`

use contract::{BoxFuture, Chain, Change, MoveFallback, OpError, Runs, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<MoveFallback>> for Workspace {
    fn run(&self, write: Write<MoveFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(fallback::relocate, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
