//! History: all changes by openclaw and other programs, and undo.

mod changed_values;
mod entry;
mod relative_time;

use contract::{Author, ChangeInfo, ChangeList, ListChanges, Revision};
use leptos::either::Either;
use leptos_router::hooks::use_query_map;

use crate::{
    api,
    hook::live_resource_for,
    part::PageLayout,
    prelude::*,
    text::{ChangeDescription, FrameText, HistoryText, translate},
    ui::{Loaded, RichText, TimeParts, format_timestamp, local_zone_known},
};

/// Number of changes that are loaded at a time.
const PAGE_SIZE: usize = 50;

#[component]
pub(crate) fn History() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| parse_query(&|name| query.get(name))));
    let changes = live_resource_for(filter, api::list_changes);
    view! {
        <PageLayout name=translate(FrameText::History)>
            <Loaded data=changes view=move |changes| view! { <Content changes filter/> }/>
        </PageLayout>
    }
}

/// Parses a query such as `?limit=100`, `?who=outside` or `?id=12`. Invalid values are ignored.
fn parse_query(value: &dyn Fn(&str) -> Option<String>) -> ListChanges {
    let number = |name| value(name).and_then(|text| text.parse::<u64>().ok());
    let limit = number("limit").and_then(|limit| usize::try_from(limit).ok());
    ListChanges {
        id: number("id"),
        limit: Some(limit.filter(|limit| *limit > 0).unwrap_or(PAGE_SIZE)),
        author: value("who").and_then(|author| Author::parse(&author)),
        ..ListChanges::default()
    }
}

/// Filter by author. It consists of links, so that each selection has a URL.
#[component]
fn AuthorFilter(filter: Memo<ListChanges>) -> impl IntoView {
    let link = move |author: Option<Author>| {
        let href = author.map_or_else(|| "/history".to_owned(), |author| format!("/history?who={}", author.as_str()));
        let name = author.map_or(HistoryText::All, HistoryText::AuthorName);
        let current = move || filter.with(|filter| filter.id.is_none() && filter.author == author).then_some("true");
        view! {
            <li>
                <a class="chip" href=href aria-current=current>
                    {translate(name)}
                </a>
            </li>
        }
    };
    let links = std::iter::once(None).chain(Author::ALL.map(Some)).map(link);
    view! {
        <nav aria-label=translate(HistoryText::FilterLabel)>
            <ul class="chips">{links.collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Content(changes: ReadSignal<ChangeList>, filter: Memo<ListChanges>) -> impl IntoView {
    let is_empty = Memo::new(move |_| changes.with(|changes| changes.changes.is_empty()));
    let list = move || {
        if is_empty.get() {
            Either::Left(view! { <EmptyHistory filter/> })
        } else {
            Either::Right(view! {
                <ChangeEntries changes filter/>
                <ListFooter changes filter/>
            })
        }
    };
    let warnings = Memo::new(move |_| changes.with(|changes| changes.warnings.clone()));
    let warning = |text: String| view! { <p class="warning">{text}</p> };
    view! {
        <LastChange changes filter/>
        {move || warnings.get().into_iter().map(warning).collect_view()}
        <AuthorFilter filter/>
        {list}
    }
}

#[component]
fn EmptyHistory(filter: Memo<ListChanges>) -> impl IntoView {
    let text = move || filter.with(|filter| filter.author.map_or(HistoryText::NoChangesHelp, HistoryText::NoChangesBy));
    view! { <p class="muted">{move || translate(text())}</p> }
}

/// Sentence about the last change. A filtered list has none.
#[component]
fn LastChange(changes: ReadSignal<ChangeList>, filter: Memo<ListChanges>) -> impl IntoView {
    let last = |changes: &ChangeList| match changes.changes.first() {
        None => HistoryText::NoChanges,
        Some(first) if first.id.is_none() && first.author == Author::Outside => HistoryText::LastNotRecorded,
        Some(first) => {
            HistoryText::LastChange { author: first.author, description: ChangeDescription::from_change(first) }
        }
    };
    let is_all = move || filter.with(|filter| filter.id.is_none() && filter.author.is_none());
    let text = Memo::new(move |_| is_all().then(|| changes.with(last)));
    let time = Memo::new(move |_| changes.with(|changes| changes.changes.first().and_then(|first| first.at.clone())));
    let relative_time = move || time.get().map(|time| view! { ", " <relative_time::RelativeTime at=time/> "." });
    let sentence = move |text| view! { <p class="answer"><RichText text=translate(text)/> {relative_time}</p> };
    move || text.get().map(sentence)
}

#[component]
fn ChangeEntries(changes: ReadSignal<ChangeList>, filter: Memo<ListChanges>) -> impl IntoView {
    let is_local_time = local_zone_known();
    let days = Memo::new(move |_| changes.with(|changes| day_headings(&changes.changes, is_local_time.get())));
    let is_open = Memo::new(move |_| filter.with(|filter| filter.id.is_some()));
    let row = move |change: ChangeInfo| {
        let this = StoredValue::new(key(&change));
        let is_this = move |other: &ChangeKey| this.with_value(|this| this == other);
        let day =
            Memo::new(move |_| days.with(|days| days.iter().find(|day| is_this(&day.0)).map(|day| day.1.clone())));
        let find = move |changes: &ChangeList| {
            changes.changes.iter().find(|change| is_this(&key(change))).map(entry::UndoState::from_change)
        };
        let undo_state = Memo::new(move |_| changes.with(find));
        view! {
            {move || day.get().map(|day| view! { <h2 class="changes__day">{day}</h2> })}
            <entry::ChangeEntry change undo_state is_open/>
        }
    };
    view! {
        <div class="changes">
            <For each=move || changes.get().changes key children=row/>
        </div>
    }
}

/// Identifies an entry. A change that is not recorded yet may be replaced by another one while the page is open; a
/// recorded one stays.
type ChangeKey = (Option<u64>, Option<Revision>);

fn key(change: &ChangeInfo) -> ChangeKey {
    (change.id, change.rev_after.clone())
}

/// The first change of every day, and the heading of that day.
fn day_headings(changes: &[ChangeInfo], is_here: bool) -> Vec<(ChangeKey, String)> {
    let mut days: Vec<(ChangeKey, String)> = Vec::new();
    for change in changes {
        let not_recorded = || translate(HistoryText::NotRecorded);
        let day = change.at.as_ref().map_or_else(not_recorded, |at| format_timestamp(at, TimeParts::Date, is_here));
        if days.last().is_none_or(|last| last.1 != day) {
            days.push((key(change), day));
        }
    }
    days
}

#[component]
fn ListFooter(changes: ReadSignal<ChangeList>, filter: Memo<ListChanges>) -> impl IntoView {
    let count = Memo::new(move |_| changes.with(|changes| (changes.changes.len(), changes.total)));
    let show_more = move |shown: usize, total: usize| {
        let author = filter.with(|filter| filter.author.map(|author| format!("&who={}", author.as_str())));
        let href = format!("/history?limit={}{}", shown + PAGE_SIZE, author.unwrap_or_default());
        view! {
            <a class="button" href=href data-noscroll>
                {translate(HistoryText::ShowMore(PAGE_SIZE.min(total - shown)))}
            </a>
        }
    };
    let footer = move || {
        let (shown, total) = count.get();
        view! {
            <span>{translate(HistoryText::Count { shown, total })}</span>
            {(shown < total).then(|| show_more(shown, total))}
        }
    };
    move || filter.with(|filter| filter.id.is_none()).then(|| view! { <p class="changes__foot muted">{footer}</p> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_parameters_select_filter_and_limit() {
        let find =
            |pairs: &[(&str, &str)], name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
        let read = |pairs: &[(&str, &str)]| parse_query(&|name| find(pairs, name));
        let all = ListChanges { limit: Some(PAGE_SIZE), ..ListChanges::default() };
        assert_eq!(read(&[]), all);
        assert_eq!(read(&[("limit", "-1"), ("who", "me"), ("id", "x")]), all);
        assert_eq!(read(&[("limit", "0")]), all);
        assert_eq!(
            read(&[("limit", "100"), ("who", "cli")]),
            ListChanges { limit: Some(100), author: Some(Author::Cli), ..all }
        );
        assert_eq!(read(&[("id", "12")]).id, Some(12));
    }
}
