//! The chunk `palette`: the list of commands and the list of shortcuts.

#![expect(clippy::unnecessary_wraps, reason = "the macro adds the fallback for a missing chunk")]

use crate::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::{PaletteCode, commands, keys};

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn load_palette_code() -> Result<PaletteCode, SplitLoaderError> {
    Ok(PaletteCode {
        commands: |state| view! { <commands::Commands state/> }.into_any(),
        keys: |state| view! { <keys::KeyHelp state/> }.into_any(),
        handle_key: commands::handle_key,
    })
}
