//! Submits the form of a field.

use crate::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

/// Submits the form of a field in the next frame, when the field contains the choice.
pub(super) fn submit_form(id: String) {
    request_animation_frame(move || {
        let form = document().get_element_by_id(&id).and_then(|field| field.closest("form").ok().flatten());
        form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()).map(|form| form.request_submit());
    });
}
