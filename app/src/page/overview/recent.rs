//! What was changed lately, by whomever.

use contract::{Author, history::words};
use leptos::{either::Either, prelude::*};
use leptos_router::components::A;

use crate::{
    api::{self, RecentChange, RecentChanges},
    hook::live_resource,
    text::{FrameText, OverviewText, say},
    ui::{Loaded, Panel, When},
};

/// More are on History.
const SHOWN: usize = 5;

#[component]
pub(super) fn Recent() -> impl IntoView {
    let changes = live_resource(|| api::recent_changes(SHOWN));
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
fn List(changes: RecentChanges) -> impl IntoView {
    if changes.changes.is_empty() {
        return Either::Left(view! { <p class="muted">{say(OverviewText::NothingChanged)}</p> });
    }
    Either::Right(view! {
        <ul class="lines">
            {changes.changes.into_iter().map(|change| view! { <Line change/> }).collect_view()}
        </ul>
    })
}

/// What was done, as a link to what it changed.
#[component]
fn Line(change: RecentChange) -> impl IntoView {
    let RecentChange { id, at, who, op } = change;
    let who = match who {
        Author::Cli => OverviewText::ByTerminal,
        Author::Ui => OverviewText::ByDashboard,
        Author::Outside => OverviewText::ByOthers,
    };
    let href = id.map_or_else(|| "/history".to_owned(), |id| format!("/history?id={id}"));
    view! {
        <li class="recent">
            <When at/>
            <span class="muted">{say(who)}</span>
            <a href=href>{words(&op)}</a>
        </li>
    }
}
