//! Keys that work anywhere on a page.

/// Whether a key belongs to a field that somebody types into, or to an open dialog.
#[cfg(target_arch = "wasm32")]
pub(crate) fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.and_then(|element| element.closest("input, textarea, select, dialog").ok().flatten()).is_some()
}
