//! Settings: how it looks, what is in use and why, who is signed in.

mod checks;
mod files;
mod keys;
mod security;
mod theme;

use contract::{Paths, PathsReport};
use leptos::prelude::*;

use crate::{
    api,
    hook::live_resource,
    text::{FrameText, SettingsText, say},
    ui::{Loaded, Rich, Screen},
};

#[component]
pub(crate) fn Settings() -> impl IntoView {
    let paths = live_resource(|| api::list_paths(Paths {}));
    view! {
        <Screen name=say(FrameText::Settings)>
            <Loaded data=paths view=|report| view! { <Home report/> }/>
            <div class="pair">
                <div class="settings__look">
                    <theme::ThemeChoice/>
                    <keys::Keys/>
                </div>
                <security::Security/>
            </div>
        </Screen>
    }
}

#[component]
fn Home(report: ReadSignal<PathsReport>) -> impl IntoView {
    view! {
        <p class="answer">
            {move || view! { <Rich text=say(SettingsText::InShort(report.with(|report| report.summary)))/> }}
        </p>
        <div class="pair">
            {move || view! { <checks::Checks checks=report.with(|report| report.checks.clone())/> }}
            {move || view! { <files::Files report=report.get()/> }}
        </div>
    }
}
