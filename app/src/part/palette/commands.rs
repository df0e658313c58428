//! List of matching commands below the search field.

use contract::ShowStatus;
use leptos::{ev::KeyboardEvent, task::spawn_local};

use super::{
    LIST_ID, PaletteState,
    actions::perform_action,
    active_option_id,
    entries::{PaletteEntry, filter_entries, palette_entries},
    keys::KeyCombo,
    option_id,
};
use crate::{
    api, page_context,
    prelude::*,
    text::{PaletteText, translate},
};

#[component]
pub(super) fn Commands(state: PaletteState) -> impl IntoView {
    let PaletteState { typed, matches: found, agents, .. } = state;
    spawn_local(load_agents(agents));
    let is_read_only = page_context::current().read_only;
    let matching =
        move || agents.with(|agents| typed.with(|typed| filter_entries(palette_entries(agents, is_read_only), typed)));
    found.set(untrack(matching));
    Effect::new(move || found.set(matching()));
    if state.is_enter_pending.get_untracked() {
        run_first_match(state);
    }
    Effect::new(move || active_option_id(state).iter().for_each(|id| scroll_into_view(id)));
    let is_empty = move || found.with(Vec::is_empty);
    let choices = move || {
        let found = found.get().into_iter().enumerate();
        found.map(|(index, entry)| view! { <CommandOption state index entry/> }).collect_view()
    };
    view! {
        <ul id=LIST_ID class="palette__list" role="listbox" aria-label=translate(PaletteText::Commands) hidden=is_empty>
            {choices}
        </ul>
        <p class="muted" role="status">
            {move || is_empty().then(|| translate(PaletteText::NoCommands))}
        </p>
    }
}

/// Runs the first match if Enter was pressed before the chunk was loaded.
fn run_first_match(state: PaletteState) {
    if let Some(entry) = state.matches.with_untracked(|found| found.first().cloned()) {
        request_animation_frame(move || perform_action(state, entry.action));
    }
}

/// Handles a key press in the search field.
pub(super) fn handle_key(state: PaletteState, event: &KeyboardEvent) {
    let PaletteState { matches: found, selected_index: active_index, .. } = state;
    let (active, last) = (active_index.get_untracked(), found.with_untracked(Vec::len).saturating_sub(1));
    match event.key().as_str() {
        "ArrowDown" => active_index.set(if active == last { 0 } else { active + 1 }),
        "ArrowUp" => active_index.set(active.checked_sub(1).unwrap_or(last)),
        "Home" => active_index.set(0),
        "End" => active_index.set(last),
        // Enter also confirms the text of an input method.
        "Enter" if !event.is_composing() => {
            if let Some(entry) = found.with_untracked(|found| found.get(active).cloned()) {
                perform_action(state, entry.action);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

#[component]
fn CommandOption(state: PaletteState, index: usize, entry: PaletteEntry) -> impl IntoView {
    let PaletteEntry { label, keys, action } = entry;
    view! {
        <li
            id=option_id(index)
            class="palette__entry"
            role="option"
            aria-selected=move || if state.selected_index.get() == index { "true" } else { "false" }
            on:click=move |_| perform_action(state, action.clone())
        >
            {label}
            <KeyCombo keys/>
        </li>
    }
}

/// Loads the ids of the agents. On failure, or with a single agent, the palette offers none.
async fn load_agents(agents: RwSignal<Vec<String>>) {
    if let Ok(report) = api::show_status(ShowStatus::default()).await
        && report.agents.len() > 1
    {
        agents.set(report.agents.into_iter().map(|agent| agent.id).collect());
    }
}

/// Scrolls an entry into view.
fn scroll_into_view(id: &str) {
    if let Some(entry) = document().get_element_by_id(id) {
        entry.scroll_into_view_with_bool(false);
    }
}
