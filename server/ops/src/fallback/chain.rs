//! `SetChain`

use contract::{BoxFuture, Chain, Change, OpError, Runs, SetChain, Write};
use rules::primary;

use crate::{Workspace, write::Work};

impl Runs<Write<SetChain>> for Workspace {
    fn run(&self, write: Write<SetChain>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(primary::set_chain, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
