//! `InheritChain`

use contract::{BoxFuture, Chain, Change, InheritChain, OpError, Role, Runs, Write};
use rules::primary;

use crate::{Workspace, write::Work};

impl Runs<Write<InheritChain>> for Workspace {
    fn run(&self, write: Write<InheritChain>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.write(write, Work::rule(primary::inherit, |view, op| view.chain_for(Role::Text, Some(&op.agent))))
    }
}
