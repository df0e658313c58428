//! What is true now, in one sentence. The rest of the page is proof.

use contract::{Answer, Chain, StatusReport};
use leptos::prelude::*;

use crate::{
    text::{OverviewText, say},
    ui::{Badge, Rich, Tone},
};

#[component]
pub(super) fn TheAnswer(report: StatusReport) -> impl IntoView {
    let StatusReport { answer, image, warnings, .. } = report;
    let text_state = match &answer {
        Answer::Default => (Tone::Warn, OverviewText::TextDefault),
        Answer::Broken { .. } => (Tone::Bad, OverviewText::TextBroken),
        Answer::Model { .. } => (Tone::Ok, OverviewText::TextSet),
    };
    let sentence = match answer {
        Answer::Default => OverviewText::NoPrimary,
        Answer::Broken { configured } => OverviewText::NotAName(configured),
        Answer::Model { model, others } => OverviewText::Answers { model, others },
    };
    let states = [text_state, image_state(&image), (Tone::Plain, OverviewText::NotChecked)];
    view! {
        <p class="answer">
            <Rich text=say(sentence)/>
        </p>
        <ul class="states" aria-label=say(OverviewText::States)>
            {states
                .into_iter()
                .map(|(tone, text)| view! { <li><Badge tone word=say(text)/></li> })
                .collect_view()}
        </ul>
        {warnings.into_iter().map(|text| view! { <p class="warning"><Rich text/></p> }).collect_view()}
    }
}

fn image_state(image: &Chain) -> (Tone, OverviewText) {
    match &image.primary {
        None => (Tone::Plain, OverviewText::ImageDefault),
        Some(rung) if rung.model.is_none() => (Tone::Bad, OverviewText::ImageBroken),
        Some(_) => (Tone::Ok, OverviewText::ImageSet),
    }
}
