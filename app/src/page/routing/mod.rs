//! Routing: the primary and its fallbacks, for all agents or for one.

mod add;
mod agent;
mod answer;
mod chain;
mod chain_list;
mod change_primary;
mod lints;
mod row;
mod state;

use std::collections::BTreeMap;

use contract::{AgentInfo, Chain, JobRequest, Mark, ProbeRequest, ProbeScope, Role, StatusReport};
use leptos_router::hooks::use_query_map;

use crate::{
    api,
    hook::{LiveUpdates, follow_attention},
    part::{JobBar, JobController, PageLayout},
    prelude::*,
    text::{FrameText, JobText, translate},
    ui::Loaded,
};
use chain_list::ModelMarks;

#[component]
pub(crate) fn Routing() -> impl IntoView {
    let query = use_query_map();
    let requested_id = Memo::new(move |_| query.with(|query| query.get("agent")).filter(|agent| !agent.is_empty()));
    let live = expect_context::<LiveUpdates>();
    let load = |(_, agent)| api::show_status(api::routing_request(agent));
    let status = Resource::new(move || (live.change_count.get(), requested_id.get()), load);
    view! {
        <PageLayout name=translate(FrameText::Routing)>
            <Loaded data=status view=move |report| view! { <Content report requested_id/> }/>
        </PageLayout>
    }
}

/// Content of the page. Every report contains the chains of all agents, so another agent is shown immediately, before
/// its own report is loaded.
#[component]
fn Content(report: ReadSignal<StatusReport>, requested_id: Memo<Option<String>>) -> impl IntoView {
    let agent =
        Memo::new(move |_| report.with(|report| Some(requested_agent(report, &requested_id.get()?)?.id.clone())));
    let jobs = expect_context::<JobController>();
    Effect::new(move || {
        report.track();
        jobs.forget_ended();
    });
    let request = Signal::derive(move || {
        JobRequest::Probe(ProbeRequest {
            agent: agent.get(),
            scope: ProbeScope::Chain(Role::Text),
            asks_about_unknown_hosts: true,
            ..ProbeRequest::default()
        })
    });
    let cost = Memo::new(move |_| report.with(|report| report.text_probe_cost.clone()));
    let has_results = Memo::new(move |_| report.with(|report| !report.proofs.is_empty()));
    follow_attention(Memo::new(move |_| report.with(|report| report.needs_attention)));
    lints::provide_lints(report);
    view! {
        <agent::AgentSwitch report agent/>
        <answer::AnswerSummary report agent/>
        {move || { agent.track(); view! { <JobBar request label=translate(JobText::ProbeChain) cost=cost.into() has_results=has_results.into()/> } }}
        {move || view! { <ChainPanels report agent=agent.get()/> }}
    }
}

#[component]
fn ChainPanels(report: ReadSignal<StatusReport>, agent: Option<String>) -> impl IntoView {
    let text = {
        let agent = agent.clone();
        Memo::new(move |_| report.with(|report| text_chain(report, agent.as_deref())))
    };
    let image = Memo::new(move |_| report.with(|report| report.image.clone()));
    let facts = Memo::new(move |_| report.with(|report| report.facts.clone()));
    let marks = {
        let agent = agent.clone();
        Memo::new(move |_| {
            report.with(|report| ModelMarks {
                credentials: credential_marks(report, agent.as_deref()),
                proofs: report.proofs.clone(),
            })
        })
    };
    let cost = Memo::new(move |_| report.with(|report| report.image_probe_cost.clone()));
    let own = {
        let agent = agent.clone();
        Memo::new(move |_| report.with(|report| Some(answer::agent_answer(report, agent.as_deref()).model)))
    };
    let summary = agent.clone().map(|agent| view! { <agent::AgentSummary report agent/> });
    let pictures = match &agent {
        None => leptos::either::Either::Left(
            view! { <chain::ChainPanel role=Role::Image agent=None own=Memo::new(|_| None) chain=image facts marks cost/> },
        ),
        Some(_) => leptos::either::Either::Right(view! { <agent::SharedImageChain/> }),
    };
    view! {
        {summary}
        <div class="columns">
            <chain::ChainPanel role=Role::Text agent own chain=text facts marks cost/>
            {pictures}
        </div>
    }
}

/// The agent in the URL; an unknown one selects the agent of the report.
fn requested_agent<'a>(report: &'a StatusReport, requested_id: &str) -> Option<&'a AgentInfo> {
    let has_requested_id = |agent: &&AgentInfo| agent.id.eq_ignore_ascii_case(requested_id.trim());
    report.agents.iter().find(has_requested_id).or(Some(&report.agent))
}

/// What pays for each model, for an agent or the defaults.
fn credential_marks(report: &StatusReport, agent: Option<&str>) -> BTreeMap<String, Mark> {
    let own = agent.and_then(|id| report.agents.iter().find(|agent| agent.id == id));
    let mut marks = report.credential_marks.clone();
    marks.extend(own.into_iter().flat_map(|own| own.credential_marks.clone()));
    marks
}

fn text_chain(report: &StatusReport, agent: Option<&str>) -> Chain {
    let own = agent.and_then(|id| report.agents.iter().find(|agent| agent.id == id));
    own.map_or_else(|| report.text.clone(), |agent| agent.text.clone())
}
