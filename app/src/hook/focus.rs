//! Moves the keyboard focus.

#[cfg(target_arch = "wasm32")]
use crate::prelude::*;

/// Focuses an element in the next frame: the change may have removed the element that had the focus.
pub(crate) fn focus_later(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        browser::focus_element(&id);
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}

/// Focuses an element that does not exist yet, because a page or a response must be loaded first. Retries for 2
/// seconds.
pub(crate) fn focus_when_present(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || browser::retry_focus(id, 40));
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::time::Duration;

    use crate::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    /// Focuses the element. Returns whether it exists.
    pub(super) fn focus_element(id: &str) -> bool {
        let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        element.map(|element| element.focus()).is_some()
    }

    pub(super) fn retry_focus(id: String, tries: u8) {
        if !focus_element(&id) && tries > 0 {
            set_timeout(move || retry_focus(id, tries - 1), Duration::from_millis(50));
        }
    }
}
