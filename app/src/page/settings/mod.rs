//! Settings: theme and shortcuts, checks and files, security.

mod acknowledged;
mod checks;
mod files;
mod security;
mod single_keys;
mod theme;

use contract::{DoctorReport, RunDoctor};

use crate::{
    api,
    hook::live_resource,
    part::PageLayout,
    prelude::*,
    text::{FrameText, SettingsText, translate},
    ui::{Loaded, RichText},
};

#[component]
pub(crate) fn Settings() -> impl IntoView {
    let report = live_resource(|| api::run_doctor(RunDoctor::default()));
    view! {
        <PageLayout name=translate(FrameText::Settings)>
            <Loaded data=report view=|report| view! { <ReportPanels report/> }/>
            <div class="columns">
                <div class="settings__look">
                    <theme::ThemeChoice/>
                    <single_keys::SingleKeysPanel/>
                </div>
                <security::SecurityPanel/>
            </div>
        </PageLayout>
    }
}

#[component]
fn ReportPanels(report: ReadSignal<DoctorReport>) -> impl IntoView {
    view! {
        <p class="answer">
            {move || view! { <RichText text=translate(SettingsText::SummarySentence(report.with(|report| report.summary)))/> }}
        </p>
        <div class="columns">
            {move || view! { <checks::ChecksPanel checks=report.with(|report| report.checks.clone())/> }}
            {move || view! { <files::FilesPanel report=report.get()/> }}
        </div>
        {move || view! { <acknowledged::AcknowledgedPanel findings=report.with(|report| report.findings.clone())/> }}
    }
}
