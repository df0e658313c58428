//! What the palette lists and does, in the chunk `palette`.

#![expect(clippy::unnecessary_wraps, reason = "that the code did not come is added by the macro")]

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{Code, commands, keys};

#[wasm_split(palette, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn code() -> Result<Code, SplitLoaderError> {
    Ok(Code {
        commands: |hands| view! { <commands::Commands hands/> }.into_any(),
        keys: |hands| view! { <keys::Keys hands/> }.into_any(),
        press: commands::press,
    })
}
