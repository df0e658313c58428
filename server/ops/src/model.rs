//! Operations on models.

use contract::{
    AllowModel, AllowedModels, BoxFuture, Chain, Change, DisallowModel, ListModels, ListedModels, Mark, OpError,
    RunsOperation, SetModel, SuggestModels, Suggestion, Write,
};
use rules::{
    change::{allow, chain::primary},
    document::model_ref::parse_ref,
    feed::local::local_notes,
    model::{allowlist, model_list, suggest},
};

use crate::{
    Workspace,
    auth::{HomeCredentials, marks::marks_of_models, millis_since_epoch, with_availability},
    shared::read_snapshot,
    write::WriteOp,
};

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
            let view = &read_snapshot(store)?.view;
            let suggest =
                |has_credential: &dyn Fn(&str) -> bool| suggest::suggest_models(view, has_credential, &op, now);
            let (home, agent) = (HomeCredentials::read(store, view, now), op.agent.as_deref());
            let mut found = with_availability(&home, store, view, agent, now, suggest).0;
            let models: Vec<_> = found.iter().filter_map(|one| parse_ref(&one.model, view.generation())).collect();
            let marks = home.map(|home| marks_of_models(&home, store, view, agent, &models));
            let mut marks = marks.unwrap_or_default();
            for one in &mut found {
                // The reason is left out, because a list has no room for it.
                one.credential = marks.remove(&one.model).map(|mark| Mark { reason: None, ..mark });
            }
            Ok(found)
        })
    }
}

impl RunsOperation<ListModels> for Workspace {
    fn run(&self, op: ListModels) -> BoxFuture<'_, Result<ListedModels, OpError>> {
        let now = self.clock().now();
        self.run_blocking::<ListModels>(move |store| {
            let snapshot = read_snapshot(store)?;
            let view = &snapshot.view;
            let list = |has_credential: &dyn Fn(&str) -> bool| {
                model_list::list_models(view, &store.home, has_credential, &op, now)
            };
            let home = HomeCredentials::read(store, view, now);
            let (list, unreadable) = with_availability(&home, store, view, op.agent.as_deref(), now, list);
            let mut list = list?;
            list.warnings.extend(unreadable.map(|error| error.message));
            let answers = if op.local { store.read_local_answers() } else { Vec::new() };
            list.notes.extend(local_notes(&op, &answers, millis_since_epoch(now)));
            Ok(list)
        })
    }
}
