//! Commands by a few letters: a dialog with a combobox. Without script everything in it has its place on a page.

#[cfg(target_arch = "wasm32")]
mod browser;
mod entries;
mod keys;

use leptos::{
    either::EitherOf3,
    ev::{Event, KeyboardEvent},
    html::Dialog,
    prelude::*,
};
use leptos_router::hooks::use_navigate;

use crate::{
    facts,
    hook::{Changes, Look},
    text::{PaletteText, say},
};
use entries::{Entry, entries, matching};

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
    changes: Changes,
    look: Look,
    go: StoredValue<Go>,
}

#[component]
pub(crate) fn PaletteDialog(shows: RwSignal<Palette>) -> impl IntoView {
    let navigate = use_navigate();
    let go: Go = Box::new(move |path| navigate(path, leptos_router::NavigateOptions::default()));
    let hands = Hands { shows, changes: expect_context(), look: expect_context(), go: StoredValue::new(go) };
    let dialog = NodeRef::<Dialog>::new();
    // Kept while the page is open: what is known is there at once, and may be a moment old.
    let agents = RwSignal::new(Vec::new());
    #[cfg(target_arch = "wasm32")]
    browser::attend(hands, dialog, agents);
    let name = move || say(if shows.get() == Palette::Keys { PaletteText::Keys } else { PaletteText::Commands });
    let content = move || match shows.get() {
        Palette::Closed => EitherOf3::A(()),
        Palette::Commands => EitherOf3::B(view! { <Commands hands agents/> }),
        Palette::Keys => EitherOf3::C(view! { <keys::Keys shows/> }),
    };
    view! {
        <dialog class="dialog palette" node_ref=dialog aria-label=name on:close=move |_| shows.set(Palette::Closed)>
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

const LIST: &str = "palette-list";

#[component]
fn Commands(hands: Hands, agents: RwSignal<Vec<String>>) -> impl IntoView {
    let is_read_only = facts::current().read_only;
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let found =
        Memo::new(move |_| agents.with(|agents| typed.with(|typed| matching(entries(agents, is_read_only), typed))));
    let count = move || found.with(Vec::len);
    let typing = move |event: Event| {
        typed.set(event_target_value(&event));
        at.set(0);
    };
    let press = move |event: KeyboardEvent| {
        let (now, last) = (at.get_untracked(), count().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => at.set(if now == last { 0 } else { now + 1 }),
            "ArrowUp" => at.set(now.checked_sub(1).unwrap_or(last)),
            "Home" => at.set(0),
            "End" => at.set(last),
            // An input method confirms with the same key.
            "Enter" if !event.is_composing() => {
                if let Some(entry) = found.with(|found| found.get(now).cloned()) {
                    perform(hands, entry.deed);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let active = move || found.with(|found| (!found.is_empty()).then(|| option_id(at.get())));
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || active().iter().for_each(|id| browser::show(id)));
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
            aria-activedescendant=active
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            autofocus
            on:input=typing
            on:keydown=press
        />
        <ul id=LIST class="palette__list" role="listbox" aria-label=say(PaletteText::Commands) hidden=move || count() == 0>
            {move || found.get().into_iter().enumerate().map(|(place, entry)| view! { <Choice hands place entry at/> }).collect_view()}
        </ul>
        <p class="muted" role="status">
            {move || (count() == 0).then(|| say(PaletteText::Nothing))}
        </p>
    }
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}

#[component]
fn Choice(hands: Hands, place: usize, entry: Entry, at: RwSignal<usize>) -> impl IntoView {
    let Entry { label, keys, deed } = entry;
    view! {
        <li
            id=option_id(place)
            class="palette__entry"
            role="option"
            aria-selected=move || if at.get() == place { "true" } else { "false" }
            on:click=move |_| perform(hands, deed.clone())
        >
            {label}
            <keys::Pressed keys/>
        </li>
    }
}

#[cfg(target_arch = "wasm32")]
use browser::perform;

#[cfg(not(target_arch = "wasm32"))]
fn perform(_: Hands, _: entries::Deed) {}
