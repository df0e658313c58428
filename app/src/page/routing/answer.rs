//! What is true now, in one sentence. The lists are the proof.

use contract::{Answer, StatusReport};
use leptos::prelude::*;

use crate::{
    text::{AnswerText, ChainText, say},
    ui::{Badge, Rich, Tone, Warnings},
};

#[component]
pub(super) fn TheAnswer(report: ReadSignal<StatusReport>, agent: Memo<Option<String>>) -> impl IntoView {
    let sentence = Memo::new(move |_| {
        let agent = agent.get();
        let answer = report.with(|report| answer(report, agent.as_deref()));
        say(AnswerText { agent, answer })
    });
    let warnings = Memo::new(move |_| report.with(|report| report.warnings.clone()));
    view! {
        <p class="answer">{move || view! { <Rich text=sentence.get()/> }}</p>
        <p class="answer__proof">
            <Badge tone=Tone::Plain word=say(ChainText::NotChecked)/>
        </p>
        {move || view! { <Warnings texts=warnings.get()/> }}
    }
}

pub(super) fn answer(report: &StatusReport, agent: Option<&str>) -> Answer {
    let of = report.agents.iter().find(|info| Some(info.id.as_str()) == agent);
    of.map_or_else(|| report.answer.clone(), |info| info.answer.clone())
}
