//! Commands by a few letters: a dialog with a combobox. Without script everything in it has its place on a page.
//!
//! The dialog and its field are there from the beginning; what it lists, and what is done with that, is a chunk that
//! comes when it is opened first. What is typed meanwhile is kept.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod chunk;
#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg(target_arch = "wasm32")]
mod deeds;
#[cfg_attr(
    not(any(target_arch = "wasm32", test)),
    expect(dead_code, reason = "a server offers nothing by a few letters")
)]
mod entries;
#[cfg(target_arch = "wasm32")]
mod keys;

use leptos::{
    ev::{Event, KeyboardEvent},
    html::Dialog,
    prelude::*,
};
use leptos_router::hooks::use_navigate;

use crate::{
    hook::{Changes, Look, SingleKeys},
    text::{PaletteText, say},
};
use entries::Entry;

/// What the dialog shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    Closed,
    Commands,
    /// Which keys there are.
    Keys,
}

/// Goes to an address.
type Go = Box<dyn Fn(&str) + Send + Sync>;

/// What an entry needs to be done.
#[derive(Clone, Copy)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "nobody presses anything on a server"))]
struct Hands {
    shows: RwSignal<Palette>,
    /// What stands in the field.
    typed: RwSignal<String>,
    /// What that may mean.
    found: RwSignal<Vec<Entry>>,
    /// Who may be gone to. Kept while the page is open: what is known is there at once, and may be a moment old.
    agents: RwSignal<Vec<String>>,
    /// The place of the one that Enter does.
    at: RwSignal<usize>,
    /// Enter was pressed before there was anything to do.
    is_late: RwSignal<bool>,
    changes: Changes,
    look: Look,
    keys: SingleKeys,
    go: StoredValue<Go>,
}

/// What comes with the chunk.
#[derive(Clone, Copy)]
struct Code {
    commands: fn(Hands) -> AnyView,
    keys: fn(Hands) -> AnyView,
    press: fn(Hands, &KeyboardEvent),
}

#[component]
pub(crate) fn PaletteDialog(shows: RwSignal<Palette>) -> impl IntoView {
    let navigate = use_navigate();
    let go: Go = Box::new(move |path| navigate(path, leptos_router::NavigateOptions::default()));
    let hands = Hands {
        shows,
        typed: RwSignal::new(String::new()),
        found: RwSignal::new(Vec::new()),
        agents: RwSignal::new(Vec::new()),
        at: RwSignal::new(0),
        is_late: RwSignal::new(false),
        changes: expect_context(),
        look: expect_context(),
        keys: expect_context(),
        go: StoredValue::new(go),
    };
    let dialog = NodeRef::<Dialog>::new();
    let code = RwSignal::new(None::<Code>);
    #[cfg(target_arch = "wasm32")]
    browser::attend(hands, dialog, code);
    let name = move || say(if shows.get() == Palette::Keys { PaletteText::Keys } else { PaletteText::Commands });
    let field = move || (shows.get() == Palette::Commands).then(|| view! { <Field hands code/> });
    let content = move || match (shows.get(), code.get()) {
        (Palette::Commands, Some(code)) => Some((code.commands)(hands)),
        (Palette::Keys, Some(code)) => Some((code.keys)(hands)),
        _ => None,
    };
    view! {
        <dialog class="dialog palette" node_ref=dialog aria-label=name on:close=move |_| shows.set(Palette::Closed)>
            {field}
            {content}
        </dialog>
    }
}

/// Opens it; for those who do not know the key yet.
#[component]
pub(crate) fn PaletteButton(shows: RwSignal<Palette>) -> impl IntoView {
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
            on:click=move |_| shows.set(Palette::Commands)
        >
            {say(PaletteText::Commands)}
            <kbd aria-hidden="true">{key}</kbd>
        </button>
    }
}

/// The list below the field.
const LIST: &str = "palette-list";

/// The button that has the focus when the keys are shown.
#[cfg(target_arch = "wasm32")]
const CLOSE: &str = "palette-close";

/// Empty, whenever the dialog opens.
#[component]
fn Field(hands: Hands, code: RwSignal<Option<Code>>) -> impl IntoView {
    let Hands { typed, at, is_late, .. } = hands;
    typed.set(String::new());
    at.set(0);
    is_late.set(false);
    let typing = move |event: Event| {
        typed.set(event_target_value(&event));
        at.set(0);
    };
    let press = move |event: KeyboardEvent| match code.get_untracked() {
        Some(code) => (code.press)(hands, &event),
        None => is_late.set(event.key() == "Enter"),
    };
    view! {
        <input
            class="input"
            type="text"
            role="combobox"
            aria-label=say(PaletteText::Search)
            placeholder=say(PaletteText::Search)
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls=LIST
            aria-activedescendant=move || active(hands)
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            autofocus
            on:input=typing
            on:keydown=press
        />
    }
}

/// The entry that Enter does.
fn active(Hands { found, at, .. }: Hands) -> Option<String> {
    found.with(|found| !found.is_empty()).then(|| option_id(at.get()))
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}
