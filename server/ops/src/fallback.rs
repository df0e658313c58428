//! Operations on chains and their fallbacks.

use contract::{
    AddFallback, BoxFuture, Chain, Change, ClearFallbacks, InheritChain, ListFallbacks, ListedChain, MoveFallback,
    OpError, RemoveFallback, Role, RunsOperation, SetChain, SetFallbacks, Write,
};
use rules::{
    change::chain::{fallbacks, primary},
    model::model_facts,
};

use crate::{Workspace, shared::read_snapshot, write::WriteOp};

impl RunsOperation<ListFallbacks> for Workspace {
    fn run(&self, op: ListFallbacks) -> BoxFuture<'_, Result<ListedChain, OpError>> {
        let now = self.clock().now();
        self.run_blocking::<ListFallbacks>(move |store| {
            let snapshot = read_snapshot(store)?;
            let listed = fallbacks::list_fallbacks(&snapshot.view, &op)?;
            let facts = model_facts::chain_facts(&snapshot.view, [&listed.chain], now);
            Ok(ListedChain { facts, ..listed })
        })
    }
}

impl RunsOperation<Write<AddFallback>> for Workspace {
    fn run(&self, write: Write<AddFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(fallbacks::add_fallback, |view, op| view.chain_for_name(op.role, op.agent.as_deref())),
        )
    }
}

impl RunsOperation<Write<RemoveFallback>> for Workspace {
    fn run(&self, write: Write<RemoveFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(fallbacks::remove_fallback, |view, op| {
                view.chain_for_name(op.role, op.agent.as_deref())
            }),
        )
    }
}

impl RunsOperation<Write<MoveFallback>> for Workspace {
    fn run(&self, write: Write<MoveFallback>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(fallbacks::move_fallback, |view, op| view.chain_for_name(op.role, op.agent.as_deref())),
        )
    }
}

impl RunsOperation<Write<SetFallbacks>> for Workspace {
    fn run(&self, write: Write<SetFallbacks>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(fallbacks::set_fallbacks, |view, op| view.chain_for_name(op.role, op.agent.as_deref())),
        )
    }
}

impl RunsOperation<Write<ClearFallbacks>> for Workspace {
    fn run(&self, write: Write<ClearFallbacks>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(fallbacks::clear_fallbacks, |view, op| {
                view.chain_for_name(op.role, op.agent.as_deref())
            }),
        )
    }
}

impl RunsOperation<Write<SetChain>> for Workspace {
    fn run(&self, write: Write<SetChain>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(primary::set_chain, |view, op| view.chain_for_name(op.role, op.agent.as_deref())),
        )
    }
}

impl RunsOperation<Write<InheritChain>> for Workspace {
    fn run(&self, write: Write<InheritChain>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(primary::inherit_chain, |view, op| view.chain_for_name(Role::Text, Some(&op.agent))),
        )
    }
}
