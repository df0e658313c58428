//! What keeps requests from being answered, each with its repair, and the lints.

use contract::{AcknowledgeLints, Finding, Op, PageRepair};
use leptos::either::Either;

use crate::{
    page_context,
    part::{HiddenFormFields, SuggestedOpForm},
    prelude::*,
    text::{OverviewText, translate},
    ui::{Badge, RichText, escape_hidden_owned},
};

#[component]
pub(super) fn Findings(findings: Vec<Finding>) -> impl IntoView {
    (!findings.is_empty()).then(|| {
        let items = findings.into_iter().map(|finding| view! { <FindingItem finding/> });
        view! {
            <ul class="findings" aria-label=translate(OverviewText::FindingsLabel)>
                {items.collect_view()}
            </ul>
        }
    })
}

#[component]
fn FindingItem(finding: Finding) -> impl IntoView {
    let Finding { id, severity, what, why, command, page, is_lint, .. } = finding;
    let word = if is_lint { OverviewText::Lint } else { OverviewText::Severity(severity) };
    let command =
        (!command.is_empty()).then(|| view! { <code class="finding__command">{escape_hidden_owned(&command)}</code> });
    let repair = page.map(|PageRepair { label, target, op, fields }| {
        let label = escape_hidden_owned(&label);
        if op.is_empty() {
            // A whole load, so that the form it leads to is found without script, too.
            Either::Left(view! { <a class="button" href=target rel="external">{label}</a> })
        } else {
            Either::Right(view! { <SuggestedOpForm path=target op fields label/> })
        }
    });
    view! {
        <li class="finding">
            <p>
                <Badge tone=severity label=translate(word)/>
                " "
                <RichText text=what/>
            </p>
            {(!why.is_empty()).then(|| view! { <p class="muted"><RichText text=why/></p> })}
            <div class="finding__repair">{repair} {command} {is_lint.then(|| view! { <AcknowledgeForm id/> })}</div>
        </li>
    }
}

/// Form that hides a lint until its facts change. The browser posts it itself, also with script.
#[component]
fn AcknowledgeForm(id: String) -> impl IntoView {
    view! {
        <form method="post" action=format!("/form/{}", AcknowledgeLints::PATH)>
            <HiddenFormFields hidden=vec![("op[ids][0]", id)]/>
            <fieldset disabled=page_context::current().read_only>
                <button class="button button--quiet" title=translate(OverviewText::AcknowledgeHelp)>
                    {translate(OverviewText::Acknowledge)}
                </button>
            </fieldset>
        </form>
    }
}
