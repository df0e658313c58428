//! Form to import the credentials of early releases of OpenClaw, shown while there are some.

use std::sync::Arc;

use contract::{CredentialReport, ImportCredentials};

use crate::{
    hook::focus_later,
    part::{AGENT_FIELD, OpForm, SharedCallback},
    prelude::*,
    text::{ImportText, translate},
    ui::{Panel, RichText},
};

/// Id of the panel that is always there.
const ADD_PANEL: &str = "add-credential";

#[component]
pub(super) fn ImportPanel(report: ReadSignal<CredentialReport>) -> impl IntoView {
    let files = Memo::new(move |_| report.with(|report| report.importable.clone()));
    let agent = Memo::new(move |_| report.with(|report| report.agent.clone()));
    move || {
        let (files, agent) = (files.get(), agent.get());
        (!files.is_empty()).then(|| view! { <ImportForm files agent/> })
    }
}

#[component]
fn ImportForm(files: Vec<String>, agent: String) -> impl IntoView {
    let hidden = vec![(AGENT_FIELD, agent.clone())];
    let op = move || ImportCredentials { agent: Some(agent.clone()) };
    // The panel is gone then.
    let on_written: SharedCallback = Arc::new(move || focus_later(ADD_PANEL.to_owned()));
    view! {
        <Panel id="import-credentials" name=translate(ImportText::Title)>
            <p><RichText text=translate(ImportText::Files(files))/></p>
            <OpForm op hidden on_written class="form">
                <button class="button">{translate(ImportText::Button)}</button>
            </OpForm>
        </Panel>
    }
}
