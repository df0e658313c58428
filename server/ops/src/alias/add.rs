//! `AddAlias`

use contract::{AddAlias, AliasList, BoxFuture, Change, OpError, Runs, Write};
use rules::alias;

use crate::{Workspace, write::Work};

impl Runs<Write<AddAlias>> for Workspace {
    fn run(&self, write: Write<AddAlias>) -> BoxFuture<'_, Result<Change<AliasList>, OpError>> {
        self.write(write, Work::rule(alias::add, |view, _| alias::list(view)))
    }
}
