//! Handlers for signing in and out.

use std::sync::Arc;

use app::page::login::{LoginError, LoginPageParams, login_document};
use axum::{
    body::Bytes,
    extract::{Extension, RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use super::{
    guard::form_field,
    return_to::{NEXT_FIELD, is_known_page},
    session::{CurrentSession, RedeemError},
    token::Token,
};
use crate::http::{Dashboard, TerminalEvent, conn::peer::Peer, cookies::with_cookie, headers::sign_in_policy};

/// Header that clears the browser's cache. Pages of another program that used this port before would be taken for the
/// dashboard's.
const CLEAR_CACHE_HEADER: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));

/// Handles `GET /login`.
pub(in crate::http) async fn show_login(
    State(dashboard): State<Arc<Dashboard>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut response =
        login_page(&dashboard, &headers, None, requested_page(&dashboard, query.unwrap_or_default().as_bytes()));
    let (name, value) = CLEAR_CACHE_HEADER;
    response.headers_mut().insert(name, value);
    response
}

/// Handles `POST /login`. The code was typed, or filled in by the page's script.
pub(in crate::http) async fn sign_in(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (typed, next) = (form_field(&body, "code").unwrap_or_default(), requested_page(&dashboard, &body));
    match dashboard.sessions.redeem_code(extract_code(&typed)) {
        Ok(cookie) => {
            tracing::info!("signed in");
            dashboard.notify_terminal(TerminalEvent::SignedIn);
            let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", dashboard.session_cookie, cookie.expose());
            with_cookie(Redirect::to(next.as_deref().unwrap_or("/")).into_response(), &cookie)
        }
        Err(redeem_error) => {
            let (now, abuse_log) = (dashboard.clock.now(), &dashboard.abuse_log);
            let abuse_log =
                if redeem_error == RedeemError::CodeReused { &abuse_log.reused_codes } else { &abuse_log.wrong_codes };
            abuse_log.log_limited(now, || tracing::warn!(why = ?redeem_error, "a sign-in code was rejected"));
            if redeem_error == RedeemError::CodeReused {
                dashboard.notify_terminal(TerminalEvent::CodeUsedTwice);
            }
            let refusal = match (dashboard.login_limiter.record_failure(peer, now), redeem_error) {
                (Err(wait), _) => LoginError::RateLimited(wait.as_secs() + 1),
                (Ok(()), RedeemError::CodeReused) => LoginError::CodeAlreadyUsed,
                (Ok(()), RedeemError::InvalidCode) => LoginError::WrongCode,
            };
            login_page(&dashboard, &headers, Some(refusal), next)
        }
    }
}

/// Handles `POST /logout`. With `all=true` it ends all sessions and invalidates unused links.
pub(in crate::http) async fn sign_out(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(session): Extension<CurrentSession>,
    body: Bytes,
) -> Response {
    if form_field(&body, "all").as_deref() == Some("true") {
        tracing::info!("all sessions were signed out");
        dashboard.sessions.sign_out_all();
        dashboard.notify_terminal(TerminalEvent::AllSignedOut);
    } else {
        tracing::info!("signed out");
        dashboard.sessions.sign_out(&session);
    }
    let expired_cookie = format!("{}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0", dashboard.session_cookie);
    with_cookie(Redirect::to("/login").into_response(), &expired_cookie)
}

/// Returns the page to show after sign-in, from a form or a query, if it is a page of the dashboard.
fn requested_page(dashboard: &Dashboard, fields: &[u8]) -> Option<String> {
    form_field(fields, NEXT_FIELD).filter(|next| is_known_page(dashboard, next))
}

/// Extracts the code if the whole link was pasted.
fn extract_code(typed: &str) -> &str {
    let behind = typed.split_once("code=").map_or(typed, |(_, code)| code);
    behind.trim().split('&').next().unwrap_or_default()
}

fn login_page(
    dashboard: &Dashboard,
    headers: &HeaderMap,
    refusal: Option<LoginError>,
    next: Option<String>,
) -> Response {
    // Without randomness there is no nonce and the script does not run, but the form works without it.
    let nonce = Token::random().map(|token| token.expose().to_owned()).unwrap_or_default();
    let policy = sign_in_policy(&nonce);
    let params = LoginPageParams { nonce, return_to: next, error: refusal };
    let html = login_document(dashboard.page_context(headers, None, "/login"), dashboard.site.files.clone(), params);
    let status = match refusal {
        None => StatusCode::OK,
        Some(LoginError::WrongCode | LoginError::CodeAlreadyUsed) => StatusCode::FORBIDDEN,
        Some(LoginError::RateLimited(_)) => StatusCode::TOO_MANY_REQUESTS,
    };
    let mut response = (status, [(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response();
    if let Some(LoginError::RateLimited(seconds)) = refusal {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_link_is_accepted_as_code() {
        for typed in [
            "abc",
            " abc\n",
            "http://127.0.0.1:18777/login#code=abc",
            " http://localhost:8080/login#code=abc ",
            "#code=abc",
            "code=abc&x=1",
        ] {
            assert_eq!(extract_code(typed), "abc", "{typed:?}");
        }
        assert_eq!(extract_code(""), "");
        assert_eq!(extract_code("http://127.0.0.1:18777/login"), "http://127.0.0.1:18777/login");
    }
}
