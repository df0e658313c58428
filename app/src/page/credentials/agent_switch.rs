//! Links to the credentials of each agent, so that each has a URL.

use contract::CredentialReport;

use crate::{
    page::credentials_url,
    prelude::*,
    text::{CredentialsText, translate},
    ui::escape_hidden_owned,
};

/// Switch between agents. Nothing is shown if there is only one.
#[component]
pub(super) fn AgentSwitch(report: ReadSignal<CredentialReport>) -> impl IntoView {
    let ids = Memo::new(move |_| report.with(|report| report.agents.clone()));
    let current = Memo::new(move |_| report.with(|report| report.agent.clone()));
    let link = move |id: String| {
        let (href, name) = (credentials_url(&id), escape_hidden_owned(&id));
        let is_current = move || (current.get() == id).then_some("page");
        view! {
            <li>
                <a class="switch__link ref" href=href aria-current=is_current>
                    {name}
                </a>
            </li>
        }
    };
    move || {
        let ids = ids.get();
        (ids.len() > 1).then(|| {
            view! {
                <nav class="switch" aria-label=translate(CredentialsText::AgentLabel)>
                    <ul>{ids.into_iter().map(link).collect_view()}</ul>
                </nav>
            }
        })
    }
}
