//! Routing: which model answers, and what is tried when it fails; for all agents or for one.

mod add;
mod agent;
mod answer;
mod chain;
mod change;
mod drag;
mod list;
mod row;
mod state;

use contract::{AgentInfo, Chain, Role, StatusReport};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api,
    hook::Live,
    text::{FrameText, say},
    ui::{Loaded, Screen},
};

#[component]
pub(crate) fn Routing() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("agent")).filter(|agent| !agent.is_empty()));
    let live = expect_context::<Live>();
    let load = |(_, agent)| api::show_status(contract::Status { agent });
    let status = Resource::new(move || (live.changes.get(), asked.get()), load);
    view! {
        <Screen name=say(FrameText::Routing)>
            <Loaded data=status view=move |report| view! { <Content report asked/> }/>
        </Screen>
    }
}

/// Every report has every agent's chain, so the page turns to another agent at once, and the report follows.
#[component]
fn Content(report: ReadSignal<StatusReport>, asked: Memo<Option<String>>) -> impl IntoView {
    let agent = Memo::new(move |_| report.with(|report| Some(found(report, &asked.get()?)?.id.clone())));
    view! {
        <agent::Switch report agent/>
        <answer::TheAnswer report agent/>
        {move || view! { <Lists report agent=agent.get()/> }}
    }
}

#[component]
fn Lists(report: ReadSignal<StatusReport>, agent: Option<String>) -> impl IntoView {
    let text = {
        let agent = agent.clone();
        Memo::new(move |_| report.with(|report| text_chain(report, agent.as_deref())))
    };
    let image = Memo::new(move |_| report.with(|report| report.image.clone()));
    let own = {
        let agent = agent.clone();
        Memo::new(move |_| report.with(|report| Some(answer::answer(report, agent.as_deref()).model)))
    };
    let says = agent.clone().map(|agent| view! { <agent::Says report agent/> });
    let pictures = match &agent {
        None => leptos::either::Either::Left(
            view! { <chain::ChainPanel role=Role::Image agent=None own=Memo::new(|_| None) chain=image/> },
        ),
        Some(_) => leptos::either::Either::Right(view! { <agent::SamePictures/> }),
    };
    view! {
        {says}
        <div class="pair">
            <chain::ChainPanel role=Role::Text agent own chain=text/>
            {pictures}
        </div>
    }
}

/// The agent that an address names.
fn found<'a>(report: &'a StatusReport, asked: &str) -> Option<&'a AgentInfo> {
    let is_it = |agent: &&AgentInfo| agent.id.eq_ignore_ascii_case(asked.trim());
    report.agents.iter().find(is_it).or(Some(&report.agent))
}

fn text_chain(report: &StatusReport, agent: Option<&str>) -> Chain {
    let own = agent.and_then(|id| report.agents.iter().find(|agent| agent.id == id));
    own.map_or_else(|| report.text.clone(), |agent| agent.text.clone())
}
