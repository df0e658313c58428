//! Results of the checks that `models doctor` runs.

use contract::{Check, Verdict};

use crate::{
    prelude::*,
    text::{SettingsText, translate},
    ui::{Badge, Panel, RichText, Tone},
};

#[component]
pub(super) fn ChecksPanel(checks: Vec<Check>) -> impl IntoView {
    view! {
        <Panel id="checks" name=translate(SettingsText::Checks)>
            <ul class="checks">{checks.into_iter().map(|check| view! { <CheckRow check/> }).collect_view()}</ul>
        </Panel>
    }
}

#[component]
fn CheckRow(check: Check) -> impl IntoView {
    let Check { name, verdict, detail, hint } = check;
    let tone = match verdict {
        Verdict::Ok => Tone::Ok,
        Verdict::Note => Tone::Plain,
        Verdict::Warn => Tone::Warn,
        Verdict::Bad => Tone::Bad,
    };
    view! {
        <li class="check">
            <Badge tone label=translate(SettingsText::Verdict(verdict))/>
            <div class="check__what">
                <p>
                    <strong class="check__name">{name}</strong>
                    " "
                    <RichText text=detail/>
                </p>
                {hint.map(|hint| view! { <p class="check__hint muted"><RichText text=hint/></p> })}
            </div>
        </li>
    }
}
