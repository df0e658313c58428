//! Browser entry point. It is a separate crate so that `app` stays an ordinary library for the server.

#![cfg(target_arch = "wasm32")]

/// Starts the app. The document calls it once the wasm is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        app::page::panic_dialog::show_dialog();
    }));
    wasm_bindgen_futures::spawn_local(app::hydrate_app());
}
