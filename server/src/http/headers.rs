//! Security headers of every response.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Browser features that the dashboard does not use. Writing to the clipboard is missing here because it is used.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=(), xr-spatial-tracking=()";

/// Referrer policy. With `no-referrer`, Chromium sends `Origin: null` with the dashboard's own forms, and the guard
/// would reject them.
const REFERRER_POLICY: &str = "same-origin";

/// Builds the content security policy; with a nonce for a page that starts the app.
#[must_use]
pub(super) fn content_security_policy(nonce: Option<&str>) -> String {
    match nonce {
        Some(nonce) => policy_with_scripts(&format!("'self' 'nonce-{nonce}' 'wasm-unsafe-eval'")),
        None => policy_with_scripts("'self'"),
    }
}

/// Builds the policy of the sign-in page: its inline script, but no script files, because the browser may have cached a
/// file of another program under the same address.
#[must_use]
pub(super) fn sign_in_policy(nonce: &str) -> String {
    policy_with_scripts(&format!("'nonce-{nonce}'"))
}

fn policy_with_scripts(scripts: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Adds the security headers to every response, including errors and panics. Headers that a handler has set are kept.
pub(super) async fn add_security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    insert_if_absent(headers, header::CONTENT_SECURITY_POLICY, &content_security_policy(None));
    insert_if_absent(headers, header::X_FRAME_OPTIONS, "DENY");
    insert_if_absent(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    insert_if_absent(headers, header::REFERRER_POLICY, REFERRER_POLICY);
    insert_if_absent(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    insert_if_absent(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    insert_if_absent(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY);
    insert_if_absent(headers, header::CACHE_CONTROL, "no-store");
    response
}

fn insert_if_absent(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.entry(name).or_insert(value);
    }
}
