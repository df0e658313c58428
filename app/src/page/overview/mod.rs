//! Overview: whether requests are answered, and by which model.

mod agents;
mod answer;
mod chain;
mod findings;
mod recent;
mod routes;

use contract::{AgentInfo, Answer, Chain, JobRequest, ProbeRequest, ProbeScope, Role, StatusReport};
use leptos::either::Either;
use leptos_router::components::A;

use crate::{
    api,
    hook::{follow_attention, live_resource},
    part::{JobBar, JobController, PageLayout},
    prelude::*,
    text::{FrameText, JobText, OverviewText, translate},
    ui::Loaded,
};

#[component]
pub(crate) fn Overview() -> impl IntoView {
    let status = live_resource(|| api::show_status(contract::ShowStatus::default()));
    view! {
        <PageLayout name=translate(FrameText::Overview)>
            <Loaded data=status view=|report| view! { <Content report/> }/>
        </PageLayout>
    }
}

#[component]
fn Content(report: ReadSignal<StatusReport>) -> impl IntoView {
    let is_new = Memo::new(move |_| report.with(StatusReport::is_new_home));
    move || {
        if is_new.get() {
            Either::Left(view! { <Welcome/> })
        } else {
            Either::Right(view! { <ConfiguredHome report/> })
        }
    }
}

/// What a home without a configuration has instead: the way to set it up. The server leads there at once.
#[component]
fn Welcome() -> impl IntoView {
    view! {
        <p class="answer">{translate(OverviewText::WelcomeTitle)}</p>
        <p>
            <A href="/start">{translate(FrameText::Start)}</A>
        </p>
    }
}

#[component]
fn ConfiguredHome(report: ReadSignal<StatusReport>) -> impl IntoView {
    let with_facts =
        |chain: &Chain, report: &StatusReport| (chain.clone(), report.facts.clone(), report.credential_marks.clone());
    let text = Memo::new(move |_| report.with(|report| with_facts(&report.agent.text, report)));
    let image = Memo::new(move |_| report.with(|report| with_facts(&report.image, report)));
    let proofs = Memo::new(move |_| report.with(|report| report.proofs.clone()));
    let cost = Memo::new(move |_| report.with(|report| report.text_probe_cost.clone()));
    let has_results = Memo::new(move |_| proofs.with(|proofs| !proofs.is_empty()));
    let request = JobRequest::Probe(ProbeRequest {
        scope: ProbeScope::Chain(Role::Text),
        asks_hosts: true,
        ..ProbeRequest::default()
    });
    let jobs = expect_context::<JobController>();
    Effect::new(move || {
        report.track();
        jobs.forget_ended();
    });
    follow_attention(Memo::new(move |_| report.with(|report| report.needs_attention)));
    let agent = Memo::new(move |_| report.with(|report| agent_with_own_models(&report.agent)));
    let own = Memo::new(move |_| report.with(|report| openclaw_default(&report.agent.answer)));
    view! {
        {move || view! { <answer::AnswerSummary report=report.get()/> }}
        <JobBar request=Signal::stored(request) label=translate(JobText::ProbeAll) cost=cost.into() has_results=has_results.into()/>
        <div class="columns">
            {move || view! { <chain::ChainSummary role=Role::Text agent=agent.get() own=own.get() data=text.get() proofs/> }}
            {move || view! { <chain::ChainSummary role=Role::Image agent=None own=None data=image.get() proofs/> }}
        </div>
        {move || view! { <routes::Routes drawn=report.with(|report| report.routes.clone())/> }}
        <div class="columns">
            {move || view! { <agents::AgentsWithOwnModels agents=report.with(|report| report.agents.clone())/> }}
            <recent::RecentPanel/>
        </div>
    }
}

/// The default agent, if it has its own models.
fn agent_with_own_models(agent: &AgentInfo) -> Option<String> {
    agent.has_own_models().then(|| agent.id.clone())
}

/// OpenClaw's own default, if that answers.
fn openclaw_default(answer: &Answer) -> Option<String> {
    answer.is_openclaw_default().then(|| answer.model.clone())
}
