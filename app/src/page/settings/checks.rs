//! What was looked at, and how it is: `models doctor` on a page.

use contract::{Check, Verdict};
use leptos::prelude::*;

use crate::{
    text::{SettingsText, say},
    ui::{Badge, Panel, Rich, Tone},
};

#[component]
pub(super) fn Checks(checks: Vec<Check>) -> impl IntoView {
    view! {
        <Panel id="checks" name=say(SettingsText::Checks)>
            <ul class="checks">{checks.into_iter().map(|check| view! { <Finding check/> }).collect_view()}</ul>
        </Panel>
    }
}

#[component]
fn Finding(check: Check) -> impl IntoView {
    let Check { name, verdict, detail, hint } = check;
    let tone = match verdict {
        Verdict::Ok => Tone::Ok,
        Verdict::Note => Tone::Plain,
        Verdict::Warn => Tone::Warn,
        Verdict::Bad => Tone::Bad,
    };
    view! {
        <li class="check">
            <Badge tone word=say(SettingsText::Verdict(verdict))/>
            <div class="check__what">
                <p>
                    <strong class="check__name">{name}</strong>
                    " "
                    <Rich text=detail/>
                </p>
                {hint.map(|hint| view! { <p class="check__hint muted"><Rich text=hint/></p> })}
            </div>
        </li>
    }
}
