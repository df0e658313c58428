//! Operations on model aliases.

use contract::{
    AddAlias, AliasList, BoxFuture, Change, ListAliases, OpError, RemoveAlias, RenameAlias, RunsOperation, Write,
};
use rules::{
    change::alias,
    model::{alias_list, model_facts},
};

use crate::{Workspace, shared::read_snapshot, write::WriteOp};

impl RunsOperation<ListAliases> for Workspace {
    fn run(&self, ListAliases {}: ListAliases) -> BoxFuture<'_, Result<AliasList, OpError>> {
        let now = self.clock().now();
        self.run_blocking::<ListAliases>(move |store| {
            let snapshot = read_snapshot(store)?;
            Ok(model_facts::with_marks(&snapshot.view, alias_list::list_aliases(&snapshot.view), now))
        })
    }
}

impl RunsOperation<Write<AddAlias>> for Workspace {
    fn run(&self, write: Write<AddAlias>) -> BoxFuture<'_, Result<Change<AliasList>, OpError>> {
        self.run_write(write, WriteOp::from_rule(alias::add_alias, |view, _| alias_list::list_aliases(view)))
    }
}

impl RunsOperation<Write<RenameAlias>> for Workspace {
    fn run(&self, write: Write<RenameAlias>) -> BoxFuture<'_, Result<Change<AliasList>, OpError>> {
        self.run_write(write, WriteOp::from_rule(alias::rename_alias, |view, _| alias_list::list_aliases(view)))
    }
}

impl RunsOperation<Write<RemoveAlias>> for Workspace {
    fn run(&self, write: Write<RemoveAlias>) -> BoxFuture<'_, Result<Change<AliasList>, OpError>> {
        self.run_write(write, WriteOp::from_rule(alias::remove_alias, |view, _| alias_list::list_aliases(view)))
    }
}
