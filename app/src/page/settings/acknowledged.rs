//! Lints that are ignored on Overview, and the form that shows one again.

use contract::{AcknowledgeLints, Finding, Op};

use crate::{
    page_context,
    part::HiddenFormFields,
    prelude::*,
    text::{SettingsText, translate},
    ui::{Panel, RichText},
};

/// Panel with the acknowledged findings; nothing if there are none.
#[component]
pub(super) fn AcknowledgedPanel(findings: Vec<Finding>) -> impl IntoView {
    let mut acknowledged = findings.into_iter().filter(|finding| finding.acknowledged).peekable();
    acknowledged.peek().is_some().then(|| {
        let items = acknowledged.map(|finding| view! { <AcknowledgedRow finding/> });
        view! {
            <Panel id="ignored" name=translate(SettingsText::IgnoredLints)>
                <ul class="checks">{items.collect_view()}</ul>
            </Panel>
        }
    })
}

/// A lint with its form. The browser posts it itself, also with script.
#[component]
fn AcknowledgedRow(finding: Finding) -> impl IntoView {
    let hidden = vec![("op[ids][0]", finding.id), ("op[undo]", true.to_string())];
    view! {
        <li class="check__what">
            <p>
                <RichText text=finding.what/>
            </p>
            <form method="post" action=format!("/form/{}", AcknowledgeLints::PATH)>
                <HiddenFormFields hidden/>
                <fieldset disabled=page_context::current().read_only>
                    <button class="button button--quiet">{translate(SettingsText::ShowAgain)}</button>
                </fieldset>
            </form>
        </li>
    }
}
