//! Where the focus goes.

#[cfg(target_arch = "wasm32")]
use leptos::prelude::*;

/// Puts the focus somewhere once the page has settled: what had it may be gone with the change.
pub(crate) fn focus_later(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let element =
            document().get_element_by_id(&id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        element.map(|element| element.focus());
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}
