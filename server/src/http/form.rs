//! Plain forms for every writing operation, for pages without scripts. One handler serves all of them.
//!
//! The first submission only asks for a preview: the same page comes back with the changes shown above it. A second
//! submission with `apply` makes the change and redirects the browser to the updated page.

mod acknowledge;
pub(super) mod live;
pub(super) mod secret;

use std::sync::Arc;

use app::page_context::{FormResult, PageContext, Preview, REPAIR_FIELD, REPAIR_SHOWN_FIELD};
use axum::{
    body::Bytes,
    extract::{Extension, Request, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, post},
};
use contract::{Backend, Change, Code, Op, OpError, Revision, RunsOperation, Write, WriteVisitor, visit_writes};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Dashboard,
    auth::{
        guard::CSRF_FIELD,
        return_to::{is_known_page, with_flash},
        session::CurrentSession,
    },
    flash::WrittenChange,
    pages,
};

/// Returns the handler for the form of an operation.
pub(super) fn form_handler(op: &str) -> MethodRouter<Arc<Dashboard>> {
    let mut search = FormHandlerFinder { path: op, handler: MethodRouter::new() };
    visit_writes(&mut search);
    search.handler
}

/// Search for the handler of the operation with a path.
struct FormHandlerFinder<'a> {
    path: &'a str,
    handler: MethodRouter<Arc<Dashboard>>,
}

impl WriteVisitor for FormHandlerFinder<'_> {
    fn visit<O: Op + Clone>(&mut self)
    where
        dyn Backend: RunsOperation<Write<O>>,
    {
        if O::PATH == self.path {
            self.handler = post(submit_form::<O>);
        }
    }
}

/// Fields of a form, besides the CSRF token.
#[derive(Debug, Deserialize)]
struct FormFields<O> {
    op: O,
    back: String,
    #[serde(default)]
    apply: bool,
    #[serde(default)]
    expect: Option<Revision>,
    /// Whether the repair checkbox of the preview card is ticked.
    #[serde(default)]
    repair: bool,
    /// Whether it was ticked when the card was rendered; `None` if the card had no checkbox.
    #[serde(default)]
    repair_shown: Option<bool>,
}

/// Handles `POST /form/<noun>/<verb>`.
async fn submit_form<O>(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    body: Bytes,
) -> Response
where
    O: Op + Clone,
    dyn Backend: RunsOperation<Write<O>>,
{
    let is_valid =
        |form: &FormFields<O>| is_known_page(&dashboard, &form.back) && (!form.apply || form.expect.is_some());
    let Some(form) = parse_form::<FormFields<O>>(&body).filter(is_valid) else {
        return invalid_form_response();
    };
    let FormFields { op, back: return_to, apply, expect, repair, repair_shown } = form;
    let (op, apply) = match repair_shown {
        None => (Some(op), apply),
        // If the checkbox was changed, the card does not show this change yet: preview it first.
        Some(shown) => (op.with_repair(repair), apply && shown == repair),
    };
    let Some(op) = op else { return invalid_form_response() };
    let expect = expect.filter(|_| apply);
    let retried_op = apply.then(|| op.clone());
    let result = RunsOperation::run(&*dashboard.backend, Write { op, dry_run: !apply, expect }).await;
    let (result, status, is_redrawn) = match (result, retried_op) {
        (Ok(change), Some(_)) => return redirect_with_flash(&dashboard, &return_to, &change),
        // The file has changed since the card was rendered: render a new card for the new file.
        (Err(error), Some(op)) if error.code == Code::Changed => {
            (RunsOperation::run(&*dashboard.backend, Write::preview(op)).await, error_status(&error), true)
        }
        (result, _) => {
            let status = result.as_ref().map_or_else(error_status, |_| StatusCode::OK);
            (result, status, false)
        }
    };
    let outcome = result.map(Preview::from);
    let form_result = FormResult { form: O::PATH.to_owned(), fields: resubmitted_fields(&body), outcome, is_redrawn };
    // Boxed because the future of a page is large and there is a handler for each operation.
    Box::pin(render_with_result(dashboard, &session, headers, &return_to, form_result, status)).await
}

fn invalid_form_response() -> Response {
    (StatusCode::BAD_REQUEST, "Unknown form.\n").into_response()
}

/// Redirects to the page, so that reloading it does not repeat the change.
fn redirect_with_flash<T>(dashboard: &Dashboard, return_to: &str, change: &Change<T>) -> Response {
    let id = change.id.filter(|_| change.cannot_undo.is_none());
    let written = WrittenChange { effect: change.effect.clone(), id, warnings: change.write_warnings().to_vec() };
    let flash_id = dashboard.flash.insert(written);
    Redirect::to(&with_flash(return_to, flash_id)).into_response()
}

/// Renders the page that contains the form, with the result above it.
async fn render_with_result(
    dashboard: Arc<Dashboard>,
    session: &CurrentSession,
    headers: HeaderMap,
    return_to: &str,
    form_result: FormResult,
    status: StatusCode,
) -> Response {
    let mut page_context = dashboard.page_context(&headers, Some(session), return_to);
    page_context.form_result = Some(form_result);
    render_at(dashboard, page_context, headers, return_to, status).await
}

/// Renders a page of the dashboard as the response to a form.
async fn render_at(
    dashboard: Arc<Dashboard>,
    page_context: PageContext,
    headers: HeaderMap,
    return_to: &str,
    status: StatusCode,
) -> Response {
    let mut request = Request::default();
    *request.headers_mut() = headers;
    *request.uri_mut() = Uri::try_from(return_to).unwrap_or_default();
    pages::render_page(&dashboard, page_context, request, status).await
}

fn error_status(error: &OpError) -> StatusCode {
    StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Parses a form. Browsers encode the brackets in field names, which only the lenient mode accepts.
fn parse_form<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_qs::Config::new(3, false).deserialize_bytes(body).ok()
}

/// Fields to include in the next submission: all but the token and the fields that are set anew for each response.
fn resubmitted_fields(body: &[u8]) -> Vec<(String, String)> {
    let is_envelope_field =
        |name: &str| matches!(name, CSRF_FIELD | "apply" | "expect" | REPAIR_FIELD | REPAIR_SHOWN_FIELD);
    form_urlencoded::parse(body)
        .filter(|(name, _)| !is_envelope_field(name))
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect()
}
