//! Which keys there are.

use leptos::prelude::*;

use super::{CLOSE, Hands, Palette, entries::GO};
use crate::{
    hook::focus_later,
    page::PAGES,
    text::{PaletteText, say},
};

#[component]
pub(super) fn Keys(hands: Hands) -> impl IntoView {
    // What has come meanwhile does not take the focus by itself.
    focus_later(CLOSE);
    let rest = [
        ("Ctrl K", PaletteText::Commands),
        ("Z", PaletteText::Undo),
        ("Shift Z", PaletteText::Redo),
        ("?", PaletteText::Keys),
    ];
    let rest = rest.map(|(keys, text)| (keys, say(text)));
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
            <button id=CLOSE type="button" class="button" on:click=move |_| hands.shows.set(Palette::Closed)>
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
