//! `AddAgent`

use contract::{AddAgent, BoxFuture, Change, ListedAgent, OpError, Runs, Write};
use rules::agents::{
    add::{Around, add},
    id_of, listed,
};
use store::{AgentDirs, Place};

use crate::{
    Workspace,
    config::reach,
    refusal::{refused, shown},
    write::Work,
};

impl Runs<Write<AddAgent>> for Workspace {
    fn run(&self, write: Write<AddAgent>) -> BoxFuture<'_, Result<Change<ListedAgent>, OpError>> {
        let (place, home, reach) = (self.place().clone(), self.place().home.clone(), reach(self.pen()));
        let work = Work::new(
            move |snapshot, op| {
                let around = Around { home: &place.home, reach, look: &|path| place.look(path) };
                add(&snapshot.view, &around, op).map_err(refused)
            },
            move |view, op: &AddAgent| {
                let id = id_of(&op.name);
                listed(view, &home).into_iter().find(|agent| Some(&agent.id) == id.as_ref()).unwrap_or_default()
            },
        );
        self.write(write, work.then(make_dirs))
    }
}

/// The agent is there in any case; what could not be made is said.
fn make_dirs(place: &Place, agent: &ListedAgent) -> Vec<String> {
    let dirs = AgentDirs::of(place, agent);
    place.make_agent_dirs(&dirs).iter().map(|error| shown(error, place)).collect()
}
