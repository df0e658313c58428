//! Recent changes by all authors.

use contract::{Author, RecentChange, describe_operation};
use leptos::either::Either;
use leptos_router::components::A;

use crate::{
    prelude::*,
    text::{FrameText, OverviewText, translate},
    ui::{Panel, Timestamp},
};

#[component]
pub(super) fn RecentPanel(changes: Vec<RecentChange>) -> impl IntoView {
    view! {
        <Panel id="recent" name=translate(OverviewText::RecentChanges)>
            <RecentList changes/>
            <p class="panel__more">
                <A href="/history">{translate(FrameText::History)}</A>
            </p>
        </Panel>
    }
}

#[component]
fn RecentList(changes: Vec<RecentChange>) -> impl IntoView {
    if changes.is_empty() {
        return Either::Left(view! { <p class="muted">{translate(OverviewText::NothingChanged)}</p> });
    }
    Either::Right(view! {
        <ul class="lines">
            {changes.into_iter().map(|change| view! { <RecentLine change/> }).collect_view()}
        </ul>
    })
}

/// A change, as a link to its entry on History.
#[component]
fn RecentLine(change: RecentChange) -> impl IntoView {
    let RecentChange { id, at, author, op } = change;
    let author = match author {
        Author::Cli => OverviewText::ByTerminal,
        Author::Ui => OverviewText::ByDashboard,
        Author::Outside => OverviewText::ByOtherPrograms,
    };
    let href = id.map_or_else(|| "/history".to_owned(), |id| format!("/history?id={id}"));
    view! {
        <li class="recent">
            <Timestamp at/>
            <span class="muted">{translate(author)}</span>
            <a href=href>{describe_operation(&op)}</a>
        </li>
    }
}
