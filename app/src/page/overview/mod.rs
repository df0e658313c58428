//! Overview: can it answer, and with what.

mod agents;
mod answer;
mod chain;
mod picture;
mod recent;
mod route;
mod welcome;

use contract::{AgentInfo, Answer, Role, StatusReport};
use leptos::{either::Either, prelude::*};

use crate::{
    api,
    hook::live_resource,
    text::{FrameText, say},
    ui::{Loaded, Screen},
};

#[component]
pub(crate) fn Overview() -> impl IntoView {
    let status = live_resource(|| api::show_status(contract::Status::default()));
    let model = welcome::draft();
    view! {
        <Screen name=say(FrameText::Overview)>
            <Loaded data=status view=move |report| view! { <Content report model/> }/>
        </Screen>
    }
}

#[component]
fn Content(report: ReadSignal<StatusReport>, model: RwSignal<String>) -> impl IntoView {
    let is_new = Memo::new(move |_| report.with(StatusReport::is_new_home));
    move || {
        if is_new.get() {
            let path = report.with_untracked(|report| report.config.shown.clone());
            Either::Left(view! { <welcome::Welcome path model/> })
        } else {
            Either::Right(view! { <Home report/> })
        }
    }
}

#[component]
fn Home(report: ReadSignal<StatusReport>) -> impl IntoView {
    let text = move || report.with(|report| report.agent.text.clone());
    let image = move || report.with(|report| report.image.clone());
    let agent = move || report.with(|report| whose(&report.agent));
    let own = move || report.with(|report| openclaws(&report.agent.answer));
    view! {
        {move || view! { <answer::TheAnswer report=report.get()/> }}
        <div class="pair">
            {move || view! { <chain::ChainStrip role=Role::Text agent=agent() own=own() chain=text()/> }}
            {move || view! { <chain::ChainStrip role=Role::Image agent=None own=None chain=image()/> }}
        </div>
        {move || view! { <picture::Pictures own=own() text=text() image=image()/> }}
        <div class="pair">
            {move || view! { <agents::ThatDiffer agents=report.with(|report| report.agents.clone())/> }}
            <recent::Recent/>
        </div>
    }
}

/// The agent that answers where none is named, when it does not take what all agents take.
fn whose(agent: &AgentInfo) -> Option<String> {
    agent.has_own().then(|| agent.id.clone())
}

/// What OpenClaw takes by itself.
fn openclaws(answer: &Answer) -> Option<String> {
    answer.is_openclaws().then(|| answer.model.clone())
}
