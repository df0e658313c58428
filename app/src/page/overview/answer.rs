//! What is true now, in one sentence. The rest of the page is proof.

use contract::{Answer, Because, StatusReport};
use leptos::prelude::*;

use super::whose;
use crate::{
    text::{AnswerText, OverviewText, say},
    ui::{Badge, Rich, Tone, Warnings},
};

/// More of what is not as it should be stands on Settings.
const MOST_WARNINGS: usize = 4;

#[component]
pub(super) fn TheAnswer(report: StatusReport) -> impl IntoView {
    let agent = whose(&report.agent);
    let StatusReport { agent: contract::AgentInfo { answer, .. }, image_why, warnings, .. } = report;
    let states = [text_state(&answer), image_state(image_why), (Tone::Plain, OverviewText::NotChecked)];
    let hidden = warnings.len().saturating_sub(MOST_WARNINGS);
    let texts = warnings.into_iter().take(MOST_WARNINGS).collect();
    let more = (hidden > 0).then(|| {
        view! {
            <p class="warning">
                <a href="/settings" rel="external">
                    {say(OverviewText::MoreToLookAt(hidden))}
                </a>
            </p>
        }
    });
    view! {
        <p class="answer">
            <Rich text=say(AnswerText { agent, answer })/>
        </p>
        <ul class="states" aria-label=say(OverviewText::States)>
            {states
                .into_iter()
                .map(|(tone, text)| view! { <li><Badge tone word=say(text)/></li> })
                .collect_view()}
        </ul>
        <Warnings texts/>
        {more}
    }
}

/// A model that is set is not known to answer: its credential is not checked.
fn text_state(answer: &Answer) -> (Tone, OverviewText) {
    match answer.why {
        Because::Set => (Tone::Plain, OverviewText::TextSet),
        Because::Unset => (Tone::Warn, OverviewText::TextDefault),
        Because::Unheard => (Tone::Warn, OverviewText::TextUnheard),
        Because::Unfilled => (Tone::Bad, OverviewText::TextUnfilled),
        Because::Meaningless => (Tone::Bad, OverviewText::TextMeaningless),
    }
}

fn image_state(why: Because) -> (Tone, OverviewText) {
    match why {
        Because::Set => (Tone::Plain, OverviewText::ImageSet),
        Because::Unset => (Tone::Plain, OverviewText::ImageDefault),
        Because::Unheard => (Tone::Warn, OverviewText::ImageUnheard),
        Because::Unfilled | Because::Meaningless => (Tone::Bad, OverviewText::ImageBroken),
    }
}
