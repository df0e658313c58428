//! What keeps requests from being answered, and the lints, for all agents.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Finding, Mark, OpError, ProbeRow, Role};
use rules::{
    check::{
        diagnosis::{ConfiguredSteps, diagnose, further_agents, unreadable_credentials},
        lints::{BackgroundModel, Lints},
    },
    document::{
        agents::{Agent, AgentDir},
        view::View,
    },
};
use serde_json::{Map, Value};
use store::{HomeStore, ManagerTable};

use super::HomeCredentials;

/// The most chains that are looked at. A home with more has so many findings already that further ones would be in the way.
const MAX_CHAINS: usize = 16;

/// The findings about the chains of a home.
#[derive(Debug, Default)]
pub(crate) struct ChainFindings {
    /// What keeps requests from being answered, then the lints.
    pub(crate) findings: Vec<Finding>,
    /// The lints by step, as a status report has them.
    pub(crate) lint_marks: BTreeMap<String, Vec<Mark>>,
    /// The first error about credentials that cannot be read: then findings may be missing.
    pub(crate) unreadable: Option<OpError>,
}

impl ChainFindings {
    /// The findings about an agent, and those about the other agents that have models or credentials of their own. What
    /// several agents have in common is listed once.
    /// `probes` are the last results, of any age. `cron_models` were read before the credentials: a thread must not hold
    /// two databases open.
    pub(crate) fn find(
        credentials: &Result<HomeCredentials<'_>, OpError>,
        store: &HomeStore,
        view: &View,
        first: (&Agent, &AgentDir),
        probes: &[ProbeRow],
        cron_models: Vec<BackgroundModel>,
    ) -> Self {
        let credentials = match credentials {
            Ok(credentials) => credentials,
            Err(error) => {
                let findings = vec![unreadable_credentials(error)];
                return Self { findings, unreadable: Some(error.clone()), ..Self::default() };
            }
        };
        let (mut all, mut seen, mut lints) = (Vec::new(), BTreeSet::new(), Lints::default());
        let background: Vec<_> = BackgroundModel::of_config(view).into_iter().chain(cron_models).collect();
        let configured = ConfiguredSteps::of(view);
        let (mut known_chains, mut further) = (BTreeSet::new(), 0);
        let mut add = |agent: &Agent, dir: &AgentDir, is_first: bool| -> Result<(), OpError> {
            let of = credentials.of_agent(agent, dir)?;
            let request = of.request(None);
            if is_first {
                lints.add_default_chains(&request);
                lints.add_background(&request, &background);
            }
            let chain = view.agent_chain(agent, Role::Text);
            if !is_first && !of.has_own_store() && !chain.is_own() {
                return Ok(());
            }
            let steps = chain.chain.primary.iter().chain(&chain.chain.fallbacks);
            let own = of.has_own_store().then(|| agent.id.clone());
            if !known_chains.insert((own, steps.map(|step| step.configured.clone()).collect::<Vec<_>>())) {
                return Ok(());
            }
            if known_chains.len() > MAX_CHAINS {
                further += 1;
                return Ok(());
            }
            let found = diagnose(&request, &configured, probes, &of.agents_sharing_credentials());
            all.extend(found.into_iter().filter(|finding| seen.insert(finding.id.clone())));
            lints.add_agent(&request);
            Ok(())
        };
        let mut unreadable = add(first.0, first.1, true).err();
        let agents = view.agents();
        for agent in agents.all.iter().filter(|agent| agent.id != first.0.id) {
            let added = add(agent, &agent.dir_with_reason(&store.home), false);
            unreadable = unreadable.or(added.err());
        }
        all.extend((further > 0).then(|| further_agents(further)));
        all.extend(unreadable.iter().map(unreadable_credentials));
        let lints = lints.with_acknowledged(&acknowledged_ids(store));
        all.extend(lints.findings);
        Self { findings: all, lint_marks: lints.marks, unreadable }
    }

    /// Without the lints that were acknowledged.
    pub(crate) fn open(&self) -> Vec<Finding> {
        self.findings.iter().filter(|finding| !finding.acknowledged).cloned().collect()
    }
}

/// The ids of the lints that were acknowledged.
fn acknowledged_ids(store: &HomeStore) -> BTreeSet<String> {
    let (rows, _) = store.read_manager_rows::<Map<String, Value>>(ManagerTable::Acknowledged);
    rows.into_iter().map(|row| row.key).collect()
}
