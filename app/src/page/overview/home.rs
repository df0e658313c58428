//! Which files this is all read from.

use std::collections::BTreeMap;

use contract::{AgentInfo, Generation, Located, StatusReport};
use leptos::{either::Either, prelude::*};

use crate::{
    text::{OverviewText, say},
    ui::{Badge, Panel, Rich, Tone},
};

#[component]
pub(super) fn ThisHome(report: StatusReport) -> impl IntoView {
    let agents = report.has_agents().then(|| report.agents.iter().map(agent).collect::<Vec<_>>().join(", "));
    let generation = report.generation;
    let tone = if generation.kind == Generation::Unknown { Tone::Warn } else { Tone::Plain };
    view! {
        <Panel id="home" name=say(OverviewText::ThisHome)>
            <dl class="facts">
                <Fact name=OverviewText::Configuration place=report.config/>
                <Fact name=OverviewText::StateDirectory place=report.state_dir/>
                <div>
                    <dt>{say(OverviewText::Generation)}</dt>
                    <dd>
                        <Badge tone word=generation.kind.word()/>
                        <span class="muted">
                            <Rich text=generation.why/>
                        </span>
                    </dd>
                </div>
                {agents
                    .map(|agents| {
                        view! {
                            <div>
                                <dt>{say(OverviewText::Agents)}</dt>
                                <dd class="ref">{agents}</dd>
                            </div>
                        }
                    })}
            </dl>
        </Panel>
    }
}

fn agent(agent: &AgentInfo) -> String {
    if agent.is_default { say(OverviewText::DefaultAgent(agent.id.clone())) } else { agent.id.clone() }
}

#[component]
fn Fact(name: OverviewText, place: Located) -> impl IntoView {
    let missing = (!place.exists).then(|| say(OverviewText::NotThereYet));
    view! {
        <div>
            <dt>{say(name)}</dt>
            <dd>
                <span class="ref">{place.shown}</span>
                <span class="muted">
                    <Rich text=place.why/>
                    {missing.map(|missing| format!(" ({missing})"))}
                </span>
            </dd>
        </div>
    }
}

#[component]
pub(super) fn Aliases(aliases: BTreeMap<String, String>) -> impl IntoView {
    let rows = move || {
        if aliases.is_empty() {
            return Either::Left(view! { <p class="muted">{say(OverviewText::NoAliases)}</p> });
        }
        let rows = (aliases.into_iter())
            .map(|(alias, model)| view! { <tr><th scope="row">{alias}</th><td class="ref">{model}</td></tr> });
        Either::Right(view! {
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{say(OverviewText::AliasTable)}</th>
                        <th scope="col">{say(OverviewText::StandsFor)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        })
    };
    view! {
        <Panel id="aliases" name=say(OverviewText::Aliases)>
            {rows()}
        </Panel>
    }
}
