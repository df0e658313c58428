//! Expandable row, which works without script.

use crate::prelude::*;

#[component]
pub(crate) fn Disclosure<H: IntoView + 'static, C: IntoView + 'static>(
    /// Id, unique on its page.
    id: String,
    /// Whether it is initially open.
    open: bool,
    /// Always visible part. It must contain no controls: a click anywhere in it toggles the row.
    head: H,
    children: TypedChildren<C>,
) -> impl IntoView {
    let head_id = head_id(&id);
    view! {
        <details class="disclosure" id=id open=open>
            <summary class="disclosure__head" id=head_id>{head}</summary>
            <div class="disclosure__body">{children.into_inner()()}</div>
        </details>
    }
}

/// Id of the head of a row, which can be focused.
pub(crate) fn head_id(id: &str) -> String {
    format!("{id}-head")
}

/// A value in the head, with the name of its column for screen readers and for layouts without columns.
#[component]
pub(crate) fn DisclosureCell<C: IntoView + 'static>(
    #[prop(into)] name: String,
    children: TypedChildren<C>,
) -> impl IntoView {
    view! {
        <span class="cell">
            <span class="cell__name">{name} " "</span>
            <span class="cell__value">{children.into_inner()()}</span>
        </span>
        " "
    }
}

/// Closes a row in the next frame and focuses its head, because the focused element inside is then hidden.
pub(crate) fn close_disclosure_later(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let Some(disclosure) = document().get_element_by_id(&id) else { return };
        disclosure.remove_attribute("open").ok();
        let head = disclosure.first_element_child().and_then(|head| head.dyn_into::<web_sys::HtmlElement>().ok());
        head.map(|head| head.focus());
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}
