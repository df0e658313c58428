//! The guard: every request passes it before anything else sees it.
//!
//! The order is Host → method and content type → Origin and Sec-Fetch-Site → session → token → body limit → handler.
//! A request that fails is answered here, with a short body, no change of state, and one line in the log.

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
    Dashboard,
    back::sign_in,
    crowd::Known,
    origin::{self, Host},
    routes::{Class, Part, Route},
    session::Visit,
    site::ASSETS,
};

/// The largest body that is read.
pub(super) const MAX_BODY: usize = 256 << 10;

/// The name of the field that carries the token of a form.
pub(super) const CSRF_FIELD: &str = "csrf";

const FORM: &str = "application/x-www-form-urlencoded";

/// What an address that is not in the table is treated as: without a session it is like one that is.
const UNKNOWN: Route = Route { path: String::new(), class: Class::Session, part: Part::Page };

/// The guard, as a layer around the whole router.
pub(super) async fn guard(State(dashboard): State<Arc<Dashboard>>, mut request: Request, next: Next) -> Response {
    let route = dashboard.route(request.uri().path()).cloned().unwrap_or_else(|| unknown(request.uri().path()));
    match admit(&dashboard, &route, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            let say = || tracing::info!(reason = ?refusal, method = word(request.method()), "refused");
            dashboard.quiet.refused.line(dashboard.clock.now(), say);
            refusal.answer(&route, &request)
        }
    }
}

/// For the log: anybody may call a method anything.
fn word(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    known.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// It is answered like its neighbours are.
fn unknown(path: &str) -> Route {
    let part = match path {
        _ if path.starts_with("/api/") => Part::Api,
        _ if path.starts_with(ASSETS) => Part::Asset,
        _ => Part::Page,
    };
    Route { part, ..UNKNOWN }
}

/// Why a request goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Host,
    Method,
    ContentType,
    Origin,
    SignedOut,
    Token,
    TooLarge,
    Torn,
    Late,
    Unmeasured,
}

impl Refusal {
    fn answer(self, route: &Route, request: &Request) -> Response {
        let mut answer = self.said(route, request);
        // What is left of the body is nobody's request.
        if matches!(self, Self::TooLarge | Self::Torn | Self::Late | Self::Unmeasured) {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }

    fn said(self, route: &Route, request: &Request) -> Response {
        let plain = |status: StatusCode, text: &'static str| (status, text).into_response();
        match self {
            Self::Host => plain(StatusCode::FORBIDDEN, "This is not the address of the dashboard.\n"),
            Self::Method => {
                let allow = HeaderValue::from_str(&route.part.methods().join(", "));
                let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "Not by this method.\n");
                allow.map(|allow| answer.headers_mut().insert(header::ALLOW, allow)).ok();
                answer
            }
            Self::ContentType => plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not in this form.\n"),
            Self::Origin => plain(StatusCode::FORBIDDEN, "This request does not come from the dashboard.\n"),
            Self::SignedOut if route.part.is_for_people() => {
                Redirect::to(&sign_in(route.part, request)).into_response()
            }
            Self::SignedOut => {
                let body = r#"{"code":"signed-out","message":"sign in first"}"#;
                (StatusCode::UNAUTHORIZED, [(header::CONTENT_TYPE, "application/json")], body).into_response()
            }
            Self::Token => plain(StatusCode::FORBIDDEN, "This page is out of date: go back and load it again.\n"),
            Self::Torn => plain(StatusCode::BAD_REQUEST, "This request did not arrive whole.\n"),
            Self::TooLarge => plain(StatusCode::PAYLOAD_TOO_LARGE, "Too much at once.\n"),
            Self::Late => plain(StatusCode::REQUEST_TIMEOUT, "This request took too long to arrive.\n"),
            Self::Unmeasured => plain(StatusCode::LENGTH_REQUIRED, "Say how long the request is.\n"),
        }
    }
}

/// Every check, in order. What the handler needs to know of the session is left in the request.
async fn admit(dashboard: &Dashboard, route: &Route, request: &mut Request) -> Result<(), Refusal> {
    let host = origin::host(request.uri(), request.headers()).ok_or(Refusal::Host)?;
    if !route.part.methods().contains(&request.method().as_str()) {
        return Err(Refusal::Method);
    }
    content_type(route.part, request.method(), request.headers())?;
    same_origin(route.part, request, &host)?;
    let visit = match route.class {
        Class::Public => None,
        Class::Session | Class::SessionAndToken => Some(dashboard.visit(request.headers()).ok_or(Refusal::SignedOut)?),
    };
    // Nobody makes room for others any more who has shown that they are signed in.
    request.extensions().get::<Known>().filter(|_| visit.is_some()).inspect(|known| known.mark());
    length(request.headers())?;
    if request.method() == Method::POST {
        let body = read(request, dashboard.limits.body).await?;
        if let Some(visit) = visit.as_ref().filter(|_| route.class == Class::SessionAndToken) {
            token(visit, request.headers(), &body)?;
        }
    }
    visit.map(|visit| request.extensions_mut().insert(visit));
    Ok(())
}

fn same_origin(part: Part, request: &Request, host: &Host) -> Result<(), Refusal> {
    let is_page = matches!(part, Part::Page | Part::Login);
    if origin::is_same_origin(request.method(), request.headers(), host, is_page) {
        Ok(())
    } else {
        Err(Refusal::Origin)
    }
}

/// Exactly what each part reads; a compressed request is none of them.
fn content_type(part: Part, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    if method != Method::POST {
        return Ok(());
    }
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, parameter) = given.split_once(';').map_or((given, ""), |(kind, parameter)| (kind, parameter));
    let wanted = if part == Part::Api { "application/json" } else { FORM };
    let is_utf8 = matches!(parameter.trim().to_ascii_lowercase().as_str(), "" | "charset=utf-8");
    if kind.trim().eq_ignore_ascii_case(wanted) && is_utf8 && !headers.contains_key(header::CONTENT_ENCODING) {
        Ok(())
    } else {
        Err(Refusal::ContentType)
    }
}

/// In the header, or in a hidden field of a form. Never in the address.
fn token(visit: &Visit, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let owned = match headers.get(app::api::CSRF_HEADER) {
        Some(token) => token.to_str().is_ok_and(|token| visit.owns(token)),
        None => field(body, CSRF_FIELD).is_some_and(|token| visit.owns(&token)),
    };
    if owned { Ok(()) } else { Err(Refusal::Token) }
}

/// The whole body, which stays in the request.
async fn read(request: &mut Request, patience: Duration) -> Result<Bytes, Refusal> {
    let body = to_bytes(std::mem::take(request.body_mut()), MAX_BODY);
    let bytes = tokio::time::timeout(patience, body).await.map_err(|_| Refusal::Late)?.map_err(|e| {
        let is_long = e.source().is_some_and(<dyn Error>::is::<LengthLimitError>);
        if is_long { Refusal::TooLarge } else { Refusal::Torn }
    })?;
    *request.body_mut() = Body::from(bytes.clone());
    Ok(bytes)
}

/// The field of this name in a form. Two of one name are no form of ours.
#[must_use]
pub(super) fn field(body: &[u8], name: &str) -> Option<String> {
    let mut values = form_urlencoded::parse(body).filter(|(key, _)| key == name).map(|(_, value)| value);
    values.next().filter(|_| values.next().is_none()).map(Cow::into_owned)
}

/// A body in pieces has no length, and one that has both says two things at once. No browser sends either.
fn length(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Refusal::Unmeasured);
    }
    let Some(length) = headers.get(header::CONTENT_LENGTH) else { return Ok(()) };
    let fits =
        length.to_str().ok().and_then(|text| text.parse::<usize>().ok()).is_some_and(|length| length <= MAX_BODY);
    if fits { Ok(()) } else { Err(Refusal::TooLarge) }
}
