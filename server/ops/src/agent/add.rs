//! The `AddAgent` operation.

use contract::{AddAgent, BoxFuture, Change, ListedAgent, OpError, RunsOperation, Write};
use rules::{
    change::agent::{AddContext, add_agent},
    document::agent_list::list_agents,
    schema::agent_id::id_from_name,
};
use store::{AgentDirs, HomeStore};

use crate::{Workspace, config::access_scope, error::write_error_text, write::WriteOp};

impl RunsOperation<Write<AddAgent>> for Workspace {
    fn run(&self, write: Write<AddAgent>) -> BoxFuture<'_, Result<Change<ListedAgent>, OpError>> {
        let (store, home, scope) = (self.store().clone(), self.store().home.clone(), access_scope(self.write_policy()));
        let work = WriteOp::new(
            move |snapshot, op| {
                let context = AddContext { home: &store.home, access: scope, probe: &|path| store.probe_path(path) };
                add_agent(&snapshot.view, &context, op)
            },
            move |view, op: &AddAgent| {
                let id = id_from_name(&op.name);
                list_agents(view, &home).into_iter().find(|agent| Some(&agent.id) == id.as_ref()).unwrap_or_default()
            },
        );
        self.run_write(write, work.with_after_write(create_dirs))
    }
}

/// Creates the agent's directories after the write. The agent has been added in any case, so failures become warnings.
fn create_dirs(store: &HomeStore, agent: &ListedAgent) -> Vec<String> {
    let dirs = AgentDirs::for_agent(store, agent);
    store.create_agent_dirs(&dirs).iter().map(|error| write_error_text(error, store)).collect()
}
