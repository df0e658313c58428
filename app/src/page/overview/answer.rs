//! Summary sentence: which model answers. The panels below show the details.

use contract::{Mark, StatusReport};
use leptos_router::components::A;

use super::agent_with_own_models;
use crate::{
    prelude::*,
    text::{AnswerText, FrameText, OverviewText, translate},
    ui::{Badge, RichText, Warnings},
};

/// Maximum number of warnings; Settings shows all.
const MAX_WARNINGS: usize = 4;

#[component]
pub(super) fn AnswerSummary(report: StatusReport) -> impl IntoView {
    let agent = agent_with_own_models(&report.agent);
    let StatusReport { agent: contract::AgentInfo { answer, .. }, states, warnings, credential_notice, .. } = report;
    let hidden = warnings.len().saturating_sub(MAX_WARNINGS);
    let texts = warnings.into_iter().take(MAX_WARNINGS).collect();
    let more = (hidden > 0).then(|| {
        view! {
            <p class="warning">
                <a href="/settings" rel="external">
                    {translate(OverviewText::MoreWarnings(hidden))}
                </a>
            </p>
        }
    });
    view! {
        <p class="answer">
            <RichText text=translate(AnswerText { agent, answer })/>
        </p>
        <ul class="states" aria-label=translate(OverviewText::StatesLabel)>
            {states
                .into_iter()
                .map(|Mark { tone, word, .. }| view! { <li><Badge tone label=word/></li> })
                .collect_view()}
        </ul>
        <Warnings texts/>
        {more}
        {credential_notice.map(|text| view! { <CredentialNotice text/> })}
    }
}

/// What is wrong with credentials, or will be soon.
#[component]
fn CredentialNotice(text: String) -> impl IntoView {
    view! {
        <p class="warning">
            <RichText text/>
            " "
            <A href="/auth">{translate(FrameText::Credentials)}</A>
        </p>
    }
}
