//! Credentials: which one pays for each provider, in what state each one is, and why.

mod actions;
mod add;
mod agent_switch;
mod countdown;
mod import;
mod order;
mod provider;
mod row;
mod state;

use contract::{CredentialReport, FindingKind, ListCredentials, ProbeRequest};
use leptos_router::hooks::use_query_map;

use crate::{
    api,
    hook::{follow_attention, live_resource_for},
    part::{GripHelp, JobBar, JobController, PageLayout},
    prelude::*,
    text::{CredentialsText, FrameText, JobText, translate},
    ui::{Loaded, RichText, Warnings},
};

#[component]
pub(crate) fn Credentials() -> impl IntoView {
    let query = use_query_map();
    let agent = Memo::new(move |_| query.with(|query| query.get("agent")).filter(|agent| !agent.is_empty()));
    let load =
        |agent| api::list_credentials(ListCredentials { agent, with_attention: true, ..ListCredentials::default() });
    let report = live_resource_for(agent, load);
    view! {
        <PageLayout name=translate(FrameText::Credentials)>
            <Loaded data=report view=|report| view! { <Content report/> }/>
        </PageLayout>
    }
}

#[component]
fn Content(report: ReadSignal<CredentialReport>) -> impl IntoView {
    countdown::provide_clock(report);
    follow_attention(Memo::new(move |_| report.with(|report| report.needs_attention)));
    let sentence = Memo::new(move |_| report.with(|report| translate(state::summary(report))));
    let remarks = Memo::new(move |_| report.with(remarks));
    let providers = Memo::new(move |_| report.with(state::provider_ids));
    let is_empty = Memo::new(move |_| report.with(state::has_no_credentials));
    let agent = Memo::new(move |_| report.with(|report| report.agent.clone()));
    let probe_all = Signal::derive(move || {
        actions::probe_request(ProbeRequest { agent: Some(agent.get()), ..ProbeRequest::default() })
    });
    let cost = Memo::new(move |_| report.with(|report| report.probe_cost.clone()));
    let has_results = Memo::new(move |_| report.with(state::has_results));
    let jobs = expect_context::<JobController>();
    Effect::new(move || {
        report.track();
        jobs.forget_ended();
    });
    view! {
        <agent_switch::AgentSwitch report/>
        <p class="answer">{move || view! { <RichText text=sentence.get()/> }}</p>
        {move || view! { <Warnings texts=remarks.get()/> }}
        <JobBar request=probe_all label=translate(JobText::ProbeAll) cost=cost.into() has_results=has_results.into()/>
        {move || is_empty.get().then(|| view! { <p class="muted"><RichText text=translate(CredentialsText::Empty)/></p> })}
        <GripHelp/>
        <For each=move || providers.get() key=Clone::clone children=move |id| view! { <provider::ProviderPanel id report/> }/>
        <add::AddCredentialPanel report/>
        <import::ImportPanel report/>
        <StorePaths report/>
    }
}

/// What to look at: credentials that have expired or expire soon, and entries of the store that are left out. That a
/// provider has no credential is said in the summary.
fn remarks(report: &CredentialReport) -> Vec<String> {
    let findings = report.check.findings.iter().filter(|finding| finding.kind != FindingKind::CannotAnswer);
    findings.map(|finding| finding.text.clone()).chain(report.warnings.iter().cloned()).collect()
}

/// The files that the credentials are stored in.
#[component]
fn StorePaths(report: ReadSignal<CredentialReport>) -> impl IntoView {
    let text = Memo::new(move |_| {
        report.with(|report| {
            let store = report.store.clone();
            translate(CredentialsText::Stores { path: store.path, exists: store.exists, own: store.own_path })
        })
    });
    view! { <p class="muted">{move || view! { <RichText text=text.get()/> }}</p> }
}
