//! HTTP server of the dashboard: the router.

pub mod assets;
pub mod auth;
pub mod clock;
pub mod conn;
mod cookies;
mod events;
mod flash;
mod form;
mod headers;
mod log_limit;
mod pages;
pub mod routes;
mod state;
mod theme;

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};

use auth::{guard, login, token::Token};
use routes::{Endpoint, Route};
pub use state::{Dashboard, DashboardConfig, ListenAddress, TerminalEvent};

/// Maximum time to answer a page or a form. It does not end the event stream, whose response has already begun.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Builds the router. Its layers, from outside in: headers, panics, guard, limits, compression, route table.
pub fn router(dashboard: &Arc<Dashboard>) -> Router {
    // Fails if it was done before, when two dashboards run in one process.
    any_spawner::Executor::init_tokio().ok();
    let mut router = Router::new();
    for route in dashboard.routes.values() {
        router = router.route(&route.path, method_router(route));
    }
    router
        .fallback(pages::show_page)
        .layer(CompressionLayer::new().compress_when(is_compressible))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, REQUEST_TIMEOUT))
        .layer(RequestBodyLimitLayer::new(guard::MAX_BODY_BYTES))
        .layer(from_fn_with_state(Arc::clone(dashboard), guard::guard_request))
        .layer(CatchPanicLayer::custom(panic_response))
        .layer(from_fn(headers::add_security_headers))
        .with_state(Arc::clone(dashboard))
}

/// Whether to compress a response that is not compressed yet, because a tunnel is slow. Events must not be held back until
/// a compressor has enough data, and a 304 has nothing to compress.
///
/// The length of a compressed page is of no use to an attacker: the guard gives a page of another origin no response
/// that contains secrets of a session, however often it asks.
fn is_compressible(status: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    status != StatusCode::NOT_MODIFIED && !kind.is_empty() && !kind.starts_with("text/event-stream")
}

/// Returns the handler of a route. The match has no wildcard, so an endpoint without a handler does not compile.
fn method_router(route: &Route) -> MethodRouter<Arc<Dashboard>> {
    match route.endpoint {
        Endpoint::Page => get(pages::show_page),
        Endpoint::Login => get(login::show_login).post(login::sign_in),
        Endpoint::Logout => post(login::sign_out),
        Endpoint::Theme => post(theme::set_theme),
        Endpoint::Api => post(pages::call_server_fn),
        Endpoint::Form => form::form_handler(route.path.trim_start_matches(routes::FORM_PREFIX)),
        Endpoint::SecretForm => form::secret::secret_form_handler(route.path.trim_start_matches(routes::FORM_PREFIX)),
        Endpoint::LiveForm => form::live::live_form_handler(route.path.trim_start_matches(routes::FORM_PREFIX)),
        Endpoint::Events => get(events::stream_events),
        Endpoint::Asset => get(serve_asset),
        Endpoint::Health => get(|| async { "ok\n" }),
    }
}

async fn serve_asset(State(dashboard): State<Arc<Dashboard>>, request: Request) -> Response {
    dashboard.site.asset_response(request.uri().path(), request.headers())
}

/// Response after a panic. The panic message may quote anything, so only an id is sent, which is also in the log.
fn panic_response(_: Box<dyn Any + Send>) -> Response {
    let id: String = Token::random().map(|token| token.expose().chars().take(8).collect()).unwrap_or_default();
    tracing::error!(id, "a request failed with an internal error");
    let text = format!("Internal error. Quote {id} when you report it.\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}
