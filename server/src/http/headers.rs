//! The headers of every answer.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Features that the dashboard does not use. Writing to the clipboard is one that it does.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=(), xr-spatial-tracking=()";

/// Under `no-referrer`, Chromium sends `Origin: null` with every form of our own pages, and the guard would refuse it.
const REFERRER: &str = "same-origin";

/// The content policy; with a nonce for a page that starts the app.
#[must_use]
pub(super) fn content_policy(nonce: Option<&str>) -> String {
    match nonce {
        Some(nonce) => policy(&format!("'self' 'nonce-{nonce}' 'wasm-unsafe-eval'")),
        None => policy("'self'"),
    }
}

/// The same for the sign-in page: its own script and no file, for a file may be another program's that the browser kept.
#[must_use]
pub(super) fn sign_in_policy(nonce: &str) -> String {
    policy(&format!("'nonce-{nonce}'"))
}

fn policy(scripts: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Puts them on whatever comes out, errors and panics included. What a handler has set stays.
pub(super) async fn everywhere(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, &content_policy(None));
    set(headers, header::X_FRAME_OPTIONS, "DENY");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, REFERRER);
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(headers, header::CACHE_CONTROL, "no-store");
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.entry(name).or_insert(value);
    }
}
