//! One agent, and the first row: what all of them take.

use contract::{AgentInfo, Layer, Op, SetModel, StatusReport};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    cells::{Fallbacks, Image, Primary, Whose},
    forms::{Inherit, MODEL, PrimaryForm, hidden},
};
use crate::{
    facts, page,
    text::{AgentsText, say},
    ui::{Cell, Fold, seen},
};

#[component]
pub(super) fn ForAll(report: ReadSignal<StatusReport>) -> impl IntoView {
    let text = Memo::new(move |_| report.with(|report| report.text.clone()));
    let image = Memo::new(move |_| report.with(|report| report.image.clone()));
    let sent = sent(None);
    let head = view! {
        <Cell name=say(AgentsText::Agent)>
            <span class="rows__name">{say(AgentsText::ForAll)}</span>
        </Cell>
        <Cell name=say(AgentsText::Primary)>{move || view! { <Primary rung=text.get().primary openclaws=None/> }}</Cell>
        <Cell name=say(AgentsText::Fallbacks)>{move || view! { <Fallbacks rungs=text.get().fallbacks/> }}</Cell>
        <Cell name=say(AgentsText::Image)>{move || view! { <Image chain=image.get()/> }}</Cell>
    };
    view! {
        <li class="rows__row">
            <Fold id="for-all".to_owned() open=sent.is_some() head>
                <PrimaryForm fold="for-all".to_owned() agent=None loses=Signal::stored(0) sent/>
                <p>
                    <A href="/routing">{say(AgentsText::EditForAll)}</A>
                </p>
            </Fold>
        </li>
    }
}

#[component]
pub(super) fn Agent(id: String, report: ReadSignal<StatusReport>) -> impl IntoView {
    let found = {
        let id = id.clone();
        Memo::new(move |_| report.with(|report| report.agents.iter().find(|agent| agent.id == id).cloned()))
    };
    let sent = sent(Some(&id));
    let open = sent.is_some();
    let fold = format!("agent-{id}");
    let head = view! {
        <Cell name=say(AgentsText::Agent)>{move || found.get().map(|agent| view! { <Name agent/> })}</Cell>
        <Cell name=say(AgentsText::Primary)>{move || found.get().map(|agent| view! { <OwnPrimary agent/> })}</Cell>
        <Cell name=say(AgentsText::Fallbacks)>{move || found.get().map(|agent| view! { <OwnFallbacks agent/> })}</Cell>
        <Cell name=say(AgentsText::Image)>
            <span class="muted">{say(AgentsText::SameForAll)}</span>
        </Cell>
    };
    let loses = Memo::new(move |_| found.get().filter(|agent| agent.may_lose_fallbacks).map_or(0, count));
    let body = view! {
        <PrimaryForm fold=fold.clone() agent=Some(id.clone()) loses=loses.into() sent/>
        <div class="agents__others">
            <Inherit fold=fold.clone() id=id.clone() found/>
            <A href=page::routing_of(&id)>{say(AgentsText::EditFallbacks(id))}</A>
        </div>
        {move || found.get().map(|agent| view! { <Places agent/> })}
    };
    view! {
        <li class="rows__row">
            <Fold id=fold open head>
                {body}
            </Fold>
        </li>
    }
}

fn count(agent: AgentInfo) -> usize {
    agent.text.fallbacks.len()
}

/// What was typed, when the server said no to a form without script.
fn sent(agent: Option<&str>) -> Option<facts::Answered> {
    let is_it = |answered: &facts::Answered| answered.draft(SetModel::PATH, &hidden(agent), MODEL).is_some();
    facts::current().answered.filter(is_it)
}

#[component]
fn Name(agent: AgentInfo) -> impl IntoView {
    let AgentInfo { id, name, is_default, .. } = agent;
    let name = name.filter(|name| *name != id);
    view! {
        <span class="ref rows__name">{seen(&id)}</span>
        " "
        {is_default.then(|| view! { <span class="tag">{say(AgentsText::Default)}</span> })}
        {name.map(|name| view! { <span class="muted agents__name">{seen(&name)}</span> })}
    }
}

#[component]
fn OwnPrimary(agent: AgentInfo) -> impl IntoView {
    let layer = agent.primary_from;
    let openclaws = agent.answer.is_openclaws().then_some(agent.answer.model);
    view! {
        <Primary rung=agent.text.primary openclaws/>
        " "
        <Whose layer/>
    }
}

/// What is inherited stands in the first row.
#[component]
fn OwnFallbacks(agent: AgentInfo) -> impl IntoView {
    let layer = agent.fallbacks_from;
    let own = (layer == Layer::Agent).then(|| view! { <Fallbacks rungs=agent.text.fallbacks/> });
    view! {
        {own}
        " "
        <Whose layer/>
    }
}

/// Where it works.
#[component]
fn Places(agent: AgentInfo) -> impl IntoView {
    view! {
        <dl class="facts">
            <div>
                <dt>{say(AgentsText::Workspace)}</dt>
                <dd class="ref">{seen(&agent.workspace)}</dd>
            </div>
            <div>
                <dt>{say(AgentsText::Credentials)}</dt>
                <dd class="ref">{seen(&agent.dir)}</dd>
            </div>
        </dl>
    }
}
