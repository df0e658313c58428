//! Which keys there are.

use leptos::prelude::*;

use super::{Palette, entries::GO};
use crate::{
    page::PAGES,
    text::{PaletteText, say},
};

/// The button that has the focus.
pub(super) const CLOSE: &str = "palette-close";

#[component]
pub(super) fn Keys(shows: RwSignal<Palette>) -> impl IntoView {
    let rest =
        [("Ctrl K", say(PaletteText::Commands)), ("Z", say(PaletteText::UndoJust)), ("?", say(PaletteText::Keys))];
    let pages = PAGES.iter().filter_map(|page| {
        let keys = GO.iter().find(|(.., path)| *path == page.path).map(|(_, keys, _)| *keys)?;
        Some((keys, say(PaletteText::GoTo(say((page.name)())))))
    });
    let line = |(keys, text): (&'static str, String)| {
        view! {
            <div>
                <dt>
                    <Pressed keys/>
                </dt>
                <dd>{text}</dd>
            </div>
        }
    };
    view! {
        <h2>{say(PaletteText::Keys)}</h2>
        <dl class="facts palette__keys">{rest.into_iter().chain(pages).map(line).collect_view()}</dl>
        <div class="card__actions">
            <button id=CLOSE type="button" class="button" autofocus on:click=move |_| shows.set(Palette::Closed)>
                {say(PaletteText::Close)}
            </button>
        </div>
    }
}

/// Key by key.
#[component]
pub(super) fn Pressed(keys: &'static str) -> impl IntoView {
    let keys = keys.split_whitespace().map(|key| view! { <kbd>{key}</kbd> });
    view! { <span class="palette__pressed">{keys.collect_view()}</span> }
}
