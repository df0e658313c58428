//! The `ListAgents` operation.

use contract::{BoxFuture, ListAgents, ListedAgent, OpError, RunsOperation};
use rules::document::agent_list;

use crate::{Workspace, shared::read_snapshot};

impl RunsOperation<ListAgents> for Workspace {
    fn run(&self, _: ListAgents) -> BoxFuture<'_, Result<Vec<ListedAgent>, OpError>> {
        self.run_blocking::<ListAgents>(|store| Ok(agent_list::list_agents(&read_snapshot(store)?.view, &store.home)))
    }
}
