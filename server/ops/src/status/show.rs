//! `Status`

use contract::{AgentInfo, BoxFuture, Chain, OpError, Role, Runs, Status, StatusReport};
use rules::{
    agents::{Agent, workspace},
    allowlist::allowed_for,
    health::{dialect, names},
    primary,
    view::{AgentChain, Missing, View},
};
use store::Place;

use crate::{
    Workspace, refusal,
    report::{agents_dir, located, read},
};

impl Runs<Status> for Workspace {
    fn run(&self, op: Status) -> BoxFuture<'_, Result<StatusReport, OpError>> {
        self.blocking::<Status>(move |place| {
            let snapshot = read(place)?;
            let view = &snapshot.view;
            let agents = view.agents();
            let named = view.agent(op.agent.as_deref()).map_err(refusal::refused)?;
            let dir =
                named.as_ref().map_or_else(|| agents.default_dir(&place.home), |agent| agent.chosen_dir(&place.home));
            let allowed = allowed_for(view, named.as_ref());
            let agent = info(place, view, &named.unwrap_or_else(|| agents.unnamed(&place.home)));
            let (text, image) = (view.chain(Role::Text), view.chain(Role::Image));
            Ok(StatusReport {
                config: located(place, &place.home.config),
                state_dir: located(place, &place.home.state_dir),
                generation: snapshot.generation.clone(),
                answer: view.answer(&text),
                warnings: warnings(place, view, &agent.text),
                text,
                image_why: view.answer(&image).why,
                image,
                agent,
                agent_dir: agents_dir(place, &dir),
                allowed,
                aliases: view.aliases(),
                agents: agents.all.iter().map(|agent| info(place, view, agent)).collect(),
                revision: snapshot.revision.clone(),
            })
        })
    }
}

fn info(place: &Place, view: &View, agent: &Agent) -> AgentInfo {
    let found = view.chain_of(agent, Role::Text);
    let generation = view.generation();
    let (may_lose_fallbacks, may_inherit_fallbacks) =
        (primary::may_lose_fallbacks(generation, &found), primary::may_inherit_fallbacks(generation, &found));
    let AgentChain { chain, primary, fallbacks } = found;
    AgentInfo {
        id: agent.id.clone(),
        name: agent.name.clone(),
        is_default: agent.is_default,
        answer: view.answer(&chain),
        text: chain,
        primary_from: primary,
        fallbacks_from: fallbacks,
        may_lose_fallbacks,
        may_inherit_fallbacks,
        workspace: place.home.show(&workspace(agent, view, &place.home)),
        dir: place.home.show(&agent.shown_dir(&place.home)),
    }
}

/// Only of what the report shows: `models doctor` has the rest.
fn warnings(place: &Place, view: &View, chain: &Chain) -> Vec<String> {
    let refused = dialect::checks(view, &place.home).into_iter().map(|check| check.detail);
    let missing = view.missing().into_iter().filter(Missing::is_in_chain).map(|missing| missing.to_string());
    refused.chain(missing).chain(view.doubts(chain)).chain(names::unheard(view)).collect()
}
