//! Plain form that acknowledges lints: one submission, because nothing of the home changes.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use contract::{AcknowledgeLints, RunsOperation};
use serde::Deserialize;

use super::{error_status, invalid_form_response, parse_form};
use crate::http::{Dashboard, auth::return_to::is_known_page};

/// Fields of the form, besides the CSRF token.
#[derive(Deserialize)]
struct AcknowledgeFields {
    op: AcknowledgeLints,
    back: String,
}

/// Handles `POST /form/lint/acknowledge`.
pub(super) async fn submit_acknowledge(State(dashboard): State<Arc<Dashboard>>, body: Bytes) -> Response {
    let form = parse_form::<AcknowledgeFields>(&body).filter(|form| is_known_page(&dashboard, &form.back));
    let Some(AcknowledgeFields { op, back }) = form else { return invalid_form_response() };
    match RunsOperation::run(&*dashboard.backend, op).await {
        Ok(_) => Redirect::to(&back).into_response(),
        Err(error) => (error_status(&error), format!("{}.\n", error.message)).into_response(),
    }
}
