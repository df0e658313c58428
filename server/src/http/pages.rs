//! Pages and server functions: the HTTP door to `app`.

use std::sync::Arc;

use app::{
    api::OnRefusal,
    facts::{Done, Facts, SiteFiles},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{Backend, Code, OpError};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, de::IgnoredAny};

use super::{Dashboard, guard::MAX_BODY, headers, session::Visit};

/// The code of a refusal, for programs. Without it, a failed server function did not even get to run.
const CODE: HeaderName = HeaderName::from_static("x-openclaw-code");

/// A page, complete before a script has run.
pub(super) async fn page(State(dashboard): State<Arc<Dashboard>>, request: Request) -> Response {
    let status = if dashboard.route(request.uri().path()).is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let visit = request.extensions().get::<Visit>();
    let facts = dashboard.facts(request.headers(), visit, request.uri().path());
    let done = dashboard.done.recall(request.uri().query());
    let done = done.map(|(effect, id)| Done::of(facts.lang, effect, id));
    let facts = Facts { done, ..facts };
    render(&dashboard, facts, request, status).await
}

/// The page at the address of the request.
pub(super) async fn render(dashboard: &Dashboard, facts: Facts, request: Request, status: StatusCode) -> Response {
    let backend = Arc::clone(&dashboard.backend);
    let files = dashboard.site.files.clone();
    let context = move || {
        provide_context::<Arc<dyn Backend>>(Arc::clone(&backend));
        provide_context(facts.clone());
        provide_context::<SiteFiles>(files.clone());
        allow_scripts();
    };
    let mut answer = leptos_axum::render_app_async_with_context(context, app::shell)(request).await;
    *answer.status_mut() = status;
    answer
}

/// The policy of this answer names the nonce that its scripts carry.
fn allow_scripts() {
    let nonce = leptos::nonce::use_nonce();
    let policy = headers::content_policy(nonce.as_deref());
    if let (Ok(policy), Some(answer)) = (HeaderValue::from_str(&policy), use_context::<ResponseOptions>()) {
        answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A server function.
pub(super) async fn api(State(dashboard): State<Arc<Dashboard>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else { return not_understood() };
    if serde_json::from_slice::<Envelope>(&body).is_err() {
        return not_understood();
    }
    let mut request = Request::from_parts(head, Body::from(body));
    // A browser that says it would take HTML gets a redirect from Leptos, with the error inside its address.
    request.headers_mut().remove(header::ACCEPT);
    let backend = Arc::clone(&dashboard.backend);
    let context = move || {
        provide_context::<Arc<dyn Backend>>(Arc::clone(&backend));
        provide_context(OnRefusal(Arc::new(report_refusal())));
    };
    let answer = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    if answer.status() == StatusCode::INTERNAL_SERVER_ERROR && !answer.headers().contains_key(CODE) {
        return not_understood();
    }
    answer
}

/// What every server function reads, and nothing beside it: a `dryRun` that stands at the wrong place must not be
/// passed over, for then the change would be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    #[serde(rename = "op")]
    _op: IgnoredAny,
}

/// Sets the status that the code stands for.
fn report_refusal() -> impl Fn(&OpError) + Send + Sync + 'static {
    let answer = use_context::<ResponseOptions>();
    move |error| {
        let Some(answer) = &answer else { return };
        if let Ok(status) = StatusCode::from_u16(error.code.status()) {
            answer.set_status(status);
        }
        answer.insert_header(CODE, HeaderValue::from_static(error.code.word()));
    }
}

/// The arguments did not decode. What the decoder says may quote them, so it is dropped.
fn not_understood() -> Response {
    let error = OpError::new(Code::BadRequest, "the request could not be understood");
    let body = serde_json::to_string(&error).unwrap_or_default();
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let code = (CODE, HeaderValue::from_static(Code::BadRequest.word()));
    (StatusCode::BAD_REQUEST, [kind, code], body).into_response()
}
