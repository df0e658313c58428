//! `SetFallbacks`

use contract::{BoxFuture, Chain, Change, OpError, Runs, SetFallbacks, Write};
use rules::fallback;

use crate::{Workspace, write::Work};

impl Runs<Write<SetFallbacks>> for Workspace {
    fn run(&self, write: Write<SetFallbacks>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(fallback::set, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
