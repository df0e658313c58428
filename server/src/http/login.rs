//! Signing in and out.

use std::sync::Arc;

use app::page::login::{Asked, Refusal, document};
use axum::{
    body::Bytes,
    extract::{Extension, RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use super::{
    Dashboard, Notice,
    accept::Peer,
    back::{NEXT, is_page},
    guard::field,
    headers::sign_in_policy,
    session::{Refused, Visit},
    token::Token,
    with_cookie,
};

/// Pages that another program left in the browser while it had this port would be taken for ours.
const FORGET: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));

/// `GET /login`
pub(super) async fn show(
    State(dashboard): State<Arc<Dashboard>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut answer = page(&dashboard, &headers, None, next(&dashboard, query.unwrap_or_default().as_bytes()));
    let (name, value) = FORGET;
    answer.headers_mut().insert(name, value);
    answer
}

/// `POST /login`: typed, or put into the form by the page's script.
pub(super) async fn enter(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (typed, next) = (field(&body, "code").unwrap_or_default(), next(&dashboard, &body));
    match dashboard.sessions.redeem(code(&typed)) {
        Ok(cookie) => {
            tracing::info!("signed in");
            dashboard.tell(Notice::SignedIn);
            let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", dashboard.cookie, cookie.expose());
            with_cookie(Redirect::to(next.as_deref().unwrap_or("/")).into_response(), &cookie)
        }
        Err(refused) => {
            let (now, quiet) = (dashboard.clock.now(), &dashboard.quiet);
            let quiet = if refused == Refused::UsedTwice { &quiet.used_twice } else { &quiet.wrong };
            quiet.line(now, || tracing::warn!(why = ?refused, "a code opened nothing"));
            if refused == Refused::UsedTwice {
                dashboard.tell(Notice::CodeUsedTwice);
            }
            let refusal = match (dashboard.limiter.note(peer, now), refused) {
                (Err(wait), _) => Refusal::Slow(wait.as_secs() + 1),
                (Ok(()), Refused::UsedTwice) => Refusal::Used,
                (Ok(()), Refused::Wrong) => Refusal::Wrong,
            };
            page(&dashboard, &headers, Some(refusal), next)
        }
    }
}

/// `POST /logout`; with `all=true` everybody goes, and unused links with them.
pub(super) async fn leave(
    State(dashboard): State<Arc<Dashboard>>,
    Extension(visit): Extension<Visit>,
    body: Bytes,
) -> Response {
    if field(&body, "all").as_deref() == Some("true") {
        tracing::info!("everybody was signed out");
        dashboard.sessions.end_all();
        dashboard.tell(Notice::AllSignedOut);
    } else {
        tracing::info!("signed out");
        dashboard.sessions.end(&visit);
    }
    let gone = format!("{}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0", dashboard.cookie);
    with_cookie(Redirect::to("/login").into_response(), &gone)
}

/// The page that was asked for, in a form or in an address. One of ours, or nothing.
fn next(dashboard: &Dashboard, fields: &[u8]) -> Option<String> {
    field(fields, NEXT).filter(|next| is_page(dashboard, next))
}

/// The code alone, where somebody has pasted the whole link.
fn code(typed: &str) -> &str {
    let behind = typed.split_once("code=").map_or(typed, |(_, code)| code);
    behind.trim().split('&').next().unwrap_or_default()
}

fn page(dashboard: &Dashboard, headers: &HeaderMap, refusal: Option<Refusal>, next: Option<String>) -> Response {
    // Without randomness the script does not run, and the form does without it.
    let nonce = Token::random().map(|token| token.expose().to_owned()).unwrap_or_default();
    let policy = sign_in_policy(&nonce);
    let asked = Asked { nonce, next, refusal };
    let html = document(dashboard.facts(headers, None, "/login"), dashboard.site.files.clone(), asked);
    let status = match refusal {
        None => StatusCode::OK,
        Some(Refusal::Wrong | Refusal::Used) => StatusCode::FORBIDDEN,
        Some(Refusal::Slow(_)) => StatusCode::TOO_MANY_REQUESTS,
    };
    let mut answer = (status, [(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response();
    if let Some(Refusal::Slow(seconds)) = refusal {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_as_good_as_the_code_in_it() {
        for typed in [
            "abc",
            " abc\n",
            "http://127.0.0.1:18777/login#code=abc",
            " http://localhost:8080/login#code=abc ",
            "#code=abc",
            "code=abc&x=1",
        ] {
            assert_eq!(code(typed), "abc", "{typed:?}");
        }
        assert_eq!(code(""), "");
        assert_eq!(code("http://127.0.0.1:18777/login"), "http://127.0.0.1:18777/login");
    }
}
