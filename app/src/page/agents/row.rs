//! Rows of the agents table: the defaults, and each agent.

use std::{collections::BTreeMap, sync::Arc};

use contract::{AgentInfo, Chain, ChainStep, ConfigLayer, Mark, Op, SetModel, StatusReport};
use leptos_router::components::A;

use super::{
    cells::{FallbacksCell, ImageCell, LayerBadge, MarkReasons, Marks, PrimaryCell},
    forms::{InheritForms, MODEL_FIELD, PrimaryForm, hidden_fields},
};
use crate::{
    page, page_context,
    prelude::*,
    text::{AgentsText, translate},
    ui::{Disclosure, DisclosureCell, escape_hidden_owned},
};

#[component]
pub(super) fn DefaultsRow(report: ReadSignal<StatusReport>) -> impl IntoView {
    let text = Memo::new(move |_| report.with(|report| report.text.clone()));
    let image = Memo::new(move |_| report.with(|report| report.image.clone()));
    let marks = Memo::new(move |_| report.with(|report| Arc::new(report.credential_marks.clone())));
    let sent = submitted_form(None);
    let head = view! {
        <DisclosureCell name=translate(AgentsText::Agent)>
            <span class="rows__name">{translate(AgentsText::Defaults)}</span>
        </DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Primary)>{move || view! { <PrimaryCell step=text.get().primary openclaw_default=None marks=marks.get()/> }}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Fallbacks)>{move || view! { <FallbacksCell steps=text.get().fallbacks marks=marks.get()/> }}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Image)>{move || view! { <ImageCell chain=image.get() marks=marks.get()/> }}</DisclosureCell>
    };
    view! {
        <li class="rows__row">
            <Disclosure id="for-all".to_owned() open=sent.is_some() head>
                {move || view! { <MarkReasons keys=chain_keys(&text.get()).chain(chain_keys(&image.get())).collect() marks=marks.get()/> }}
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
    let marks = {
        let id = id.clone();
        Memo::new(move |_| report.with(|report| Arc::new(marks_of_agent(report, &id))))
    };
    let sent = submitted_form(Some(&id));
    let open = sent.is_some();
    let disclosure = format!("agent-{id}");
    let head = view! {
        <DisclosureCell name=translate(AgentsText::Agent)>{move || found.get().map(|agent| view! { <AgentName agent/> })}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Primary)>{move || found.get().map(|agent| view! { <AgentPrimary agent marks=marks.get()/> })}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Fallbacks)>{move || found.get().map(|agent| view! { <AgentFallbacks agent marks=marks.get()/> })}</DisclosureCell>
        <DisclosureCell name=translate(AgentsText::Image)>
            <span class="muted">{translate(AgentsText::SameForAll)}</span>
        </DisclosureCell>
    };
    let loses = Memo::new(move |_| found.get().filter(|agent| agent.may_lose_fallbacks).map_or(0, fallback_count));
    let body = view! {
        {move || found.get().map(|agent| view! { <MarkReasons keys=chain_keys(&agent.text).collect() marks=marks.get()/> })}
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

/// Keys of the models of a chain, in order.
fn chain_keys(chain: &Chain) -> impl Iterator<Item = String> + use<> {
    let steps: Vec<_> = chain.primary.iter().chain(&chain.fallbacks).map(ChainStep::label).collect();
    steps.into_iter()
}

/// What pays for the models of an agent.
fn marks_of_agent(report: &StatusReport, id: &str) -> BTreeMap<String, Mark> {
    let mut marks = report.credential_marks.clone();
    let own = report.agents.iter().find(|agent| agent.id == id);
    marks.extend(own.into_iter().flat_map(|agent| agent.credential_marks.clone()));
    marks
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
fn AgentPrimary(agent: AgentInfo, marks: Marks) -> impl IntoView {
    let layer = agent.primary_from;
    let openclaw_default = agent.answer.is_openclaw_default().then_some(agent.answer.model);
    view! {
        <PrimaryCell step=agent.text.primary openclaw_default marks/>
        " "
        <LayerBadge layer/>
    }
}

/// Fallbacks of an agent. Inherited ones are shown only in the row of the defaults.
#[component]
fn AgentFallbacks(agent: AgentInfo, marks: Marks) -> impl IntoView {
    let layer = agent.fallbacks_from;
    let own = (layer == ConfigLayer::Agent).then(|| view! { <FallbacksCell steps=agent.text.fallbacks marks/> });
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
