//! What can be done, as a list below the field.

use contract::Status;
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};

use super::{
    Hands, LIST, active,
    deeds::perform,
    entries::{Entry, entries, matching},
    keys::Pressed,
    option_id,
};
use crate::{
    api, facts,
    text::{PaletteText, say},
};

#[component]
pub(super) fn Commands(hands: Hands) -> impl IntoView {
    let Hands { typed, found, agents, .. } = hands;
    spawn_local(ask(agents));
    let is_read_only = facts::current().read_only;
    let meant = move || agents.with(|agents| typed.with(|typed| matching(entries(agents, is_read_only), typed)));
    found.set(untrack(meant));
    Effect::new(move || found.set(meant()));
    if hands.is_late.get_untracked() {
        first(hands);
    }
    Effect::new(move || active(hands).iter().for_each(|id| show(id)));
    let is_empty = move || found.with(Vec::is_empty);
    let choices = move || {
        let found = found.get().into_iter().enumerate();
        found.map(|(place, entry)| view! { <Choice hands place entry/> }).collect_view()
    };
    view! {
        <ul id=LIST class="palette__list" role="listbox" aria-label=say(PaletteText::Commands) hidden=is_empty>
            {choices}
        </ul>
        <p class="muted" role="status">
            {move || is_empty().then(|| say(PaletteText::Nothing))}
        </p>
    }
}

/// What was meant, by who was quicker than the network.
fn first(hands: Hands) {
    if let Some(entry) = hands.found.with_untracked(|found| found.first().cloned()) {
        request_animation_frame(move || perform(hands, entry.deed));
    }
}

/// A key that is pressed in the field.
pub(super) fn press(hands: Hands, event: &KeyboardEvent) {
    let Hands { found, at, .. } = hands;
    let (now, last) = (at.get_untracked(), found.with_untracked(Vec::len).saturating_sub(1));
    match event.key().as_str() {
        "ArrowDown" => at.set(if now == last { 0 } else { now + 1 }),
        "ArrowUp" => at.set(now.checked_sub(1).unwrap_or(last)),
        "Home" => at.set(0),
        "End" => at.set(last),
        // An input method confirms with the same key.
        "Enter" if !event.is_composing() => {
            if let Some(entry) = found.with_untracked(|found| found.get(now).cloned()) {
                perform(hands, entry.deed);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

#[component]
fn Choice(hands: Hands, place: usize, entry: Entry) -> impl IntoView {
    let Entry { label, keys, deed } = entry;
    view! {
        <li
            id=option_id(place)
            class="palette__entry"
            role="option"
            aria-selected=move || if hands.at.get() == place { "true" } else { "false" }
            on:click=move |_| perform(hands, deed.clone())
        >
            {label}
            <Pressed keys/>
        </li>
    }
}

/// Who the agents are. Where nothing can be read there is nothing to go to.
async fn ask(agents: RwSignal<Vec<String>>) {
    if let Ok(report) = api::show_status(Status::default()).await
        && report.agents.len() > 1
    {
        agents.set(report.agents.into_iter().map(|agent| agent.id).collect());
    }
}

/// An entry that is out of sight comes into it.
fn show(id: &str) {
    if let Some(entry) = document().get_element_by_id(id) {
        entry.scroll_into_view_with_bool(false);
    }
}
