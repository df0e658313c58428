//! Operations on model aliases.

use contract::{
    AddAlias, AliasList, BoxFuture, Change, ListAliases, OpError, RemoveAlias, RenameAlias, RunsOperation, Write,
};
use rules::{change::alias, model::alias_list};

use crate::{Workspace, shared::read_snapshot, write::WriteOp};

impl RunsOperation<ListAliases> for Workspace {
    fn run(&self, ListAliases {}: ListAliases) -> BoxFuture<'_, Result<AliasList, OpError>> {
        self.run_blocking::<ListAliases>(move |store| Ok(alias_list::list_aliases(&read_snapshot(store)?.view)))
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
