//! The built files.

use axum::{body::Body, http::header};

use crate::harness::{Harness, get_as, request};

async fn css(harness: &Harness, name: header::HeaderName, value: &str) -> crate::harness::Answer {
    harness.send(request("GET", "/assets/main-1.css").header(name, value).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn brotli_goes_to_who_takes_it_and_each_encoding_has_its_own_tag() {
    let harness = Harness::new();
    let plain = css(&harness, header::ACCEPT_ENCODING, "gzip").await;
    let small = css(&harness, header::ACCEPT_ENCODING, "gzip, br").await;
    assert_eq!((plain.body.as_str(), plain.header("content-encoding")), ("body{}", ""));
    assert_eq!((small.body.as_str(), small.header("content-encoding")), ("brotli of body{}", "br"));
    assert_eq!(small.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(small.header("vary"), "accept-encoding");
    assert_ne!(plain.header("etag"), small.header("etag"));
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let harness = Harness::new();
    let first = css(&harness, header::ACCEPT_ENCODING, "identity").await;
    let again = css(&harness, header::IF_NONE_MATCH, first.header("etag")).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    assert_eq!(css(&harness, header::IF_NONE_MATCH, "\"other\"").await.status, 200);
}

#[tokio::test]
async fn t40_a_path_is_a_key_and_not_a_way_through_the_file_system() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for path in [
        "/../../etc/passwd",
        "/assets/../../etc/passwd",
        "/assets/%2e%2e/Cargo.toml",
        "/assets/%252e%252e/x",
        "/assets/..%5cx",
        "/assets/main-1.css%00",
        "/assets/main-1.css/",
        "/assets/",
        "/assets/manifest.json",
        "/assets/main-1.css.br",
        "/pkg/.env",
        &format!("/assets/{}", "a".repeat(5000)),
    ] {
        assert_eq!(harness.send(get_as(&visitor, path)).await.status, 404, "{path}");
    }
}
