//! `ListAgents`

use contract::{BoxFuture, ListAgents, ListedAgent, OpError, Runs};
use rules::agents;

use crate::{Workspace, report::read};

impl Runs<ListAgents> for Workspace {
    fn run(&self, _: ListAgents) -> BoxFuture<'_, Result<Vec<ListedAgent>, OpError>> {
        self.blocking::<ListAgents>(|place| Ok(agents::listed(&read(place)?.view, &place.home)))
    }
}
