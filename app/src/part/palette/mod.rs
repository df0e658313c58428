//! Command palette: a dialog with a combobox. Without script all its commands are available on the pages.
//!
//! The dialog and its search field are in the app. The lists and their actions are a chunk that is loaded when the
//! palette is first opened. Text typed meanwhile is kept.

#[cfg(target_arch = "wasm32")]
mod actions;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod chunk;
#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg_attr(not(any(target_arch = "wasm32", test)), expect(dead_code, reason = "the server has no suggestions"))]
mod entries;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod navigate;

use leptos::{
    ev::{Event, KeyboardEvent},
    html::Dialog,
};
use leptos_router::hooks::use_navigate;

use crate::{
    hook::{SingleKeys, ThemeState},
    part::ChangeController,
    prelude::*,
    text::{PaletteText, translate},
};
use entries::PaletteEntry;

/// Content of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PaletteView {
    Closed,
    Commands,
    /// List of shortcuts.
    Keys,
}

/// Navigates to a URL.
type NavigateFn = Box<dyn Fn(&str) + Send + Sync>;

/// State of the palette.
#[derive(Clone, Copy)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server handles no keys"))]
struct PaletteState {
    view: RwSignal<PaletteView>,
    /// Text in the search field.
    typed: RwSignal<String>,
    /// Entries that match the text.
    matches: RwSignal<Vec<PaletteEntry>>,
    /// Ids of the agents. They are kept while the page is open, so they are available immediately but may be outdated.
    agents: RwSignal<Vec<String>>,
    /// Index of the entry that Enter runs.
    selected_index: RwSignal<usize>,
    /// Whether Enter was pressed before the chunk was loaded.
    is_enter_pending: RwSignal<bool>,
    changes: ChangeController,
    theme: ThemeState,
    single_keys: SingleKeys,
    navigate: StoredValue<NavigateFn>,
}

/// Functions of the chunk.
#[derive(Clone, Copy)]
struct PaletteCode {
    commands: fn(PaletteState) -> AnyView,
    keys: fn(PaletteState) -> AnyView,
    handle_key: fn(PaletteState, &KeyboardEvent),
}

#[component]
pub(crate) fn PaletteDialog(shows: RwSignal<PaletteView>) -> impl IntoView {
    let navigate = use_navigate();
    let go: NavigateFn = Box::new(move |path| navigate(path, leptos_router::NavigateOptions::default()));
    let state = PaletteState {
        view: shows,
        typed: RwSignal::new(String::new()),
        matches: RwSignal::new(Vec::new()),
        agents: RwSignal::new(Vec::new()),
        selected_index: RwSignal::new(0),
        is_enter_pending: RwSignal::new(false),
        changes: expect_context(),
        theme: expect_context(),
        single_keys: expect_context(),
        navigate: StoredValue::new(go),
    };
    let dialog = NodeRef::<Dialog>::new();
    let code = RwSignal::new(None::<PaletteCode>);
    #[cfg(target_arch = "wasm32")]
    browser::bind_dialog_and_keys(state, dialog, code);
    let name =
        move || translate(if shows.get() == PaletteView::Keys { PaletteText::Keys } else { PaletteText::Commands });
    let field = move || (shows.get() == PaletteView::Commands).then(|| view! { <SearchField state code/> });
    let content = move || match (shows.get(), code.get()) {
        (PaletteView::Commands, Some(code)) => Some((code.commands)(state)),
        (PaletteView::Keys, Some(code)) => Some((code.keys)(state)),
        _ => None,
    };
    view! {
        <dialog class="dialog palette" node_ref=dialog aria-label=name on:close=move |_| shows.set(PaletteView::Closed)>
            {field}
            {content}
        </dialog>
    }
}

/// Button that opens the palette, and shows its shortcut.
#[component]
pub(crate) fn PaletteButton(shows: RwSignal<PaletteView>) -> impl IntoView {
    let key = RwSignal::new("Ctrl K");
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        if window()
            .navigator()
            .platform()
            .is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
        {
            key.set("⌘ K");
        }
    });
    view! {
        <button
            type="button"
            class="button button--quiet palette__open"
            data-needs-script
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| shows.set(PaletteView::Commands)
        >
            {translate(PaletteText::Commands)}
            <kbd aria-hidden="true">{key}</kbd>
        </button>
    }
}

/// Id of the list below the search field.
const LIST_ID: &str = "palette-list";

/// Id of the button that is focused in the list of shortcuts.
#[cfg(target_arch = "wasm32")]
const CLOSE_ID: &str = "palette-close";

/// Search field. It is cleared whenever the dialog opens.
#[component]
fn SearchField(state: PaletteState, code: RwSignal<Option<PaletteCode>>) -> impl IntoView {
    let PaletteState { typed, selected_index: at, is_enter_pending: is_late, .. } = state;
    typed.set(String::new());
    at.set(0);
    is_late.set(false);
    let typing = move |event: Event| {
        typed.set(event_target_value(&event));
        at.set(0);
    };
    let press = move |event: KeyboardEvent| match code.get_untracked() {
        Some(code) => (code.handle_key)(state, &event),
        None => is_late.set(event.key() == "Enter"),
    };
    view! {
        <input
            class="input"
            type="text"
            role="combobox"
            aria-label=translate(PaletteText::Search)
            placeholder=translate(PaletteText::Search)
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls=LIST_ID
            aria-activedescendant=move || active_option_id(state)
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            autofocus
            on:input=typing
            on:keydown=press
        />
    }
}

/// Id of the entry that Enter runs.
fn active_option_id(PaletteState { matches: found, selected_index: at, .. }: PaletteState) -> Option<String> {
    found.with(|found| !found.is_empty()).then(|| option_id(at.get()))
}

fn option_id(index: usize) -> String {
    format!("palette-{index}")
}
