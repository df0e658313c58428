//! Finds the requests of a probe, and what each one is sent with.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use contract::{
    Code, JobPlan, ModelRef, OpError, ProbeCheck, ProbeRequest, ProbeRow, ProbeScope, ProviderCredentials, Role,
};
use rules::{
    auth::report::{ReportRequest, add_hint, models_of_chain},
    base::count::saturating_u32,
    classify::cause::FailureCause,
    document::{
        agents::{Agent, AgentDir},
        view::View,
    },
    model::typed_model::find_known_model,
    probe::{
        chain::find_step_targets,
        cost::CostEstimate,
        filter::ProbeFilter,
        options::ProbeOptions,
        targets::{ProbeTarget, find_targets},
    },
    wire::{endpoint::Endpoint, host_policy::KnownHosts},
};
use store::HomeStore;

use super::{
    attach::{AttachResult, SecretAttacher},
    results::{Step, read_hosts, row_of, with_result},
    retry::CooldownRetry,
    task::ProbeTask,
};
use crate::{
    auth::{HomeCredentials, agent_or_default, millis_since_epoch},
    shared::read_snapshot,
};

/// A probe that is ready to run.
pub(crate) struct PreparedProbe {
    pub(crate) plan: JobPlan,
    /// Credentials for which nothing is sent.
    pub(crate) rows: Vec<ProbeRow>,
    pub(crate) tasks: Vec<ProbeTask>,
    /// The hosts of keys, if there is a new one.
    pub(crate) hosts: Option<KnownHosts>,
    /// The steps of the chains; `None` if credentials are probed.
    pub(crate) steps: Option<Vec<Step>>,
    pub(crate) warnings: Vec<String>,
    pub(crate) concurrency: usize,
    /// Whose cooldowns end if they answer.
    pub(crate) retry: Option<CooldownRetry>,
}

/// What is collected for one agent after the other.
struct Collection<'a> {
    view: &'a View,
    request: &'a ProbeRequest,
    options: ProbeOptions,
    attacher: SecretAttacher<'a>,
    now: i64,
    /// Whether hosts that are not allowed yet may be allowed before anything is sent.
    may_allow_hosts: bool,
    prepared: PreparedProbe,
    estimate: Vec<ProbeTarget>,
    /// The rows that agents without credentials of their own share, and the agent that has each.
    shared: BTreeMap<(String, String), String>,
}

impl PreparedProbe {
    /// `is_confirmed`: the user was asked already, so that no further host is allowed.
    pub(crate) fn collect(
        store: &HomeStore,
        request: &ProbeRequest,
        is_confirmed: bool,
        now: SystemTime,
    ) -> Result<Self, OpError> {
        let snapshot = read_snapshot(store)?;
        let view = &snapshot.view;
        let credentials = HomeCredentials::read_with_documents(store, view, now)?;
        let (hosts, notice) = read_hosts(store);
        let options = ProbeOptions {
            timeout_ms: request.timeout_ms,
            concurrency: request.concurrency,
            max_tokens: request.max_tokens,
        };
        let now = millis_since_epoch(now);
        let mut collection = Collection {
            view,
            request,
            options,
            attacher: SecretAttacher::new(store, view, hosts, &request.allowed_hosts, options, now),
            now,
            may_allow_hosts: request.asks_about_unknown_hosts && !is_confirmed,
            prepared: Self::empty(request, options, notice),
            estimate: Vec::new(),
            shared: BTreeMap::new(),
        };
        for (agent, dir) in asked_agents(store, view, request)? {
            collection.add_agent(&credentials, &agent, &dir)?;
        }
        Ok(collection.finish())
    }

    fn empty(request: &ProbeRequest, options: ProbeOptions, notice: Option<String>) -> Self {
        let has_steps = request.scope != ProbeScope::Credentials;
        Self {
            plan: JobPlan {
                timeout_ms: options.reported_timeout_ms(),
                concurrency: options.concurrency(),
                max_tokens: options.max_tokens(),
                ..JobPlan::default()
            },
            rows: Vec::new(),
            tasks: Vec::new(),
            hosts: None,
            steps: has_steps.then(Vec::new),
            warnings: notice.into_iter().collect(),
            concurrency: options.concurrency() as usize,
            retry: request.ends_cooldowns.then(|| CooldownRetry { agent: request.agent.clone() }),
        }
    }
}

fn asked_agents(store: &HomeStore, view: &View, request: &ProbeRequest) -> Result<Vec<(Agent, AgentDir)>, OpError> {
    if !request.all_agents {
        return Ok(vec![agent_or_default(store, view, request.agent.as_deref())?]);
    }
    let with_dir = |agent: &Agent| (agent.clone(), agent.dir_with_reason(&store.home));
    Ok(view.agents().all.iter().map(with_dir).collect())
}

impl Collection<'_> {
    fn add_agent(&mut self, credentials: &HomeCredentials<'_>, agent: &Agent, dir: &AgentDir) -> Result<(), OpError> {
        let of_agent = credentials.of_agent(agent, dir)?;
        let report = of_agent.request(None);
        let stored = of_agent.documents();
        self.warn_once(self.view.agent_models_problems(&agent.id));
        let agent_row = ProbeRow { agent: agent.id.clone(), ..ProbeRow::default() };
        match self.asked_models(agent)? {
            None => {
                let providers = report.all_providers();
                let request = self.request;
                let filter = ProbeFilter::parse(&report, &providers, request.provider.as_deref(), &request.profiles)?;
                for target in find_targets(&report, &sorted(providers), &filter) {
                    let attached = self.attacher.attach(stored, &target, ProbeCheck::Answer);
                    self.add(&agent_row, target, attached);
                }
            }
            Some(models) if models.is_empty() => self.note_empty_chain(agent)?,
            Some(models) => {
                let providers = report.providers_of(&models);
                for step in find_step_targets(&report, &providers, &models) {
                    self.begin_step(&agent_row, &step.model, &report, &providers, step.targets.is_empty());
                    for target in step.targets {
                        if !self.join_shared(&agent_row, &target, of_agent.has_own_store()) {
                            let attached = self.attacher.attach(stored, &target, ProbeCheck::Answer);
                            self.add(&agent_row, target, attached);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// A chain without a model is an error, unless there are other agents to probe.
    fn note_empty_chain(&mut self, agent: &Agent) -> Result<(), OpError> {
        let (kind, command) = match self.request.scope {
            ProbeScope::Chain(Role::Image) => ("image model", "set-image"),
            _ => ("model", "set"),
        };
        if self.request.all_agents {
            self.prepared.warnings.push(format!("`{}` has no {kind}", agent.id));
            return Ok(());
        }
        Err(OpError::new(Code::ModelUnknown, format!("no {kind} is configured"))
            .with_hint(format!("`openclaw models {command} <model>` sets one")))
    }

    /// The models that are asked; `None` if credentials are.
    fn asked_models(&self, agent: &Agent) -> Result<Option<Vec<ModelRef>>, OpError> {
        match self.request.scope {
            ProbeScope::Credentials => Ok(None),
            ProbeScope::Chain(role) => Ok(Some(models_of_chain(self.view, agent, role))),
            ProbeScope::Models => {
                let mut seen = BTreeSet::new();
                let found = self.request.models.iter().map(|typed| find_known_model(self.view, typed));
                let mut models = found.collect::<Result<Vec<_>, _>>()?;
                models.retain(|model| seen.insert(model.key()));
                Ok(Some(models))
            }
        }
    }

    /// Adds a step. Without any credential, a row says so.
    fn begin_step(
        &mut self,
        agent_row: &ProbeRow,
        model: &ModelRef,
        report: &ReportRequest<'_>,
        providers: &[ProviderCredentials],
        has_none: bool,
    ) {
        let step = Step { agent: agent_row.agent.clone(), model: model.clone(), rows: Vec::new() };
        self.prepared.steps.get_or_insert_default().push(step);
        if has_none {
            let of = providers.iter().find(|of| of.provider == model.provider());
            self.prepared.rows.push(row_without_credential(agent_row, model, of, report.now));
        }
    }

    /// Whether another agent has the same credential, so that its row counts for this one, too.
    fn join_shared(&mut self, agent_row: &ProbeRow, target: &ProbeTarget, has_own_store: bool) -> bool {
        let key = (target.model_label(), target.label.clone());
        let owner = self.shared.get(&key).cloned().filter(|_| !has_own_store);
        if !has_own_store {
            self.shared.entry(key.clone()).or_insert_with(|| agent_row.agent.clone());
        }
        let agent = owner.clone().unwrap_or_else(|| agent_row.agent.clone());
        if let Some(step) = self.prepared.steps.as_mut().and_then(|steps| steps.last_mut()) {
            step.rows.push((agent, key.0, key.1));
        }
        owner.is_some()
    }

    fn add(&mut self, agent_row: &ProbeRow, target: ProbeTarget, attached: AttachResult) {
        match attached {
            AttachResult::NotSent(result) => {
                // It is sent if the user allows the host.
                if self.may_allow_hosts && result.code.as_deref() == Some(FailureCause::HostNotAllowed.code()) {
                    self.estimate.push(target.clone());
                }
                self.prepared.rows.push(with_result(row_of(agent_row, &target), &result, self.now));
            }
            AttachResult::Ready(ready) => {
                let warning = target.request.as_ref().ok().filter(|_| !ready.secrets.is_empty());
                let warning = warning.and_then(Endpoint::unencrypted_warning);
                self.warn_once(warning);
                self.prepared.tasks.push(ProbeTask { row: row_of(agent_row, &target), ready: *ready });
                self.estimate.push(target);
            }
        }
    }

    fn warn_once(&mut self, warnings: impl IntoIterator<Item = String>) {
        for warning in warnings {
            if !self.prepared.warnings.contains(&warning) {
                self.prepared.warnings.push(warning);
            }
        }
    }

    fn finish(mut self) -> PreparedProbe {
        let estimate = CostEstimate::of(self.view, &self.estimate, self.options.max_tokens());
        self.prepared.hosts = self.attacher.changed_hosts();
        self.prepared.plan = JobPlan {
            requests: saturating_u32(estimate.requests),
            estimate: estimate.phrase(),
            max_dollars: estimate.dollars,
            without_price: saturating_u32(estimate.without_price),
            needs_confirmation: estimate.needs_confirmation(),
            unknown_hosts: self.attacher.unknown_hosts(),
            targets: self.prepared.tasks.iter().map(|task| task.row.clone()).collect(),
            ..self.prepared.plan
        };
        self.prepared
    }
}

fn sorted(mut providers: Vec<ProviderCredentials>) -> Vec<ProviderCredentials> {
    providers.sort_by_key(|of| of.provider.to_lowercase());
    providers
}

fn row_without_credential(
    agent_row: &ProbeRow,
    model: &ModelRef,
    provider: Option<&ProviderCredentials>,
    now: i64,
) -> ProbeRow {
    ProbeRow {
        provider: model.provider().to_owned(),
        model: Some(model.key()),
        label: "-".to_owned(),
        source: "missing".to_owned(),
        status: "unknown".to_owned(),
        reason_code: Some("missing_credential".to_owned()),
        word: "no credential".to_owned(),
        error: provider.map(add_hint),
        at: now,
        ..agent_row.clone()
    }
}
