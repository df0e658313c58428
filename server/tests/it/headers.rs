//! Tests of the headers of every response.

use std::{collections::HashSet, sync::Arc};

use axum::{body::Body, http::header};
use contract::{BoxFuture, Op, OpError, RunsOperation};
use ops::Workspace;
use server::http::routes::route_table;
use testkit::TestHome;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Registry, layer::SubscriberExt, util::SubscriberInitExt};

use crate::harness::{Harness, TestResponse, api_request, get_request, get_request_as, request_to, test_site};

fn assert_all_headers(answer: &TestResponse, what: &str) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src '",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {part} in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}");
    }
    assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
    assert!(!answer.header("cache-control").is_empty(), "{what}");
    let opened = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(opened, None, "t09 {what}");
}

#[tokio::test]
async fn t33_every_response_has_the_security_headers() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut paths: Vec<_> =
        route_table(&test_site()).into_iter().map(|route| route.path).filter(|path| path != "/events").collect();
    paths.extend(["/unknown", "/api/unknown", "/assets/unknown"].map(str::to_owned));
    for path in paths {
        for method in ["GET", "HEAD", "POST", "PUT"] {
            for cookie in ["", &visitor.cookie] {
                let asked = request_to(method, &path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
                let answer = harness.send(asked).await;
                assert_all_headers(&answer, &format!("{method} {path} {}", answer.status));
            }
        }
    }
    let events = harness.send_raw(get_request_as(&visitor, "/events")).await;
    let (parts, _) = events.into_parts();
    assert_all_headers(&TestResponse { status: parts.status, headers: parts.headers, body: String::new() }, "/events");
}

/// A backend that panics at every call, with a secret in the message.
struct PanickingBackend;

impl<O: Op> RunsOperation<O> for PanickingBackend
where
    Workspace: RunsOperation<O>,
{
    fn run(&self, _: O) -> BoxFuture<'_, Result<O::Out, OpError>> {
        panic!("Canary1")
    }
}

#[tokio::test]
async fn t33_t41_t98_panic_becomes_a_response_and_server_continues() {
    let harness = Harness::with_backend(TestHome::empty(), Arc::new(PanickingBackend));
    let visitor = harness.sign_in().await;
    for _ in 0..2 {
        let answer = harness.send(api_request(&visitor, "/api/status/show", r#"{"op":{}}"#)).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.body.contains("Canary1"), "{}", answer.body);
        assert!(answer.body.contains("Quote "), "{}", answer.body);
        assert_all_headers(&answer, "panic");
    }
    assert_eq!(harness.send(get_request("/healthz")).await.status, 200);
}

#[tokio::test]
async fn t41_t98_error_id_is_logged() {
    let home = TestHome::with_config("{}");
    let log = server::log::file_layer(LevelFilter::INFO, home.store().open_dashboard_log().unwrap());
    let _logged = Registry::default().with(log).set_default();
    let harness = Harness::with_backend(home, Arc::new(PanickingBackend));
    let visitor = harness.sign_in().await;
    let answer = harness.send(api_request(&visitor, "/api/status/show?code=Canary2", r#"{"op":{}}"#)).await;
    let id = answer.body.split("Quote ").nth(1).unwrap().split(' ').next().unwrap();
    let log = std::fs::read_to_string(harness.home.state_dir().join("model-manager/log/ui.log")).unwrap();
    let line = log.lines().find(|line| line.contains("ERROR")).unwrap_or_else(|| panic!("{log}"));
    assert!(id.len() == 8 && line.contains(&format!("id=\"{id}\"")), "{id}: {log}");
    assert!(!log.contains("Canary"), "{log}");
}

#[tokio::test]
async fn t34_every_page_has_its_own_nonce() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut nonces = HashSet::new();
    for _ in 0..50 {
        let answer = harness.send(get_request_as(&visitor, "/")).await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        // Six bits per letter.
        assert!(nonce.len() * 6 >= 128, "{nonce}");
        let scripts = answer.body.matches("<script").count();
        let allowed = answer.body.matches(&format!("nonce=\"{nonce}\"")).count();
        assert_eq!(scripts, allowed, "a script without the nonce");
        nonces.insert(nonce);
    }
    assert_eq!(nonces.len(), 50);
}

#[tokio::test]
async fn t39_pages_are_not_cached_and_hashed_files_are() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    assert_eq!(harness.send(get_request_as(&visitor, "/")).await.header("cache-control"), "no-store");
    assert_eq!(harness.send(get_request("/login")).await.header("cache-control"), "no-store");
    let asset = harness.send(get_request("/assets/main-1.css")).await;
    assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(asset.header("set-cookie"), "");
}

#[tokio::test]
async fn everything_except_events_is_compressed() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let sent = async |mut asked: axum::http::Request<Body>| {
        asked.headers_mut().insert(header::ACCEPT_ENCODING, axum::http::HeaderValue::from_static("gzip"));
        let (parts, _) = harness.send_raw(asked).await.into_parts();
        let of = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        (parts.status.as_u16(), of(header::CONTENT_ENCODING), of(header::VARY).contains("accept-encoding"))
    };
    let compressed = (200, "gzip".to_owned(), true);
    assert_eq!(sent(get_request_as(&visitor, "/")).await, compressed);
    assert_eq!(sent(api_request(&visitor, "/api/status/show", r#"{"op":{}}"#)).await, compressed);
    assert_eq!(sent(get_request_as(&visitor, "/events")).await, (200, String::new(), false));
    assert_eq!(sent(get_request_as(&visitor, "/assets/main-1.css")).await, compressed);
    let plain = harness.send(get_request_as(&visitor, "/")).await;
    assert_eq!((plain.status.as_u16(), plain.header("content-encoding")), (200, ""));
}

#[tokio::test]
async fn foreign_scripts_do_not_run_on_the_sign_in_page() {
    let harness = Harness::new();
    let mut nonces = HashSet::new();
    for _ in 0..20 {
        let page = harness.send(get_request("/login")).await;
        assert_eq!(page.header("clear-site-data"), "\"cache\"");
        let policy = page.header("content-security-policy");
        let scripts = policy.split("script-src ").nth(1).unwrap().split(';').next().unwrap();
        let nonce = scripts.strip_prefix("'nonce-").unwrap().strip_suffix('\'').unwrap();
        // Five bits per letter.
        assert!(nonce.len() * 5 >= 128, "{scripts}");
        let tags: Vec<_> = page.body.match_indices("<script").map(|(at, _)| &page.body[at..]).collect();
        assert_eq!(tags.len(), 1, "{}", page.body);
        let tag = tags[0].split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")) && !tag.contains("src="), "{tag}");
        assert!(tags[0].contains("form.requestSubmit();"), "the script is not as it was written: {}", tags[0]);
        nonces.insert(nonce.to_owned());
    }
    assert_eq!(nonces.len(), 20);
    // Only the sign-in page clears the cache.
    let visitor = harness.sign_in().await;
    for path in ["/", "/assets/main-1.css"] {
        assert_eq!(harness.send(get_request_as(&visitor, path)).await.header("clear-site-data"), "", "{path}");
    }
}
