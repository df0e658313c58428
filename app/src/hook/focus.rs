//! Where the focus goes.

#[cfg(target_arch = "wasm32")]
use leptos::prelude::*;

/// Puts the focus somewhere once the page has settled: what had it may be gone with the change.
pub(crate) fn focus_later(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        browser::focus(&id);
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}

/// Focuses an element that is not there yet: it comes with a page that has to be loaded, or with the next answer.
pub(crate) fn focus_when_there(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || browser::focus_within(id, 40));
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::time::Duration;

    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    /// Whether it is there.
    pub(super) fn focus(id: &str) -> bool {
        let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        element.map(|element| element.focus()).is_some()
    }

    pub(super) fn focus_within(id: String, tries: u8) {
        if !focus(&id) && tries > 0 {
            set_timeout(move || focus_within(id, tries - 1), Duration::from_millis(50));
        }
    }
}
