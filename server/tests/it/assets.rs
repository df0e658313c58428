//! Tests of the embedded assets.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{HeaderMap, header},
};

use crate::harness::{Harness, get_request_as, request_to, test_site};

async fn get_css_with(harness: &Harness, name: header::HeaderName, value: &str) -> crate::harness::TestResponse {
    harness.send(request_to("GET", "/assets/main-1.css").header(name, value).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_brotli_form_has_a_strong_tag_and_the_other_one_a_weak_tag() {
    let harness = Harness::new();
    let mut tags = BTreeSet::new();
    for (accepted, expected) in [("gzip, br", "br"), ("gzip", "gzip"), ("identity", "")] {
        let response = get_css_with(&harness, header::ACCEPT_ENCODING, accepted).await;
        assert_eq!(response.header("content-encoding"), expected);
        assert_eq!(response.header("content-type"), "text/css; charset=utf-8");
        assert!(response.header("vary").contains("accept-encoding"));
        assert_eq!(response.body == "body{}", expected.is_empty(), "{accepted}: {}", response.body);
        let tag = response.header("etag").to_owned();
        // One form has two encodings, and a tag that says so.
        assert_eq!(tag.starts_with("W/"), expected != "br", "{tag}");
        tags.insert(tag);
    }
    assert_eq!(tags.len(), 2, "{tags:?}");
}

#[tokio::test]
async fn cached_assets_are_not_sent_again() {
    let harness = Harness::new();
    let first = get_css_with(&harness, header::ACCEPT_ENCODING, "identity").await;
    let again = get_css_with(&harness, header::IF_NONE_MATCH, first.header("etag")).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    assert_eq!(get_css_with(&harness, header::IF_NONE_MATCH, "\"other\"").await.status, 200);
    let conditional = request_to("GET", "/assets/main-1.css")
        .header(header::IF_NONE_MATCH, first.header("etag"))
        .header(header::ACCEPT_ENCODING, "gzip");
    let again = harness.send(conditional.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status.as_u16(), again.header("content-encoding")), (304, ""));
}

#[tokio::test]
async fn documents_request_only_their_own_page_chunks() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for (path, chunks) in [("/", 0), ("/routing", 2), ("/routing?done=1", 2), ("/settings", 0)] {
        let page = harness.send(get_request_as(&visitor, path)).await.body;
        let preloads = page.matches("rel=\"preload\"").count();
        assert_eq!(preloads, 1 + chunks, "{path}: {page}");
        let named =
            ["/assets/chunk_1-1.wasm", "/assets/split_routing-1.wasm"].iter().filter(|name| page.contains(**name));
        assert_eq!(named.count(), chunks, "{path}");
    }
}

#[tokio::test]
async fn page_chunks_require_a_session() {
    let harness = Harness::new();
    let path = "/assets/split_routing-1.wasm";
    let stranger = harness.send(request_to("GET", path).body(Body::empty()).unwrap()).await;
    assert_ne!(stranger.status, 200);
    let visitor = harness.sign_in().await;
    let answer = harness.send(get_request_as(&visitor, path)).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/wasm"));
    assert!(answer.header("cache-control").contains("immutable"));
}

#[test]
fn assets_are_served_only_below_their_folder() {
    let (site, plain) = (test_site().in_folder("word"), test_site());
    let paths: Vec<_> = site.asset_paths().map(|(path, is_public)| (path.replace("/word/", "/"), is_public)).collect();
    assert!(site.asset_paths().all(|(path, _)| path.starts_with("/assets/word/")), "{paths:?}");
    assert_eq!(paths, plain.asset_paths().map(|(path, is_public)| (path.to_owned(), is_public)).collect::<Vec<_>>());
    let named = serde_json::to_string(&site.files).unwrap();
    assert_eq!(named.matches("/assets/word/").count(), named.matches("/assets/").count(), "{named}");
    assert_eq!(named.replace("/word/", "/"), serde_json::to_string(&plain.files).unwrap());
    assert_eq!(site.asset_response("/assets/main-1.css", &HeaderMap::new()).status(), 404);
    assert_eq!(site.asset_response("/assets/word/main-1.css", &HeaderMap::new()).status(), 200);
}

#[tokio::test]
async fn t40_asset_paths_do_not_access_the_file_system() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
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
        assert_eq!(harness.send(get_request_as(&visitor, path)).await.status, 404, "{path}");
    }
}
