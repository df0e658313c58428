//! Summary sentence: which model answers. The panels below show the details.

use contract::{Mark, StatusReport};

use super::{agent_with_own_models, findings::Findings};
use crate::{
    prelude::*,
    text::{AnswerText, OverviewText, translate},
    ui::{Badge, RichText, Warnings},
};

/// Maximum number of warnings; Settings shows all.
const MAX_WARNINGS: usize = 4;

#[component]
pub(super) fn AnswerSummary(report: StatusReport) -> impl IntoView {
    let agent = agent_with_own_models(&report.agent);
    let StatusReport { agent: contract::AgentInfo { answer, .. }, states, warnings, findings, .. } = report;
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
        <Findings findings/>
    }
}
