//! The browser's entry point: ten lines, so that `app` stays an ordinary library for the server.

// The type of a page is as deep as the page.
#![recursion_limit = "256"]
#![cfg(target_arch = "wasm32")]

/// Called by the document once the wasm is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        app::page::stopped::show();
    }));
    wasm_bindgen_futures::spawn_local(app::start());
}
