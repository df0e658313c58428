//! Overview: whether requests are answered, and by which model.

mod agents;
mod answer;
mod chain;
mod findings;
mod recent;
mod routes;

use contract::{AgentInfo, Answer, Chain, Role, StatusReport};
use leptos::either::Either;
use leptos_router::components::A;

use crate::{
    api,
    hook::{follow_attention, live_resource},
    part::PageLayout,
    prelude::*,
    text::{FrameText, OverviewText, translate},
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
    let text = move || report.with(|report| with_facts(&report.agent.text, report));
    let image = move || report.with(|report| with_facts(&report.image, report));
    follow_attention(Memo::new(move |_| report.with(|report| report.needs_attention)));
    let agent = move || report.with(|report| agent_with_own_models(&report.agent));
    let own = move || report.with(|report| openclaw_default(&report.agent.answer));
    view! {
        {move || view! { <answer::AnswerSummary report=report.get()/> }}
        <div class="columns">
            {move || view! { <chain::ChainSummary role=Role::Text agent=agent() own=own() data=text()/> }}
            {move || view! { <chain::ChainSummary role=Role::Image agent=None own=None data=image()/> }}
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
