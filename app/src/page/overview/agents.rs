//! The agents that do not take what all agents take.

use contract::AgentInfo;
use leptos::{either::Either, prelude::*};
use leptos_router::components::A;

use crate::{
    text::{FrameText, OverviewText, say},
    ui::{Panel, Rich},
};

#[component]
pub(super) fn ThatDiffer(agents: Vec<AgentInfo>) -> impl IntoView {
    let count = agents.len();
    let own: Vec<_> = agents
        .into_iter()
        .filter(AgentInfo::has_own)
        .map(|agent| view! { <li><Rich text=said(agent)/></li> })
        .collect();
    let content = if own.is_empty() {
        Either::Left(view! { <p class="muted">{say(OverviewText::NoneDiffers(count))}</p> })
    } else {
        Either::Right(view! { <ul class="lines">{own}</ul> })
    };
    view! {
        <Panel id="differ" name=say(OverviewText::ThatDiffer)>
            {content} <p class="panel__more">
                <A href="/agents">{say(FrameText::Agents)}</A>
            </p>
        </Panel>
    }
}

fn said(agent: AgentInfo) -> String {
    say(OverviewText::Differs { agent: agent.id, model: agent.answer.model, others: agent.answer.others })
}
