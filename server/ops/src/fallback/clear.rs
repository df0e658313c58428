//! `ClearFallbacks`

use contract::{BoxFuture, Chain, Change, ClearFallbacks, OpError, Runs, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<ClearFallbacks>> for Workspace {
    fn run(&self, write: Write<ClearFallbacks>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(fallback::clear, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
