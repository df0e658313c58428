//! `RenameAlias`

use contract::{AliasList, BoxFuture, Change, OpError, RenameAlias, Runs, Write};
use rules::alias;

use crate::{Workspace, write::Work};

impl Runs<Write<RenameAlias>> for Workspace {
    fn run(&self, write: Write<RenameAlias>) -> BoxFuture<'_, Result<Change<AliasList>, OpError>> {
        self.write(write, Work::rule(alias::rename, |view, _| alias::list(view)))
    }
}
