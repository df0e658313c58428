//! Plain forms of the operations that write a secret.
//!
//! One submission makes the change, without a preview, because a second one would have to send the secret again. No
//! submitted field is rendered, logged or put into an address. If the operation is refused, the page comes back with the
//! reason above it and with empty fields.

use std::sync::Arc;

use app::page_context::{FormResult, Preview};
use axum::{
    body::Bytes,
    extract::{Extension, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{MethodRouter, post},
};
use contract::{Backend, Op, RunsOperation, Write, WriteVisitor, visit_secret_writes};
use serde::Deserialize;

use super::{error_status, invalid_form_response, parse_form, redirect_with_flash, render_with_result};
use crate::http::{
    Dashboard,
    auth::{return_to::is_known_page, session::CurrentSession},
};

/// Returns the handler for the form of an operation that writes a secret.
pub(in crate::http) fn secret_form_handler(op: &str) -> MethodRouter<Arc<Dashboard>> {
    let mut search = SecretHandlerFinder { path: op, handler: MethodRouter::new() };
    visit_secret_writes(&mut search);
    search.handler
}

/// Search for the handler of the operation with a path.
struct SecretHandlerFinder<'a> {
    path: &'a str,
    handler: MethodRouter<Arc<Dashboard>>,
}

impl WriteVisitor for SecretHandlerFinder<'_> {
    fn visit<O: Op + Clone>(&mut self)
    where
        dyn Backend: RunsOperation<Write<O>>,
    {
        if O::PATH == self.path {
            self.handler = post(submit_secret_form::<O>);
        }
    }
}

/// Fields of a form, besides the CSRF token.
#[derive(Deserialize)]
struct SecretFormFields<O> {
    op: O,
    back: String,
}

/// Handles `POST /form/<noun>/<verb>`.
async fn submit_secret_form<O>(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    body: Bytes,
) -> Response
where
    O: Op,
    dyn Backend: RunsOperation<Write<O>>,
{
    let form = parse_form::<SecretFormFields<O>>(&body).filter(|form| is_known_page(&dashboard, &form.back));
    drop(body);
    let Some(SecretFormFields { op, back: return_to }) = form else { return invalid_form_response() };
    let outcome = match RunsOperation::run(&*dashboard.backend, Write::apply(op)).await {
        Ok(change) if change.written => return redirect_with_flash(&dashboard, &return_to, &change),
        Ok(change) => Ok(Preview::from(change)),
        Err(error) => Err(error),
    };
    let status = outcome.as_ref().map_or_else(error_status, |_| StatusCode::OK);
    let form_result = FormResult { form: O::PATH.to_owned(), fields: Vec::new(), outcome, is_redrawn: false };
    Box::pin(render_with_result(dashboard, &session, headers, &return_to, form_result, status)).await
}
