//! What pays for the models of all agents.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Mark, ModelRef, OpError, Role};
use rules::{
    auth::{
        marks::CredentialMarks,
        report::{ReportRequest, models_in_use, models_of_chain},
    },
    document::{
        agents::{Agent, AgentDir},
        view::View,
    },
    model::route_diagram::RouteCredential,
    probe::{
        chain::find_step_targets,
        cost::CostEstimate,
        filter::ProbeFilter,
        options::ProbeOptions,
        targets::{ProbeTarget, find_targets},
    },
};
use store::HomeStore;

use crate::proofs::Proofs;

use super::{AgentCredentials, HomeCredentials, agent_or_default};

/// The marks of the agent that is shown, and where those of others differ.
#[derive(Debug, Default)]
pub(crate) struct AllMarks {
    /// Key → mark, for the models of all agents.
    pub(crate) shown: BTreeMap<String, Mark>,
    /// What should be looked at, for the agent that is shown.
    pub(crate) notice: Option<String>,
    /// Whether something should be looked at, for any agent.
    pub(crate) needs_attention: bool,
    /// The models of the agent that is shown for which nothing pays now; `None` if that is not known.
    pub(crate) blocked: Option<BTreeSet<String>>,
    /// Key → the credentials that would pay for the model, for the agent that is shown.
    pub(crate) route_credentials: BTreeMap<String, Vec<RouteCredential>>,
    /// What probes showed, for the agent that is shown.
    pub(crate) probes: ProbeFacts,
    /// Agent → the marks that differ from the others.
    differing: BTreeMap<String, BTreeMap<String, Mark>>,
}

/// What probes showed of the models of an agent, and what a probe of its chains costs.
#[derive(Debug, Default)]
pub(crate) struct ProbeFacts {
    /// Key → what the last probe showed.
    pub(crate) proofs: BTreeMap<String, Mark>,
    pub(crate) text_cost: String,
    pub(crate) image_cost: String,
}

impl ProbeFacts {
    fn collect(credentials: &AgentCredentials<'_>, models: &[ModelRef], proofs: &Proofs) -> Self {
        let report = credentials.request(None);
        let providers = report.providers_of(models);
        let cost = |role| {
            let models = models_of_chain(report.view, report.agent, role);
            let targets = find_step_targets(&report, &providers, &models).into_iter().flat_map(|step| step.targets);
            cost_phrase(&report, &targets.collect::<Vec<_>>())
        };
        Self {
            proofs: proofs.of_models(models, &credentials.agents_sharing_credentials(), &providers),
            text_cost: cost(Role::Text),
            image_cost: cost(Role::Image),
        }
    }
}

/// How many requests a probe of all credentials of an agent takes, and what they cost at most; empty if it takes none.
pub(crate) fn probe_cost(credentials: &AgentCredentials<'_>) -> String {
    let report = credentials.request(None);
    cost_phrase(&report, &find_targets(&report, &report.all_providers(), &ProbeFilter::default()))
}

fn cost_phrase(report: &ReportRequest<'_>, targets: &[ProbeTarget]) -> String {
    let estimate = CostEstimate::of(report.view, targets, ProbeOptions::default().max_tokens());
    if estimate.requests == 0 { String::new() } else { estimate.phrase() }
}

impl AllMarks {
    /// Finds the marks. If the credentials cannot be read, they say so.
    pub(crate) fn collect<'a>(
        credentials: &'a Result<HomeCredentials<'a>, OpError>,
        store: &HomeStore,
        view: &'a View,
        (shown, dir): (&'a Agent, &AgentDir),
        proofs: Option<&Proofs>,
    ) -> Self {
        let agents = view.agents();
        let of_agent = |agent, dir: &AgentDir| match credentials {
            Ok(credentials) => credentials.of_agent(agent, dir),
            Err(error) => Err(error.clone()),
        };
        let models = models_in_use(view, shown);
        let of_shown = of_agent(shown, dir);
        let found = find_marks(&of_shown, &models, proofs);
        let mut all = Self {
            notice: found.notice.clone(),
            blocked: found.blocked.clone(),
            route_credentials: found.route_credentials.clone(),
            probes: of_shown.ok().zip(proofs).map_or_else(ProbeFacts::default, |(credentials, proofs)| {
                ProbeFacts::collect(&credentials, &models, proofs)
            }),
            ..Self::default()
        };
        all.add(&found, [(shown.id.as_str(), &*models)]);
        let others: Vec<_> = agents.all.iter().filter(|agent| agent.id != shown.id).collect();
        let others = others.into_iter().map(|agent| (agent, models_in_use(view, agent)));
        // Agents without credentials of their own have the same ones, so their models are looked up together.
        let (mut sharing, mut shared) = (Vec::new(), None);
        for (agent, models) in others {
            let found = of_agent(agent, &agent.dir_with_reason(&store.home));
            if found.as_ref().is_ok_and(|found| !found.has_own_store()) {
                shared = shared.or(Some(found));
                sharing.push((agent.id.as_str(), models));
            } else {
                all.add(&find_marks(&found, &models, None), [(agent.id.as_str(), &*models)]);
            }
        }
        if let Some(shared) = shared {
            let models: BTreeSet<_> = sharing.iter().flat_map(|(_, models)| models.iter().cloned()).collect();
            let found = find_marks(&shared, &models.into_iter().collect::<Vec<_>>(), None);
            all.add(&found, sharing.iter().map(|(id, models)| (*id, models.as_slice())));
        }
        all
    }

    /// Where the marks of an agent differ from those of the others.
    pub(crate) fn differing(&self, agent: &str) -> BTreeMap<String, Mark> {
        self.differing.get(agent).cloned().unwrap_or_default()
    }

    /// Adds the marks of the models of some agents.
    fn add<'m>(&mut self, found: &CredentialMarks, agents: impl IntoIterator<Item = (&'m str, &'m [ModelRef])>) {
        self.needs_attention |= found.needs_attention();
        for (agent, models) in agents {
            for (key, mark) in models.iter().filter_map(|model| found.marks.get_key_value(&model.key())) {
                let known = self.shown.entry(key.clone()).or_insert_with(|| mark.clone());
                if known != mark {
                    self.differing.entry(agent.to_owned()).or_default().insert(key.clone(), mark.clone());
                }
            }
        }
    }
}

fn find_marks(
    credentials: &Result<AgentCredentials<'_>, OpError>,
    models: &[ModelRef],
    proofs: Option<&Proofs>,
) -> CredentialMarks {
    match credentials {
        Ok(credentials) => CredentialMarks::of_models(&credentials.request(None), models, |providers| {
            if let Some(proofs) = proofs {
                proofs.add_to(providers, &credentials.agents_sharing_credentials());
            }
        }),
        Err(error) => CredentialMarks::unknown(error, models),
    }
}

/// What pays for some models of an agent; nothing if its credentials cannot be read.
pub(crate) fn marks_of_models(
    credentials: &HomeCredentials<'_>,
    store: &HomeStore,
    view: &View,
    agent: Option<&str>,
    models: &[ModelRef],
) -> BTreeMap<String, Mark> {
    let Ok((agent, dir)) = agent_or_default(store, view, agent) else { return BTreeMap::new() };
    match credentials.of_agent(&agent, &dir) {
        Ok(credentials) => CredentialMarks::marks_only(&credentials.request(None), models),
        Err(error) => CredentialMarks::unknown(&error, models).marks,
    }
}
