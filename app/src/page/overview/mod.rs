//! Overview: whether requests are answered, and by which model.

mod agents;
mod answer;
mod chain;
mod findings;
mod recent;
mod routes;

use chain::ChainData;
use contract::{AgentInfo, Answer, JobRequest, ProbeRequest, ProbeScope, Role, StatusReport};
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
    let status = live_resource(|| api::show_status(api::overview_request()));
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
    let jobs = expect_context::<JobController>();
    let cost = Signal::derive(move || report.with(|report| report.text_probe_cost.clone()));
    let has_results = Signal::derive(move || report.with(|report| !report.proofs.is_empty()));
    let request = JobRequest::Probe(ProbeRequest {
        scope: ProbeScope::Chain(Role::Text),
        asks_about_unknown_hosts: true,
        ..ProbeRequest::default()
    });
    Effect::new(move || {
        report.track();
        jobs.forget_ended();
    });
    follow_attention(Memo::new(move |_| report.with(|report| report.needs_attention)));
    let panels = move || {
        let mut report = report.get();
        // What the running job says is newer.
        jobs.marks.with(|marks| report.proofs.extend(marks.clone()));
        view! { <Panels report/> }
    };
    view! {
        {move || view! { <answer::AnswerSummary report=report.get()/> }}
        <JobBar request=Signal::stored(request) label=translate(JobText::ProbeChain) cost has_results/>
        {panels}
    }
}

/// The panels below the answer. They are rendered together, because every further part that changes by itself takes code
/// that each first visit loads.
#[component]
fn Panels(report: StatusReport) -> impl IntoView {
    let agent = agent_with_own_models(&report.agent);
    let own = openclaw_default(&report.agent.answer);
    let StatusReport { agent: AgentInfo { text, .. }, image, facts, credential_marks, proofs, .. } = report;
    let (text, image) = (
        ChainData { chain: text, facts: facts.clone(), credentials: credential_marks.clone(), proofs: proofs.clone() },
        ChainData { chain: image, facts, credentials: credential_marks, proofs },
    );
    view! {
        <div class="columns">
            <chain::ChainSummary role=Role::Text agent own data=text/>
            <chain::ChainSummary role=Role::Image agent=None own=None data=image/>
        </div>
        <routes::Routes drawn=report.routes/>
        <div class="columns">
            <agents::AgentsWithOwnModels agents=report.agents/>
            <recent::RecentPanel changes=report.recent/>
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
