//! Which files this is all read from.

use contract::{Generation, GenerationInfo, Located, PathsReport};
use leptos::prelude::*;

use crate::{
    text::{SettingsText, say},
    ui::{Badge, Panel, Rich, Tone, seen},
};

#[component]
pub(super) fn Files(report: PathsReport) -> impl IntoView {
    let PathsReport { home, state_dir, config, agent_dir, manager_dir, generation, .. } = report;
    // In full: it is what `~` stands for below.
    let home = Located { shown: home.path.clone(), ..home };
    view! {
        <Panel id="files" name=say(SettingsText::Files)>
            <dl class="facts">
                <File name=SettingsText::Home place=home/>
                <File name=SettingsText::StateDirectory place=state_dir/>
                <File name=SettingsText::Configuration place=config/>
                <File name=SettingsText::AgentDirectory place=agent_dir/>
                <File name=SettingsText::OurFiles place=manager_dir/>
                <Dialect generation/>
            </dl>
        </Panel>
    }
}

#[component]
fn File(name: SettingsText, place: Located) -> impl IntoView {
    let missing = (!place.exists).then(|| say(SettingsText::NotThereYet));
    view! {
        <div>
            <dt>{say(name)}</dt>
            <dd>
                <span class="ref">{seen(&place.shown)}</span>
                <span class="muted">
                    <Rich text=place.why/>
                    {missing.map(|missing| format!(" ({missing})"))}
                </span>
            </dd>
        </div>
    }
}

#[component]
fn Dialect(generation: GenerationInfo) -> impl IntoView {
    let tone = if generation.kind == Generation::Unknown { Tone::Warn } else { Tone::Plain };
    view! {
        <div>
            <dt>{say(SettingsText::Generation)}</dt>
            <dd>
                <Badge tone word=generation.kind.word()/>
                <span class="muted">
                    <Rich text=generation.why/>
                </span>
            </dd>
        </div>
    }
}
