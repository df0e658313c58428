//! Request guard: every request passes it before any handler runs.
//!
//! The checks, in order: Host → method and content type → Origin and Sec-Fetch-Site → session → body limit → token. A
//! request that fails is answered here with a short body and one line in the log, and changes no state.

use std::{borrow::Cow, error::Error, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http_body_util::LengthLimitError;

use super::{
    origin::{self, OwnHost},
    return_to::sign_in_address,
    session::CurrentSession,
};
use crate::http::{
    Dashboard,
    assets::ASSETS_PREFIX,
    conn::table::SignedIn,
    routes::{Access, Endpoint, Route},
};

/// Maximum size of a request body.
pub(in crate::http) const MAX_BODY_BYTES: usize = 256 << 10;

/// Name of the form field that contains the CSRF token.
pub(in crate::http) const CSRF_FIELD: &str = "csrf";

const FORM_CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// Route that stands for an unknown path. It requires a session, so without one an unknown path looks like a known one.
const UNKNOWN_ROUTE: Route = Route { path: String::new(), access: Access::Session, endpoint: Endpoint::Page };

/// Middleware that applies the guard to the whole router.
pub(in crate::http) async fn guard_request(
    State(dashboard): State<Arc<Dashboard>>,
    mut request: Request,
    next: Next,
) -> Response {
    let route =
        dashboard.find_route(request.uri().path()).cloned().unwrap_or_else(|| unknown_route(request.uri().path()));
    let response = match check_request(&dashboard, &route, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            let log_rejection =
                || tracing::info!(reason = ?refusal, method = method_label(request.method()), "refused");
            dashboard.abuse_log.rejected_requests.log_limited(dashboard.clock.now(), log_rejection);
            refusal.to_response(&route, &request)
        }
    };
    dashboard.request_ended.notify_one();
    response
}

/// Method name for the log. Unknown names are replaced, because a client can send any text as a method.
fn method_label(method: &Method) -> &'static str {
    let known_methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    known_methods.into_iter().find(|known_methods| *known_methods == method.as_str()).unwrap_or("other")
}

/// Route for an unknown path. It is answered like the known paths with the same prefix.
fn unknown_route(path: &str) -> Route {
    let endpoint = match path {
        _ if path.starts_with("/api/") => Endpoint::Api,
        _ if path.starts_with(ASSETS_PREFIX) => Endpoint::Asset,
        _ => Endpoint::Page,
    };
    Route { endpoint, ..UNKNOWN_ROUTE }
}

/// Reason why a request is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rejection {
    Host,
    Method,
    ContentType,
    Origin,
    SignedOut,
    Token,
    TooLarge,
    BodyIncomplete,
    BodyTimeout,
    LengthRequired,
}

impl Rejection {
    fn to_response(self, route: &Route, request: &Request) -> Response {
        let mut response = self.status_response(route, request);
        // The unread rest of the body must not be parsed as a request.
        if matches!(self, Self::TooLarge | Self::BodyIncomplete | Self::BodyTimeout | Self::LengthRequired) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn status_response(self, route: &Route, request: &Request) -> Response {
        let plain = |status: StatusCode, text: &'static str| (status, text).into_response();
        match self {
            Self::Host => plain(StatusCode::FORBIDDEN, "This is not the dashboard's address.\n"),
            Self::Method => {
                let allow = HeaderValue::from_str(&route.endpoint.allowed_methods().join(", "));
                let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.\n");
                allow.map(|allow| response.headers_mut().insert(header::ALLOW, allow)).ok();
                response
            }
            Self::ContentType => plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported content type.\n"),
            Self::Origin => plain(StatusCode::FORBIDDEN, "The request does not come from the dashboard.\n"),
            Self::SignedOut if route.endpoint.is_for_people() => {
                Redirect::to(&sign_in_address(route.endpoint, request)).into_response()
            }
            Self::SignedOut => {
                let body = r#"{"code":"signed-out","message":"sign in first"}"#;
                (StatusCode::UNAUTHORIZED, [(header::CONTENT_TYPE, "application/json")], body).into_response()
            }
            Self::Token => plain(StatusCode::FORBIDDEN, "This page is out of date: go back and reload it.\n"),
            Self::BodyIncomplete => plain(StatusCode::BAD_REQUEST, "The request is incomplete.\n"),
            Self::TooLarge => plain(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.\n"),
            Self::BodyTimeout => plain(StatusCode::REQUEST_TIMEOUT, "The request took too long to arrive.\n"),
            Self::LengthRequired => plain(StatusCode::LENGTH_REQUIRED, "The request needs a Content-Length.\n"),
        }
    }
}

/// Runs all checks in order, and stores the session in the request for the handler.
async fn check_request(dashboard: &Dashboard, route: &Route, request: &mut Request) -> Result<(), Rejection> {
    let host = origin::parse_own_host(request.uri(), request.headers()).ok_or(Rejection::Host)?;
    if !route.endpoint.allowed_methods().contains(&request.method().as_str()) {
        return Err(Rejection::Method);
    }
    check_content_type(route.endpoint, request.method(), request.headers())?;
    check_origin(route.endpoint, request, &host)?;
    let session = match route.access {
        Access::Public => None,
        Access::Session | Access::SessionAndToken => {
            Some(dashboard.current_session(request.headers()).ok_or(Rejection::SignedOut)?)
        }
    };
    // A connection that is known to be signed in is no longer closed to make room for another.
    request.extensions().get::<SignedIn>().filter(|_| session.is_some()).inspect(|known| known.set());
    check_length(request.headers())?;
    if request.method() == Method::POST {
        let body = read_body(request, dashboard.limits.body_timeout).await?;
        if let Some(session) = session.as_ref().filter(|_| route.access == Access::SessionAndToken) {
            check_csrf_token(session, request.headers(), &body)?;
        }
    }
    session.map(|session| request.extensions_mut().insert(session));
    Ok(())
}

fn check_origin(endpoint: Endpoint, request: &Request, host: &OwnHost) -> Result<(), Rejection> {
    let is_page = matches!(endpoint, Endpoint::Page | Endpoint::Login);
    if origin::is_same_origin(request.method(), request.headers(), host, is_page) {
        Ok(())
    } else {
        Err(Rejection::Origin)
    }
}

/// Checks that the content type is the one that the endpoint reads. Compressed bodies are rejected.
fn check_content_type(endpoint: Endpoint, method: &Method, headers: &HeaderMap) -> Result<(), Rejection> {
    if method != Method::POST {
        return Ok(());
    }
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, parameter) = given.split_once(';').map_or((given, ""), |(kind, parameter)| (kind, parameter));
    let expected_type = if endpoint == Endpoint::Api { "application/json" } else { FORM_CONTENT_TYPE };
    let is_utf8 = matches!(parameter.trim().to_ascii_lowercase().as_str(), "" | "charset=utf-8");
    if kind.trim().eq_ignore_ascii_case(expected_type) && is_utf8 && !headers.contains_key(header::CONTENT_ENCODING) {
        Ok(())
    } else {
        Err(Rejection::ContentType)
    }
}

/// Checks the CSRF token, which is in a header or in a hidden form field, never in the address.
fn check_csrf_token(session: &CurrentSession, headers: &HeaderMap, body: &[u8]) -> Result<(), Rejection> {
    let owned = match headers.get(app::api::CSRF_HEADER) {
        Some(token) => token.to_str().is_ok_and(|token| session.owns_csrf_token(token)),
        None => form_field(body, CSRF_FIELD).is_some_and(|token| session.owns_csrf_token(&token)),
    };
    if owned { Ok(()) } else { Err(Rejection::Token) }
}

/// Reads the whole body and puts it back into the request.
async fn read_body(request: &mut Request, timeout: Duration) -> Result<Bytes, Rejection> {
    let body = to_bytes(std::mem::take(request.body_mut()), MAX_BODY_BYTES);
    let bytes = tokio::time::timeout(timeout, body).await.map_err(|_| Rejection::BodyTimeout)?.map_err(|e| {
        let is_long = e.source().is_some_and(<dyn Error>::is::<LengthLimitError>);
        if is_long { Rejection::TooLarge } else { Rejection::BodyIncomplete }
    })?;
    *request.body_mut() = Body::from(bytes.clone());
    Ok(bytes)
}

/// Returns the value of a form field, or `None` if the field occurs twice: no form of the dashboard repeats it.
#[must_use]
pub(in crate::http) fn form_field(body: &[u8], name: &str) -> Option<String> {
    let mut values = form_urlencoded::parse(body).filter(|(key, _)| key == name).map(|(_, value)| value);
    values.next().filter(|_| values.next().is_none()).map(Cow::into_owned)
}

/// Checks the declared length of the body. A chunked body has no length, and a request with both headers contradicts
/// itself. Browsers send neither.
fn check_length(headers: &HeaderMap) -> Result<(), Rejection> {
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Rejection::LengthRequired);
    }
    let Some(length) = headers.get(header::CONTENT_LENGTH) else { return Ok(()) };
    let fits =
        length.to_str().ok().and_then(|text| text.parse::<usize>().ok()).is_some_and(|length| length <= MAX_BODY_BYTES);
    if fits { Ok(()) } else { Err(Rejection::TooLarge) }
}
