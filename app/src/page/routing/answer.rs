//! Summary sentence: which model answers. The chains below show the details.

use contract::{Answer, StatusReport};
use leptos_router::components::A;

use crate::{
    page,
    prelude::*,
    text::{AnswerText, FrameText, translate},
    ui::{RichText, Warnings},
};

#[component]
pub(super) fn AnswerSummary(report: ReadSignal<StatusReport>, agent: Memo<Option<String>>) -> impl IntoView {
    let sentence = Memo::new(move |_| {
        let agent = agent.get();
        let answer = report.with(|report| agent_answer(report, agent.as_deref()));
        translate(AnswerText { agent, answer })
    });
    let warnings = Memo::new(move |_| report.with(|report| report.warnings.clone()));
    let notice = Memo::new(move |_| report.with(|report| report.credential_notice.clone()));
    let credentials =
        Memo::new(move |_| agent.get().map_or_else(|| "/auth".to_owned(), |id| page::credentials_url(&id)));
    view! {
        <p class="answer">{move || view! { <RichText text=sentence.get()/> }}</p>
        {move || view! { <Warnings texts=warnings.get()/> }}
        {move || notice.get().map(|text| view! { <p class="warning"><RichText text/> " " <A href=credentials.get()>{translate(FrameText::Credentials)}</A></p> })}
    }
}

pub(super) fn agent_answer(report: &StatusReport, agent: Option<&str>) -> Answer {
    let of = report.agents.iter().find(|info| Some(info.id.as_str()) == agent);
    of.map_or_else(|| report.answer.clone(), |info| info.answer.clone())
}
