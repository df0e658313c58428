//! List of keyboard shortcuts.

use super::{CLOSE_ID, PaletteState, PaletteView, entries::PAGE_KEYS};
use crate::{
    hook::focus_later,
    page::PAGES,
    prelude::*,
    text::{PaletteText, translate},
};

#[component]
pub(super) fn KeyHelp(state: PaletteState) -> impl IntoView {
    // `autofocus` has no effect on an element that is added after the dialog was opened.
    focus_later(CLOSE_ID);
    let rest = [
        ("Ctrl K", PaletteText::Commands),
        ("Z", PaletteText::Undo),
        ("Shift Z", PaletteText::Redo),
        ("?", PaletteText::Keys),
    ];
    let rest = rest.map(|(keys, text)| (keys, translate(text)));
    let pages = PAGES.iter().filter_map(|page| {
        let keys = PAGE_KEYS.iter().find(|(.., path)| *path == page.path).map(|(_, keys, _)| *keys)?;
        Some((keys, translate(PaletteText::GoTo(translate((page.name)())))))
    });
    let line = |(keys, text): (&'static str, String)| {
        view! {
            <div>
                <dt>
                    <KeyCombo keys/>
                </dt>
                <dd>{text}</dd>
            </div>
        }
    };
    view! {
        <h2>{translate(PaletteText::Keys)}</h2>
        <dl class="facts palette__keys">{rest.into_iter().chain(pages).map(line).collect_view()}</dl>
        <div class="card__actions">
            <button id=CLOSE_ID type="button" class="button" on:click=move |_| state.view.set(PaletteView::Closed)>
                {translate(PaletteText::Close)}
            </button>
        </div>
    }
}

/// Keys of a shortcut, one by one.
#[component]
pub(super) fn KeyCombo(keys: &'static str) -> impl IntoView {
    let keys = keys.split_whitespace().map(|key| view! { <kbd>{key}</kbd> });
    view! { <span class="palette__pressed">{keys.collect_view()}</span> }
}
