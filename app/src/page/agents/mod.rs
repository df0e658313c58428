//! Agents: who answers with what, inherited or own.

mod add;
mod cells;
mod forms;
mod row;

use contract::{AgentInfo, Status, StatusReport};
use leptos::prelude::*;

use crate::{
    api,
    hook::live_resource,
    text::{AgentsText, FrameText, say},
    ui::{Loaded, Panel, Rich, Screen},
};

#[component]
pub(crate) fn Agents() -> impl IntoView {
    let status = live_resource(|| api::show_status(Status::default()));
    view! {
        <Screen name=say(FrameText::Agents)>
            <Loaded data=status view=|report| view! { <Content report/> }/>
        </Screen>
    }
}

#[component]
fn Content(report: ReadSignal<StatusReport>) -> impl IntoView {
    let sentence = Memo::new(move |_| report.with(|report| say(count(&report.agents))));
    let ids = Memo::new(move |_| report.with(ids));
    let columns = [AgentsText::Agent, AgentsText::Primary, AgentsText::Fallbacks, AgentsText::Image];
    let columns = columns.map(|column| view! { <span>{say(column)}</span> });
    view! {
        <p class="answer">{move || view! { <Rich text=sentence.get()/> }}</p>
        <Panel id="agents" name=say(FrameText::Agents)>
            <div class="rows agents">
                <div class="rows__head" aria-hidden="true">
                    {columns.into_iter().collect_view()}
                </div>
                <ul>
                    <row::ForAll report/>
                    <For each=move || ids.get() key=Clone::clone children=move |id| view! { <row::Agent id report/> }/>
                </ul>
            </div>
        </Panel>
        <Panel id="add-agent" name=say(AgentsText::Add)>
            <add::AddForm/>
        </Panel>
    }
}

fn ids(report: &StatusReport) -> Vec<String> {
    report.agents.iter().map(|agent| agent.id.clone()).collect()
}

fn count(agents: &[AgentInfo]) -> AgentsText {
    AgentsText::Count {
        all: agents.len(),
        default: agents.iter().find(|agent| agent.is_default).map(|agent| agent.id.clone()),
        own: agents.iter().filter(|agent| agent.has_own()).count(),
    }
}
