//! `AddFallback`

use contract::{AddFallback, BoxFuture, Chain, Change, OpError, Runs, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<AddFallback>> for Workspace {
    fn run(&self, write: Write<AddFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(fallback::add, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
