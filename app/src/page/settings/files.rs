//! Files that openclaw uses, and why.

use contract::{DoctorReport, Generation, GenerationInfo, PathInfo};

use crate::{
    prelude::*,
    text::{SettingsText, translate},
    ui::{Badge, Panel, RichText, Tone, escape_hidden_owned},
};

#[component]
pub(super) fn FilesPanel(report: DoctorReport) -> impl IntoView {
    let DoctorReport { home, state_dir, config, agent_dir, manager_dir, generation, .. } = report;
    // Shown in full: it is what `~` stands for in the other paths.
    let home = PathInfo { display_path: home.path.clone(), ..home };
    view! {
        <Panel id="files" name=translate(SettingsText::Files)>
            <dl class="facts">
                <PathRow name=SettingsText::Home path_info=home/>
                <PathRow name=SettingsText::StateDirectory path_info=state_dir/>
                <PathRow name=SettingsText::Configuration path_info=config/>
                <PathRow name=SettingsText::AgentDirectory path_info=agent_dir/>
                <PathRow name=SettingsText::OurFiles path_info=manager_dir/>
                <GenerationRow generation/>
            </dl>
        </Panel>
    }
}

#[component]
fn PathRow(name: SettingsText, path_info: PathInfo) -> impl IntoView {
    let missing = (!path_info.exists).then(|| translate(SettingsText::NotYetCreated));
    view! {
        <div>
            <dt>{translate(name)}</dt>
            <dd>
                <span class="ref">{escape_hidden_owned(&path_info.display_path)}</span>
                <span class="muted">
                    <RichText text=path_info.reason/>
                    {missing.map(|missing| format!(" ({missing})"))}
                </span>
            </dd>
        </div>
    }
}

#[component]
fn GenerationRow(generation: GenerationInfo) -> impl IntoView {
    let tone = if generation.kind == Generation::Unknown { Tone::Warn } else { Tone::Plain };
    view! {
        <div>
            <dt>{translate(SettingsText::Generation)}</dt>
            <dd>
                <Badge tone label=generation.kind.as_str()/>
                <span class="muted">
                    <RichText text=generation.why/>
                </span>
            </dd>
        </div>
    }
}
