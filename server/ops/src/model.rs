//! Operations on models.

use std::collections::BTreeSet;

use contract::{
    AllowModel, AllowedModels, BoxFuture, Chain, Change, DisallowModel, ListModels, ListedModels, OpError,
    RunsOperation, SetModel, SuggestModels, Suggestion, Write,
};
use rules::{
    change::{allow, chain::primary},
    model::{allowlist, model_list, suggest},
};

use crate::{Workspace, auth::stored_providers, shared::read_snapshot, write::WriteOp};

impl RunsOperation<Write<SetModel>> for Workspace {
    fn run(&self, write: Write<SetModel>) -> BoxFuture<'_, Result<Change<Chain>, OpError>> {
        self.run_write(
            write,
            WriteOp::from_rule(primary::set_primary, |view, op| view.chain_for_name(op.role, op.agent.as_deref())),
        )
    }
}

impl RunsOperation<Write<AllowModel>> for Workspace {
    fn run(&self, write: Write<AllowModel>) -> BoxFuture<'_, Result<Change<AllowedModels>, OpError>> {
        self.run_write(write, WriteOp::from_rule(allow::allow_model, |view, _| allowlist::allowed_models(view)))
    }
}

impl RunsOperation<Write<DisallowModel>> for Workspace {
    fn run(&self, write: Write<DisallowModel>) -> BoxFuture<'_, Result<Change<AllowedModels>, OpError>> {
        self.run_write(write, WriteOp::from_rule(allow::disallow_model, |view, _| allowlist::allowed_models(view)))
    }
}

impl RunsOperation<SuggestModels> for Workspace {
    fn run(&self, op: SuggestModels) -> BoxFuture<'_, Result<Vec<Suggestion>, OpError>> {
        let now = self.clock().now();
        self.run_blocking::<SuggestModels>(move |store| {
            Ok(suggest::suggest_models(&read_snapshot(store)?.view, &op, now))
        })
    }
}

impl RunsOperation<ListModels> for Workspace {
    fn run(&self, op: ListModels) -> BoxFuture<'_, Result<ListedModels, OpError>> {
        let now = self.clock().now();
        self.run_blocking::<ListModels>(move |store| {
            let snapshot = read_snapshot(store)?;
            let (stored, unreadable) = match stored_providers(store, &snapshot.view, op.agent.as_deref(), now) {
                Ok(stored) => (stored, None),
                Err(error) => (BTreeSet::new(), Some(error.message)),
            };
            let mut list = model_list::list_models(&snapshot.view, &store.home, &stored, &op, now)?;
            list.warnings.extend(unreadable);
            Ok(list)
        })
    }
}
