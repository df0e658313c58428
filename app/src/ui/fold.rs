//! A row that opens in place, without script too.

use leptos::prelude::*;

#[component]
pub(crate) fn Fold<H: IntoView + 'static, C: IntoView + 'static>(
    /// Unique on its page.
    id: String,
    /// Drawn open.
    open: bool,
    /// What is always there. Nothing in it may be pressed: all of it opens the row.
    head: H,
    children: TypedChildren<C>,
) -> impl IntoView {
    let head_id = head_id(&id);
    view! {
        <details class="fold" id=id open=open>
            <summary class="fold__head" id=head_id>{head}</summary>
            <div class="fold__body">{children.into_inner()()}</div>
        </details>
    }
}

/// The id of the head of a row, which can have the focus.
pub(crate) fn head_id(id: &str) -> String {
    format!("{id}-head")
}

/// One value of the head, with the name of its column: said by a screen reader, and shown where there are no columns.
#[component]
pub(crate) fn Cell<C: IntoView + 'static>(#[prop(into)] name: String, children: TypedChildren<C>) -> impl IntoView {
    view! {
        <span class="cell">
            <span class="cell__name">{name} " "</span>
            <span class="cell__value">{children.into_inner()()}</span>
        </span>
        " "
    }
}

/// Closes it once the page has settled, and gives the focus to its head: what had it is inside.
pub(crate) fn close_later(id: impl Into<String>) {
    let id = id.into();
    #[cfg(target_arch = "wasm32")]
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let Some(fold) = document().get_element_by_id(&id) else { return };
        fold.remove_attribute("open").ok();
        let head = fold.first_element_child().and_then(|head| head.dyn_into::<web_sys::HtmlElement>().ok());
        head.map(|head| head.focus());
    });
    #[cfg(not(target_arch = "wasm32"))]
    let _ = id;
}
