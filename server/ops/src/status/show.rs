//! The `ShowStatus` operation.

use std::{collections::BTreeMap, time::SystemTime};

use contract::{
    AgentInfo, BoxFuture, Chain, CredentialQuery, CredentialReport, Finding, ListCredentials, OpError, Role,
    RunsOperation, ShowStatus, StatusReport, TerminalStatus,
};
use rules::{
    auth::answer_state::answer_states,
    change::chain::primary,
    check::doctor::{names, violations},
    document::{
        agent_list::workspace_path,
        agents::{Agent, AgentDir},
        view::{AgentChain, UnsetVariable, View},
    },
    model::{allowlist::allowed_models_for, model_facts, route_diagram::draw_routes},
};
use store::HomeStore;

use crate::{
    Workspace,
    auth::{HomeCredentials, findings::ChainFindings, marks::AllMarks, millis_since_epoch, with_login_shell},
    change::list::recent_changes,
    proofs::Proofs,
    shared::{agent_dir_info, find_agent, path_info, read_snapshot},
};

impl RunsOperation<ShowStatus> for Workspace {
    fn run(&self, op: ShowStatus) -> BoxFuture<'_, Result<StatusReport, OpError>> {
        let (now, jobs) = (self.clock().now(), self.shared_jobs());
        self.run_blocking::<ShowStatus>(move |store| {
            let snapshot = read_snapshot(store)?;
            let view = &snapshot.view;
            let agents = view.agents();
            let (named, dir) = find_agent(store, view, op.agent.as_deref())?;
            let allowed = allowed_models_for(view, named.as_ref());
            let shown = named.unwrap_or_else(|| agents.effective_default(&store.home));
            let agent = agent_info(store, view, &shown);
            let (text, image) = (view.default_chain(Role::Text), view.default_chain(Role::Image));
            let proofs = Proofs::read(store, &jobs, millis_since_epoch(now));
            // A command shows the credentials themselves, a page only what they mean for the models.
            let credentials =
                op.credentials.map(|query| report_credentials(store, view, (&shown, &dir), now, query, &proofs));
            let (marks, found) = match credentials {
                Some(_) => (AllMarks::default(), ChainFindings::default()),
                None => collect_for_page(store, view, (&shown, &dir), now, &proofs, op.with_findings),
            };
            let with_marks = |found: &Agent| {
                let differing = marks.differing(&found.id);
                AgentInfo { credential_marks: differing, ..agent_info(store, view, found) }
            };
            let agents: Vec<_> = agents.all.iter().map(with_marks).collect();
            let chains = [&text, &image].into_iter().chain(agents.iter().map(|agent| &agent.text));
            let facts = model_facts::chain_facts(view, chains, now);
            let own_default = agent.answer.is_openclaw_default().then_some(agent.answer.model.as_str());
            let routes = draw_routes(own_default, &agent.text, &image, &marks.route_credentials);
            let (text_answer, image_answer) = ((&agent.answer, &agent.text), (&view.answer_for(&image), &image));
            let states = answer_states(text_answer, image_answer, marks.blocked.as_ref(), &marks.probes.proofs);
            Ok(StatusReport {
                config: path_info(store, &store.home.config),
                generation: snapshot.generation.clone(),
                answer: view.answer_for(&text),
                warnings: status_warnings(store, view, &agent.text, &found.findings),
                text,
                states,
                image,
                agent,
                facts,
                proofs: marks.probes.proofs,
                text_probe_cost: marks.probes.text_cost,
                image_probe_cost: marks.probes.image_cost,
                findings: found.open(),
                lints: found.lint_marks,
                needs_attention: marks.needs_attention,
                credential_notice: marks.notice,
                credential_marks: marks.shown,
                recent: recent_changes(store, op.recent_changes)?,
                routes,
                agents,
                revision: snapshot.revision.clone(),
                terminal: TerminalStatus {
                    state_dir: path_info(store, &store.home.state_dir),
                    agent_dir: agent_dir_info(store, &dir),
                    allowed,
                    aliases: view.alias_refs(),
                    credentials,
                },
            })
        })
    }
}

/// What pays for the models of all agents, and the findings if they are wanted, for a page.
fn collect_for_page(
    store: &HomeStore,
    view: &View,
    shown: (&Agent, &AgentDir),
    now: SystemTime,
    proofs: &Proofs,
    with_findings: bool,
) -> (AllMarks, ChainFindings) {
    let cron_models = with_findings.then(|| store.cron_models());
    let home = HomeCredentials::read(store, view, now);
    let marks = AllMarks::collect(&home, store, view, shown, Some(proofs));
    let found = cron_models.map(|cron| ChainFindings::find(&home, store, view, shown, proofs.rows(), cron));
    (marks, found.unwrap_or_default())
}

/// The credentials of an agent with its directory, for a command.
fn report_credentials(
    store: &HomeStore,
    view: &View,
    (agent, dir): (&Agent, &AgentDir),
    now: SystemTime,
    query: CredentialQuery,
    proofs: &Proofs,
) -> Result<CredentialReport, OpError> {
    let (view, warning) = with_login_shell(store, view, query.shell_env);
    let op = ListCredentials { warn_within_ms: query.warn_within_ms, ..ListCredentials::default() };
    let home = HomeCredentials::read(store, &view, now)?;
    let credentials = home.of_agent(agent, dir)?;
    let agents = credentials.agents_sharing_credentials();
    let mut report = credentials.report(&op)?;
    proofs.add_to(&mut report.providers, &agents);
    report.warnings.extend(warning);
    Ok(report)
}

fn agent_info(store: &HomeStore, view: &View, agent: &Agent) -> AgentInfo {
    let found = view.agent_chain(agent, Role::Text);
    let generation = view.generation();
    let (may_lose_fallbacks, may_inherit_fallbacks) =
        (primary::may_lose_fallbacks(generation, &found), primary::may_inherit_fallbacks(generation, &found));
    let AgentChain { chain, primary_layer: primary, fallbacks_layer: fallbacks } = found;
    AgentInfo {
        id: agent.id.clone(),
        name: agent.name.clone(),
        is_default: agent.is_default,
        answer: view.answer_for(&chain),
        text: chain,
        primary_from: primary,
        fallbacks_from: fallbacks,
        may_lose_fallbacks,
        may_inherit_fallbacks,
        workspace: store.home.display_path(&workspace_path(agent, view, &store.home)),
        dir: store.home.display_path(&agent.display_dir(&store.home)),
        credential_marks: BTreeMap::new(),
    }
}

/// Returns the warnings about the parts that the report contains, but for what a finding says; `models doctor` has the rest.
fn status_warnings(store: &HomeStore, view: &View, chain: &Chain, findings: &[Finding]) -> Vec<String> {
    let refused = violations::doctor_checks(view, &store.home).into_iter().map(|check| check.detail);
    let missing =
        view.unset_variables().into_iter().filter(UnsetVariable::is_in_chain).map(|missing| missing.to_string());
    let unknown = names::unknown_model_texts(view, findings);
    refused.chain(missing).chain(view.primary_warnings(chain)).chain(unknown).collect()
}
