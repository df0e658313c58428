//! What was changed lately, by whomever.

use contract::{Author, ChangeInfo, Changes, ListChanges, history::words};
use leptos::{either::Either, prelude::*};
use leptos_router::components::A;

use crate::{
    api,
    hook::live_resource,
    text::{FrameText, OverviewText, say},
    ui::{Loaded, Panel, When},
};

/// More are on History.
const SHOWN: usize = 5;

#[component]
pub(super) fn Recent() -> impl IntoView {
    let changes = live_resource(|| api::list_changes(ListChanges { limit: Some(SHOWN), ..ListChanges::default() }));
    view! {
        <Panel id="recent" name=say(OverviewText::Recent)>
            <Loaded data=changes view=|changes| move || view! { <List changes=changes.get()/> }/>
            <p class="panel__more">
                <A href="/history">{say(FrameText::History)}</A>
            </p>
        </Panel>
    }
}

#[component]
fn List(changes: Changes) -> impl IntoView {
    if changes.changes.is_empty() {
        return Either::Left(view! { <p class="muted">{say(OverviewText::NothingChanged)}</p> });
    }
    Either::Right(view! {
        <ul class="lines">
            {changes.changes.into_iter().map(|change| view! { <Line change/> }).collect_view()}
        </ul>
    })
}

#[component]
fn Line(change: ChangeInfo) -> impl IntoView {
    let who = match change.who {
        Author::Cli => OverviewText::ByTerminal,
        Author::Ui => OverviewText::ByDashboard,
        Author::Outside => OverviewText::ByOthers,
    };
    view! {
        <li class="recent">
            <When at=change.at/>
            <span class="muted">{say(who)}</span>
            <span>{words(&change.op)}</span>
        </li>
    }
}
