//! Summary sentence: which model answers. The panels below show the details.

use contract::{Answer, AnswerReason, StatusReport};
use leptos::prelude::*;
use leptos_router::components::A;

use super::agent_with_own_models;
use crate::{
    text::{AnswerText, FrameText, OverviewText, translate},
    ui::{Badge, RichText, Tone, Warnings},
};

/// Maximum number of warnings; Settings shows all.
const MAX_WARNINGS: usize = 4;

#[component]
pub(super) fn AnswerSummary(report: StatusReport) -> impl IntoView {
    let agent = agent_with_own_models(&report.agent);
    let StatusReport { agent: contract::AgentInfo { answer, .. }, image_reason, warnings, credential_notice, .. } =
        report;
    let states = [text_state(&answer), image_state(image_reason)];
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
                .map(|(tone, text)| view! { <li><Badge tone label=translate(text)/></li> })
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

/// State of the text chain. A configured model may still fail: its credential is not checked.
fn text_state(answer: &Answer) -> (Tone, OverviewText) {
    match answer.reason {
        AnswerReason::Configured => (Tone::Plain, OverviewText::TextSet),
        AnswerReason::NotConfigured => (Tone::Warn, OverviewText::TextDefault),
        AnswerReason::NotInCatalog => (Tone::Warn, OverviewText::TextNotInCatalog),
        AnswerReason::VariableUnset => (Tone::Bad, OverviewText::TextVariableUnset),
        AnswerReason::NoSuchModel => (Tone::Bad, OverviewText::TextNoSuchModel),
    }
}

fn image_state(reason: AnswerReason) -> (Tone, OverviewText) {
    match reason {
        AnswerReason::Configured => (Tone::Plain, OverviewText::ImageSet),
        AnswerReason::NotConfigured => (Tone::Plain, OverviewText::ImageDefault),
        AnswerReason::NotInCatalog => (Tone::Warn, OverviewText::ImageNotInCatalog),
        AnswerReason::VariableUnset | AnswerReason::NoSuchModel => (Tone::Bad, OverviewText::ImageBroken),
    }
}
