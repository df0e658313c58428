//! Plain forms of the operations that start and stop jobs, and of the one that acknowledges lints.
//!
//! The browser is redirected to the page, which shows the progress and reloads itself while the job runs. If a question has
//! to be answered before the job starts, the page comes back with it.

use std::sync::Arc;

use app::page_context::{FormResult, JobQuestion};
use axum::{
    body::Bytes,
    extract::{Extension, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, post},
};
use contract::{AcknowledgeLints, CancelJob, JobReport, JobState, Op, OpError, RunsOperation, StartJob};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    acknowledge::submit_acknowledge, error_status, invalid_form_response, render_at, render_with_result,
    resubmitted_fields,
};
use crate::http::{
    Dashboard,
    auth::{return_to::is_known_page, session::CurrentSession},
};

/// How deep the names of fields are nested: `op[what][probe][scope][chain]`.
const MAX_DEPTH: usize = 6;

/// Returns the handler for the form of an operation.
pub(in crate::http) fn live_form_handler(op: &str) -> MethodRouter<Arc<Dashboard>> {
    match op {
        StartJob::PATH => post(submit_start),
        CancelJob::PATH => post(submit_cancel),
        AcknowledgeLints::PATH => post(submit_acknowledge),
        _ => MethodRouter::new(),
    }
}

/// Fields of a form, besides the CSRF token.
#[derive(Debug, Deserialize)]
struct LiveFields<O> {
    op: O,
    back: String,
}

fn parse_fields<O: DeserializeOwned>(dashboard: &Dashboard, body: &[u8]) -> Option<LiveFields<O>> {
    let form: LiveFields<O> = serde_qs::Config::new(MAX_DEPTH, false).deserialize_bytes(body).ok()?;
    is_known_page(dashboard, &form.back).then_some(form)
}

/// Handles `POST /form/job/start`.
async fn submit_start(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(LiveFields { op, back }) = parse_fields::<StartJob>(&dashboard, &body) else {
        return invalid_form_response();
    };
    let kind = op.what.kind();
    match RunsOperation::run(&*dashboard.backend, op).await {
        Ok(JobReport { state: JobState::NeedsConfirmation, plan, .. }) => {
            let mut context = dashboard.page_context(&headers, Some(&session), &back);
            context.job_question = Some(JobQuestion {
                kind,
                fields: resubmitted_fields(&body),
                estimate: plan.estimate,
                hosts: plan.unknown_hosts,
                return_to: back.clone(),
            });
            Box::pin(render_at(dashboard, context, headers, &back, StatusCode::OK)).await
        }
        Ok(_) => Redirect::to(&back).into_response(),
        Err(error) => show_error(dashboard, &session, headers, (StartJob::PATH, back), error).await,
    }
}

/// Handles `POST /form/job/cancel`.
async fn submit_cancel(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(LiveFields { op, back }) = parse_fields::<CancelJob>(&dashboard, &body) else {
        return invalid_form_response();
    };
    match RunsOperation::run(&*dashboard.backend, op).await {
        Ok(_) => Redirect::to(&back).into_response(),
        Err(error) => show_error(dashboard, &session, headers, (CancelJob::PATH, back), error).await,
    }
}

async fn show_error(
    dashboard: Arc<Dashboard>,
    session: &CurrentSession,
    headers: HeaderMap,
    (form, back): (&str, String),
    error: OpError,
) -> Response {
    let status = error_status(&error);
    let fields = vec![("back".to_owned(), back.clone())];
    let form_result = FormResult { form: form.to_owned(), fields, outcome: Err(error), is_redrawn: false };
    Box::pin(render_with_result(dashboard, session, headers, &back, form_result, status)).await
}
