//! `RemoveAlias`

use contract::{AliasList, BoxFuture, Change, OpError, RemoveAlias, Runs, Write};
use rules::alias;

use crate::{Workspace, write::Work};

impl Runs<Write<RemoveAlias>> for Workspace {
    fn run(&self, write: Write<RemoveAlias>) -> BoxFuture<'_, Result<Change<AliasList>, OpError>> {
        self.write(write, Work::rule(alias::remove, |view, _| alias::list(view)))
    }
}
