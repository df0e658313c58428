//! `SetModel`

use contract::{BoxFuture, Chain, Change, OpError, Runs, SetModel, Write};
use rules::primary;

use crate::{Workspace, write::Work};

impl Runs<Write<SetModel>> for Workspace {
    fn run(&self, write: Write<SetModel>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(primary::set, |view, op| view.chain_for(op.role, op.agent.as_deref())))
    }
}
