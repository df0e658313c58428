//! What is true now, in one sentence. The lists are the proof.

use contract::{Chain, StatusReport};
use leptos::prelude::*;

use super::text_chain;
use crate::{
    text::{ChainText, RoutingText, say},
    ui::{Badge, Rich, Tone},
};

#[component]
pub(super) fn TheAnswer(report: ReadSignal<StatusReport>, agent: Memo<Option<String>>) -> impl IntoView {
    let sentence = Memo::new(move |_| {
        let agent = agent.get();
        let chain = report.with(|report| text_chain(report, agent.as_deref()));
        say(answer(agent, &chain))
    });
    let warnings = Memo::new(move |_| report.with(|report| report.warnings.clone()));
    let warning = |text: String| view! { <p class="warning"><Rich text/></p> };
    view! {
        <p class="answer">{move || view! { <Rich text=sentence.get()/> }}</p>
        <p class="answer__proof">
            <Badge tone=Tone::Plain word=say(ChainText::NotChecked)/>
        </p>
        {move || warnings.get().into_iter().map(warning).collect_view()}
    }
}

fn answer(agent: Option<String>, chain: &Chain) -> RoutingText {
    let others = chain.fallbacks.iter().filter(|rung| rung.model.is_some()).count();
    match &chain.primary {
        None => RoutingText::NoPrimary { agent, others },
        Some(rung) if rung.model.is_none() => RoutingText::NotAName { agent, name: rung.configured.clone() },
        Some(rung) => RoutingText::Answers { agent, model: rung.label(), others },
    }
}
