//! History: every change, by us and by others, and the way back.

mod ago;
mod entry;
mod leaf;

use contract::{Author, ChangeInfo, Changes, ListChanges, Revision};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_query_map;

use crate::{
    api,
    hook::live_resource_of,
    text::{Deed, FrameText, HistoryText, say},
    ui::{Loaded, Rich, Screen, Shows, here, moment},
};

/// So many more at a time.
const STEP: usize = 50;

#[component]
pub(crate) fn History() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| asked(&|name| query.get(name))));
    let changes = live_resource_of(asked, api::list_changes);
    view! {
        <Screen name=say(FrameText::History)>
            <Loaded data=changes view=move |changes| view! { <Content changes asked/> }/>
        </Screen>
    }
}

/// `?limit=100`, `?who=outside`, `?id=12`; what is none of these asks for nothing.
fn asked(value: &dyn Fn(&str) -> Option<String>) -> ListChanges {
    let number = |name| value(name).and_then(|text| text.parse::<u64>().ok());
    let limit = number("limit").and_then(|limit| usize::try_from(limit).ok());
    ListChanges {
        id: number("id"),
        limit: Some(limit.filter(|limit| *limit > 0).unwrap_or(STEP)),
        who: value("who").and_then(|who| Author::from_word(&who)),
        ..ListChanges::default()
    }
}

/// Links, so that a choice has an address.
#[component]
fn Whose(asked: Memo<ListChanges>) -> impl IntoView {
    let link = move |who: Option<Author>| {
        let href = who.map_or_else(|| "/history".to_owned(), |who| format!("/history?who={}", who.word()));
        let name = who.map_or(HistoryText::All, HistoryText::Who);
        let current = move || asked.with(|asked| asked.id.is_none() && asked.who == who).then_some("true");
        view! {
            <li>
                <a class="chip" href=href aria-current=current>
                    {say(name)}
                </a>
            </li>
        }
    };
    let links = std::iter::once(None).chain(Author::ALL.map(Some)).map(link);
    view! {
        <nav aria-label=say(HistoryText::Whose)>
            <ul class="chips">{links.collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Content(changes: ReadSignal<Changes>, asked: Memo<ListChanges>) -> impl IntoView {
    let is_empty = Memo::new(move |_| changes.with(|changes| changes.changes.is_empty()));
    let list = move || {
        if is_empty.get() {
            Either::Left(view! { <Empty asked/> })
        } else {
            Either::Right(view! {
                <List changes asked/>
                <Foot changes asked/>
            })
        }
    };
    let warnings = Memo::new(move |_| changes.with(|changes| changes.warnings.clone()));
    let warning = |text: String| view! { <p class="warning">{text}</p> };
    view! {
        <Last changes asked/>
        {move || warnings.get().into_iter().map(warning).collect_view()}
        <Whose asked/>
        {list}
    }
}

#[component]
fn Empty(asked: Memo<ListChanges>) -> impl IntoView {
    let text = move || asked.with(|asked| asked.who.map_or(HistoryText::NothingHelp, HistoryText::NothingOf));
    view! { <p class="muted">{move || say(text())}</p> }
}

/// The answer first; a part of the changes has none.
#[component]
fn Last(changes: ReadSignal<Changes>, asked: Memo<ListChanges>) -> impl IntoView {
    let last = |changes: &Changes| match changes.changes.first() {
        None => HistoryText::Nothing,
        Some(first) if first.id.is_none() && first.who == Author::Outside => HistoryText::LastNotRecorded,
        Some(first) => HistoryText::Last { who: first.who, deed: Deed::of(first) },
    };
    let is_all = move || asked.with(|asked| asked.id.is_none() && asked.who.is_none());
    let text = Memo::new(move |_| is_all().then(|| changes.with(last)));
    let at = Memo::new(move |_| changes.with(|changes| changes.changes.first().and_then(|first| first.at.clone())));
    let ago = move || at.get().map(|at| view! { ", " <ago::Ago at/> "." });
    let sentence = move |text| view! { <p class="answer"><Rich text=say(text)/> {ago}</p> };
    move || text.get().map(sentence)
}

#[component]
fn List(changes: ReadSignal<Changes>, asked: Memo<ListChanges>) -> impl IntoView {
    let here = here();
    let days = Memo::new(move |_| changes.with(|changes| days(&changes.changes, here.get())));
    let is_open = Memo::new(move |_| asked.with(|asked| asked.id.is_some()));
    let row = move |change: ChangeInfo| {
        let this = StoredValue::new(key(&change));
        let is_this = move |other: &Key| this.with_value(|this| this == other);
        let day =
            Memo::new(move |_| days.with(|days| days.iter().find(|day| is_this(&day.0)).map(|day| day.1.clone())));
        let find =
            move |changes: &Changes| changes.changes.iter().find(|change| is_this(&key(change))).map(entry::Now::of);
        let now = Memo::new(move |_| changes.with(find));
        view! {
            {move || day.get().map(|day| view! { <h2 class="changes__day">{day}</h2> })}
            <entry::Entry change now is_open/>
        }
    };
    view! {
        <div class="changes">
            <For each=move || changes.get().changes key children=row/>
        </div>
    }
}

/// A change that is not recorded yet may be replaced by another one while the page is open; a recorded one stays.
type Key = (Option<u64>, Option<Revision>);

fn key(change: &ChangeInfo) -> Key {
    (change.id, change.rev_after.clone())
}

/// The first change of every day, and what that day is called.
fn days(changes: &[ChangeInfo], is_here: bool) -> Vec<(Key, String)> {
    let mut days: Vec<(Key, String)> = Vec::new();
    for change in changes {
        let not_recorded = || say(HistoryText::NotRecorded);
        let day = change.at.as_ref().map_or_else(not_recorded, |at| moment(at, Shows::Day, is_here));
        if days.last().is_none_or(|last| last.1 != day) {
            days.push((key(change), day));
        }
    }
    days
}

#[component]
fn Foot(changes: ReadSignal<Changes>, asked: Memo<ListChanges>) -> impl IntoView {
    let count = Memo::new(move |_| changes.with(|changes| (changes.changes.len(), changes.total)));
    let more = move |shown: usize, total: usize| {
        let who = asked.with(|asked| asked.who.map(|who| format!("&who={}", who.word())));
        let href = format!("/history?limit={}{}", shown + STEP, who.unwrap_or_default());
        view! {
            <a class="button" href=href data-noscroll>
                {say(HistoryText::More(STEP.min(total - shown)))}
            </a>
        }
    };
    let foot = move || {
        let (shown, total) = count.get();
        view! {
            <span>{say(HistoryText::Count { shown, total })}</span>
            {(shown < total).then(|| more(shown, total))}
        }
    };
    move || asked.with(|asked| asked.id.is_none()).then(|| view! { <p class="changes__foot muted">{foot}</p> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_asked_for() {
        let find =
            |pairs: &[(&str, &str)], name: &str| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
        let read = |pairs: &[(&str, &str)]| asked(&|name| find(pairs, name));
        let all = ListChanges { limit: Some(STEP), ..ListChanges::default() };
        assert_eq!(read(&[]), all);
        assert_eq!(read(&[("limit", "-1"), ("who", "me"), ("id", "x")]), all);
        assert_eq!(read(&[("limit", "0")]), all);
        assert_eq!(
            read(&[("limit", "100"), ("who", "cli")]),
            ListChanges { limit: Some(100), who: Some(Author::Cli), ..all }
        );
        assert_eq!(read(&[("id", "12")]).id, Some(12));
    }
}
