//! Form of a write operation, which first shows a preview.
//!
//! Without script it is posted, and the server responds with the change card above the same page. With script, preview
//! and write go through the server functions, and the card is a dialog.

use contract::Op;
use leptos::ev::SubmitEvent;
use leptos_router::hooks::use_location;

use super::change::{ChangeController, SharedCallback, WriteRequest};
use crate::{api::OperationRequest, page_context, prelude::*};

#[component]
pub(crate) fn OpForm<O: Op + Clone, C: IntoView + 'static>(
    /// Builds the operation when the form is sent.
    op: impl Fn() -> O + Send + Sync + 'static,
    /// Hidden fields of the plain form.
    hidden: Vec<(&'static str, String)>,
    /// Called after the change was written.
    on_written: SharedCallback,
    class: &'static str,
    /// The model that is typed: a suggestion in an error can replace it.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
    #[prop(optional)] id: Option<&'static str>,
    /// Page to which the plain form returns. `None`: the current page.
    #[prop(optional, into)]
    return_to: Option<String>,
    children: TypedChildren<C>,
) -> impl IntoView {
    let changes = expect_context::<ChangeController>();
    #[cfg(target_arch = "wasm32")]
    super::change::preload_change_code();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        changes.preview_change(WriteRequest { typed, ..write_request_for(&op(), on_written.clone()) });
    };
    view! {
        <form id=id method="post" action=format!("/form/{}", O::PATH) class=class on:submit=submit>
            <HiddenFormFields hidden return_to/>
            <fieldset disabled=page_context::current().read_only>{children.into_inner()()}</fieldset>
        </form>
    }
}

/// Form with one button for an operation that the server suggests.
#[component]
pub(crate) fn SuggestedOpForm(
    /// Path of the operation.
    path: String,
    /// The operation as JSON.
    op: String,
    /// The operation as fields of the plain form.
    fields: Vec<(String, String)>,
    label: String,
    /// What screen readers say instead of the label.
    #[prop(optional)]
    aria_label: Option<String>,
    #[prop(default = "button")] button_class: &'static str,
) -> impl IntoView {
    let changes = expect_context::<ChangeController>();
    #[cfg(target_arch = "wasm32")]
    super::change::preload_change_code();
    let action = format!("/form/{path}");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        changes.preview_change(WriteRequest {
            request: OperationRequest::suggested(path.clone(), op.clone()),
            forced: None,
            with_other_repair: None,
            typed: None,
            on_written: std::sync::Arc::new(|| {}),
            on_cancelled: std::sync::Arc::new(|| {}),
        });
    };
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form method="post" action=action on:submit=submit>
            <HiddenFormFields hidden=vec![]/>
            {fields.collect_view()}
            <fieldset disabled=page_context::current().read_only>
                <button class=button_class aria-label=aria_label>
                    {label}
                </button>
            </fieldset>
        </form>
    }
}

/// Write request for a form. If it is refused, nothing needs to be done: the fields keep their values.
fn write_request_for<O: Op + Clone>(op: &O, on_written: SharedCallback) -> WriteRequest {
    WriteRequest {
        request: OperationRequest::new(op),
        forced: op.clone().with_force().as_ref().map(OperationRequest::new),
        // A repair is initially on.
        with_other_repair: op.clone().with_repair(false).as_ref().map(OperationRequest::new),
        typed: None,
        on_written,
        on_cancelled: std::sync::Arc::new(|| {}),
    }
}

/// Hidden fields of every plain form: the CSRF token, the return address, and the form's own fields.
#[component]
pub(crate) fn HiddenFormFields(
    hidden: Vec<(&'static str, String)>,
    /// Return address, if not the current page.
    #[prop(default = None)]
    return_to: Option<String>,
) -> impl IntoView {
    let return_path = return_path();
    view! {
        <input type="hidden" name="csrf" value=page_context::current().csrf/>
        <input type="hidden" name="back" value=move || return_to.clone().unwrap_or_else(|| return_path.get())/>
        {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
    }
}

/// Path and query of the current page, without the flash parameter. Forms return to it.
pub(crate) fn return_path() -> Signal<String> {
    let location = use_location();
    Signal::derive(move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        let query = page_context::without_flash(&query);
        if query.is_empty() { path } else { format!("{path}?{query}") }
    })
}
