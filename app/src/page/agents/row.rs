//! Rows of the agents table: the defaults, and each agent.

use contract::{AgentInfo, ConfigLayer, Op, SetModel, StatusReport};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    cells::{FallbacksCell, ImageCell, LayerBadge, PrimaryCell},
    forms::{InheritForms, MODEL_FIELD, PrimaryForm, hidden_fields},
};
use crate::{
    page, page_context,
    text::{AgentsText, translate},
    ui::{Disclosure, DisclosureCell, escape_hidden_owned},
};

#[component]
pub(super) fn DefaultsRow(report: ReadSignal<StatusReport>) -> impl IntoView {
    let text = Memo::new(move |_| report.with(|report| report.text.clone()));
    let image = Memo::new(move |_| report.with(|report| report.image.clone()));
    let sent = submitted_form(None);
    let head = view! {
        <DisclosureCell name=translate(AgentsText::Agent)>
            <span class="rows__name">{translate(AgentsText::Defaults)}</span>
        </DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Primary)>{move || view! { <PrimaryCell step=text.get().primary openclaw_default=None/> }}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Fallbacks)>{move || view! { <FallbacksCell steps=text.get().fallbacks/> }}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Image)>{move || view! { <ImageCell chain=image.get()/> }}</DisclosureCell>
    };
    view! {
        <li class="rows__row">
            <Disclosure id="for-all".to_owned() open=sent.is_some() head>
                <PrimaryForm disclosure="for-all".to_owned() agent=None loses=Signal::stored(0) sent/>
                <p>
                    <A href="/routing">{translate(AgentsText::EditForAll)}</A>
                </p>
            </Disclosure>
        </li>
    }
}

#[component]
pub(super) fn AgentRow(id: String, report: ReadSignal<StatusReport>) -> impl IntoView {
    let found = {
        let id = id.clone();
        Memo::new(move |_| report.with(|report| report.agents.iter().find(|agent| agent.id == id).cloned()))
    };
    let sent = submitted_form(Some(&id));
    let open = sent.is_some();
    let disclosure = format!("agent-{id}");
    let head = view! {
        <DisclosureCell name=translate(AgentsText::Agent)>{move || found.get().map(|agent| view! { <AgentName agent/> })}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Primary)>{move || found.get().map(|agent| view! { <AgentPrimary agent/> })}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Fallbacks)>{move || found.get().map(|agent| view! { <AgentFallbacks agent/> })}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Image)>
            <span class="muted">{translate(AgentsText::SameForAll)}</span>
        </DisclosureCell>
    };
    let loses = Memo::new(move |_| found.get().filter(|agent| agent.may_lose_fallbacks).map_or(0, fallback_count));
    let body = view! {
        <PrimaryForm disclosure=disclosure.clone() agent=Some(id.clone()) loses=loses.into() sent/>
        <div class="agents__others">
            <InheritForms disclosure=disclosure.clone() id=id.clone() found/>
            <A href=page::routing_url(&id)>{translate(AgentsText::EditFallbacks(id))}</A>
        </div>
        {move || found.get().map(|agent| view! { <AgentDirectories agent/> })}
    };
    view! {
        <li class="rows__row">
            <Disclosure id=disclosure open head>
                {body}
            </Disclosure>
        </li>
    }
}

fn fallback_count(agent: AgentInfo) -> usize {
    agent.text.fallbacks.len()
}

/// Submitted fields, if the server refused a form sent without script.
fn submitted_form(agent: Option<&str>) -> Option<page_context::FormResult> {
    let is_form_of_agent = |result: &page_context::FormResult| {
        result.field_value(SetModel::PATH, &hidden_fields(agent), MODEL_FIELD).is_some()
    };
    page_context::current().form_result.filter(is_form_of_agent)
}

#[component]
fn AgentName(agent: AgentInfo) -> impl IntoView {
    let AgentInfo { id, name, is_default, .. } = agent;
    let name = name.filter(|name| *name != id);
    view! {
        <span class="ref rows__name">{escape_hidden_owned(&id)}</span>
        " "
        {is_default.then(|| view! { <span class="tag">{translate(AgentsText::Default)}</span> })}
        {name.map(|name| view! { <span class="muted agents__name">{escape_hidden_owned(&name)}</span> })}
    }
}

#[component]
fn AgentPrimary(agent: AgentInfo) -> impl IntoView {
    let layer = agent.primary_from;
    let openclaw_default = agent.answer.is_openclaw_default().then_some(agent.answer.model);
    view! {
        <PrimaryCell step=agent.text.primary openclaw_default/>
        " "
        <LayerBadge layer/>
    }
}

/// Fallbacks of an agent. Inherited ones are shown only in the row of the defaults.
#[component]
fn AgentFallbacks(agent: AgentInfo) -> impl IntoView {
    let layer = agent.fallbacks_from;
    let own = (layer == ConfigLayer::Agent).then(|| view! { <FallbacksCell steps=agent.text.fallbacks/> });
    view! {
        {own}
        " "
        <LayerBadge layer/>
    }
}

/// Directories of an agent.
#[component]
fn AgentDirectories(agent: AgentInfo) -> impl IntoView {
    view! {
        <dl class="facts">
            <div>
                <dt>{translate(AgentsText::Workspace)}</dt>
                <dd class="ref">{escape_hidden_owned(&agent.workspace)}</dd>
            </div>
            <div>
                <dt>{translate(AgentsText::Credentials)}</dt>
                <dd class="ref">{escape_hidden_owned(&agent.dir)}</dd>
            </div>
        </dl>
    }
}
