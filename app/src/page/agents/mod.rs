//! Agents: the models of each agent, inherited or its own.

mod add;
mod cells;
mod forms;
mod row;

use contract::{AgentInfo, ShowStatus, StatusReport};

use crate::{
    api,
    hook::{follow_attention, live_resource},
    part::PageLayout,
    prelude::*,
    text::{AgentsText, FrameText, translate},
    ui::{Loaded, Panel, RichText},
};

#[component]
pub(crate) fn Agents() -> impl IntoView {
    let status = live_resource(|| api::show_status(ShowStatus::default()));
    view! {
        <PageLayout name=translate(FrameText::Agents)>
            <Loaded data=status view=|report| view! { <Content report/> }/>
        </PageLayout>
    }
}

#[component]
fn Content(report: ReadSignal<StatusReport>) -> impl IntoView {
    let sentence = Memo::new(move |_| report.with(|report| translate(agent_count_text(&report.agents))));
    let ids = Memo::new(move |_| report.with(agent_ids));
    follow_attention(Memo::new(move |_| report.with(|report| report.needs_attention)));
    let columns = [AgentsText::Agent, AgentsText::Primary, AgentsText::Fallbacks, AgentsText::Image];
    let columns = columns.map(|column| view! { <span>{translate(column)}</span> });
    view! {
        <p class="answer">{move || view! { <RichText text=sentence.get()/> }}</p>
        <Panel id="agents" name=translate(FrameText::Agents)>
            <div class="rows agents">
                <div class="rows__head" aria-hidden="true">
                    {columns.into_iter().collect_view()}
                </div>
                <ul>
                    <row::DefaultsRow report/>
                    <For each=move || ids.get() key=Clone::clone children=move |id| view! { <row::AgentRow id report/> }/>
                </ul>
            </div>
        </Panel>
        <Panel id="add-agent" name=translate(AgentsText::Add)>
            <add::AddAgentForm/>
        </Panel>
    }
}

fn agent_ids(report: &StatusReport) -> Vec<String> {
    report.agents.iter().map(|agent| agent.id.clone()).collect()
}

fn agent_count_text(agents: &[AgentInfo]) -> AgentsText {
    AgentsText::Count {
        all: agents.len(),
        default: agents.iter().find(|agent| agent.is_default).map(|agent| agent.id.clone()),
        own: agents.iter().filter(|agent| agent.has_own_models()).count(),
    }
}
