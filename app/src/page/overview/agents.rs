//! Agents with their own models.

use contract::AgentInfo;
use leptos::either::Either;
use leptos_router::components::A;

use crate::{
    prelude::*,
    text::{FrameText, OverviewText, translate},
    ui::{Panel, RichText},
};

#[component]
pub(super) fn AgentsWithOwnModels(agents: Vec<AgentInfo>) -> impl IntoView {
    let count = agents.len();
    let own: Vec<_> = agents
        .into_iter()
        .filter(AgentInfo::has_own_models)
        .map(|agent| view! { <li><RichText text=agent_summary(agent)/></li> })
        .collect();
    let content = if own.is_empty() {
        Either::Left(view! { <p class="muted">{translate(OverviewText::NoAgentDiffers(count))}</p> })
    } else {
        Either::Right(view! { <ul class="lines">{own}</ul> })
    };
    view! {
        <Panel id="differ" name=translate(OverviewText::AgentsThatDiffer)>
            {content} <p class="panel__more">
                <A href="/agents">{translate(FrameText::Agents)}</A>
            </p>
        </Panel>
    }
}

fn agent_summary(agent: AgentInfo) -> String {
    translate(OverviewText::AgentDiffers {
        agent: agent.id,
        model: agent.answer.model,
        others: agent.answer.fallback_count,
    })
}
