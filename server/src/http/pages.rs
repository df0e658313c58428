//! Handlers for pages and server functions, which call `app`.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use app::{
    api::{OnRefusal, ReadyStatus, overview_request, routing_request},
    page::START_PATH,
    page_context::{FlashMessage, JobProgressInfo, PageContext, SiteFiles},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use contract::{Backend, Code, JobKind, JobState, OpError, ReadJob, RunsOperation, ShowStatus};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, de::IgnoredAny};

use super::{
    Dashboard,
    auth::{guard::MAX_BODY_BYTES, session::CurrentSession},
    flash::WrittenChange,
    headers,
};

/// Header with the error code, for programs. A failed server function without this header did not run at all.
const CODE_HEADER: HeaderName = HeaderName::from_static("x-openclaw-code");

/// Renders a page. It is complete before any script has run.
pub(super) async fn show_page(State(dashboard): State<Arc<Dashboard>>, request: Request) -> Response {
    let status =
        if dashboard.find_route(request.uri().path()).is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let session = request.extensions().get::<CurrentSession>();
    let context = dashboard.page_context(request.headers(), session, request.uri().path());
    let flash = dashboard.flash.take_for_query(request.uri().query());
    let flash = flash.map(|WrittenChange { effect, id, warnings }| {
        FlashMessage::from_effect(context.lang, effect, id).with_warnings(context.lang, warnings)
    });
    let context = PageContext { flash, ..context };
    render_page(&dashboard, context, request, status).await
}

/// Renders the page at the address of the request.
pub(super) async fn render_page(
    dashboard: &Dashboard,
    context: PageContext,
    request: Request,
    status: StatusCode,
) -> Response {
    let _permit = dashboard.rendering.acquire().await;
    let ready = status_for_page(dashboard, &context, request.uri()).await;
    let is_new_home = ready.as_ref().is_some_and(|ready| ready.report.is_new_home());
    if is_new_home && leads_to_start(&context, &request) {
        return Redirect::to(START_PATH).into_response();
    }
    let job = job_progress(dashboard, &context, request.uri().path()).await;
    let context = PageContext {
        needs_attention: ready.as_ref().is_some_and(|ready| ready.report.needs_attention),
        follows_job: job.is_some(),
        job,
        ..context
    };
    let backend = Arc::clone(&dashboard.backend);
    let files = dashboard.site.files.clone();
    let context = move || {
        provide_context::<Arc<dyn Backend>>(Arc::clone(&backend));
        provide_context(context.clone());
        provide_context::<SiteFiles>(files.clone());
        if let Some(ready) = ready.clone() {
            provide_context::<ReadyStatus>(ready);
        }
        allow_scripts();
    };
    let mut response = leptos_axum::render_app_async_with_context(context, app::shell)(request).await;
    *response.status_mut() = status;
    response
}

/// Whether Overview leads to the first-run page if there is no configuration. A message or a result is shown first.
fn leads_to_start(context: &PageContext, request: &Request) -> bool {
    request.uri().path() == "/" && context.flash.is_none() && context.form_result.is_none()
}

/// The state of the home, if the page is for a signed-in user: whether a credential should be looked at, and whether there
/// is a configuration. A page that shows more of it asks for the same report.
async fn status_for_page(dashboard: &Dashboard, context: &PageContext, uri: &Uri) -> Option<ReadyStatus> {
    if context.csrf.is_empty() {
        return None;
    }
    let request = match uri.path() {
        "/" => overview_request(),
        "/routing" => routing_request(None),
        _ => ShowStatus::default(),
    };
    let report = RunsOperation::<ShowStatus>::run(&*dashboard.backend, request.clone()).await.ok()?;
    Some(ReadyStatus { request, report: Arc::new(report) })
}

/// Pages that show the progress of a job, and its kind.
const PAGES_WITH_JOBS: [(&str, JobKind); 4] =
    [("/", JobKind::Probe), ("/routing", JobKind::Probe), ("/auth", JobKind::Probe), ("/scan", JobKind::Scan)];

/// How long the end of a job is shown, in milliseconds.
const END_SHOWN_MS: i64 = 10 * 60_000;

/// The job that runs, or ended not long ago, if the page shows it.
async fn job_progress(dashboard: &Dashboard, context: &PageContext, path: &str) -> Option<JobProgressInfo> {
    let has_jobs = dashboard.jobs.borrow().count > 0;
    let (_, kind) = PAGES_WITH_JOBS.into_iter().find(|(page, _)| *page == path)?;
    if context.csrf.is_empty() || !has_jobs {
        return None;
    }
    let read = ReadJob { kind, ..ReadJob::default() };
    let report = RunsOperation::<ReadJob>::run(&*dashboard.backend, read).await.ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_millis()).ok())?;
    if report.finished_at.is_some_and(|end| now.saturating_sub(end) > END_SHOWN_MS) {
        return None;
    }
    // The page Scan has the conclusion above its results.
    if kind == JobKind::Scan && report.state == JobState::Finished {
        return None;
    }
    let done = report.rows.iter().filter(|row| row.latency_ms.is_some()).count();
    Some(JobProgressInfo {
        id: report.id?,
        state: report.state,
        done: u32::try_from(done).unwrap_or(u32::MAX),
        total: report.plan.requests,
        text: report.verdict.map(|verdict| verdict.text).unwrap_or_default(),
        warnings: report.warnings,
    })
}

/// Allows the scripts of this response: sets a content security policy with the nonce that they carry.
fn allow_scripts() {
    let nonce = leptos::nonce::use_nonce();
    let policy = headers::content_security_policy(nonce.as_deref());
    if let (Ok(policy), Some(response)) = (HeaderValue::from_str(&policy), use_context::<ResponseOptions>()) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Handles a call of a server function.
pub(super) async fn call_server_fn(State(dashboard): State<Arc<Dashboard>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else { return bad_request_response() };
    if serde_json::from_slice::<Envelope>(&body).is_err() {
        return bad_request_response();
    }
    let mut request = Request::from_parts(head, Body::from(body));
    // For a browser that accepts HTML, Leptos sends a redirect with the error in its address.
    request.headers_mut().remove(header::ACCEPT);
    let backend = Arc::clone(&dashboard.backend);
    let context = move || {
        provide_context::<Arc<dyn Backend>>(Arc::clone(&backend));
        provide_context(OnRefusal(Arc::new(refusal_reporter())));
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !response.headers().contains_key(CODE_HEADER) {
        return bad_request_response();
    }
    response
}

/// The only field that a server function reads. Unknown fields are rejected: if a misplaced `dryRun` were ignored, the
/// change would be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    #[serde(rename = "op")]
    _op: IgnoredAny,
}

/// Returns a callback that sets the status and the code header of an error.
fn refusal_reporter() -> impl Fn(&OpError) + Send + Sync + 'static {
    let response = use_context::<ResponseOptions>();
    move |error| {
        let Some(response) = &response else { return };
        if let Ok(status) = StatusCode::from_u16(error.code.status()) {
            response.set_status(status);
        }
        response.insert_header(CODE_HEADER, HeaderValue::from_static(error.code.as_str()));
    }
}

/// Response for arguments that could not be decoded. The decoder's message may quote them, so it is dropped.
fn bad_request_response() -> Response {
    let error = OpError::new(Code::BadRequest, "the request could not be understood");
    let body = serde_json::to_string(&error).unwrap_or_default();
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let code = (CODE_HEADER, HeaderValue::from_static(Code::BadRequest.as_str()));
    (StatusCode::BAD_REQUEST, [kind, code], body).into_response()
}
