//! `Status`

use contract::{AgentInfo, BoxFuture, OpError, Role, Runs, Status, StatusReport};
use rules::view::{self, AgentChain, Missing, View};

use crate::{
    Workspace,
    report::{located, read},
};

impl Runs<Status> for Workspace {
    fn run(&self, _: Status) -> BoxFuture<'_, Result<StatusReport, OpError>> {
        self.blocking::<Status>(|place| {
            let snapshot = read(place)?;
            let view = snapshot.view;
            let text = view.chain(Role::Text);
            Ok(StatusReport {
                config: located(place, &place.home.config),
                state_dir: located(place, &place.home.state_dir),
                generation: snapshot.generation,
                answer: view::answer(&text),
                text,
                image: view.chain(Role::Image),
                aliases: view.aliases(),
                agents: agents(&view),
                warnings: warnings(&view),
                revision: snapshot.revision,
            })
        })
    }
}

fn agents(view: &View) -> Vec<AgentInfo> {
    let tell = |agent| {
        let AgentChain { chain, primary, fallbacks } = view.chain_of(&agent, Role::Text);
        let (id, name, is_default) = (agent.id, agent.name, agent.is_default);
        AgentInfo { id, name, is_default, text: chain, primary_from: primary, fallbacks_from: fallbacks }
    };
    view.agents().all.into_iter().map(tell).collect()
}

/// Only of what the report shows: `models doctor` has the rest.
fn warnings(view: &View) -> Vec<String> {
    view.missing().into_iter().filter(Missing::is_in_chain).map(|missing| missing.to_string()).collect()
}
