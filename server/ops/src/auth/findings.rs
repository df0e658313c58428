//! What keeps requests from being answered, for all agents.

use std::{collections::BTreeSet, time::SystemTime};

use contract::{Finding, OpError, ProbeRow, Role};
use rules::{
    check::diagnosis::{diagnose, unreadable_credentials},
    document::{agents::Agent, view::View},
};
use store::{HomeStore, ManagerTable};

use super::HomeCredentials;

/// The findings about an agent, and those about the other agents that have models or credentials of their own. What
/// several agents have in common is listed once.
pub(crate) fn find_problems(store: &HomeStore, view: &View, first: &Agent, now: SystemTime) -> Vec<Finding> {
    let credentials = match HomeCredentials::read(store, view, now) {
        Ok(credentials) => credentials,
        Err(error) => return vec![unreadable_credentials(&error)],
    };
    let probes = last_probes(store);
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |found: Result<Vec<Finding>, OpError>| {
        let found = found.unwrap_or_else(|error| vec![unreadable_credentials(&error)]);
        all.extend(found.into_iter().filter(|finding| seen.insert(finding.id.clone())));
    };
    let of_agent = |agent: &Agent, is_first: bool| {
        let of = credentials.of_agent(agent, &agent.dir_with_reason(&store.home))?;
        let is_own = || of.has_own_store() || view.agent_chain(agent, Role::Text).is_own();
        Ok(if is_first || is_own() { diagnose(&of.request(None), &probes) } else { Vec::new() })
    };
    add(of_agent(first, true));
    view.agents().all.iter().filter(|agent| agent.id != first.id).for_each(|agent| add(of_agent(agent, false)));
    all
}

/// The last results of probes, of any age.
fn last_probes(store: &HomeStore) -> Vec<ProbeRow> {
    let (rows, _) = store.read_manager_rows::<ProbeRow>(ManagerTable::Probes);
    rows.into_iter().map(|row| row.value).collect()
}
