//! The built files.

use axum::{
    body::Body,
    http::{HeaderMap, header},
};

use crate::harness::{Harness, get_as, request, site};

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
async fn the_code_of_a_page_is_asked_for_by_its_document_and_by_no_other() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for (path, chunks) in [("/", 0), ("/routing", 2), ("/routing?done=1", 2), ("/settings", 0)] {
        let page = harness.send(get_as(&visitor, path)).await.body;
        let preloads = page.matches("rel=\"preload\"").count();
        assert_eq!(preloads, 1 + chunks, "{path}: {page}");
        let named =
            ["/assets/chunk_1-1.wasm", "/assets/split_routing-1.wasm"].iter().filter(|name| page.contains(**name));
        assert_eq!(named.count(), chunks, "{path}");
    }
}

#[tokio::test]
async fn the_code_of_a_page_is_for_who_is_signed_in() {
    let harness = Harness::new();
    let path = "/assets/split_routing-1.wasm";
    let stranger = harness.send(request("GET", path).body(Body::empty()).unwrap()).await;
    assert_ne!(stranger.status, 200);
    let visitor = harness.visitor().await;
    let answer = harness.send(get_as(&visitor, path)).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/wasm"));
    assert!(answer.header("cache-control").contains("immutable"));
}

#[test]
fn below_a_folder_every_file_is_there_and_nowhere_else() {
    let (site, plain) = (site().below("word"), site());
    let paths: Vec<_> = site.paths().map(|(path, is_public)| (path.replace("/word/", "/"), is_public)).collect();
    assert!(site.paths().all(|(path, _)| path.starts_with("/assets/word/")), "{paths:?}");
    assert_eq!(paths, plain.paths().map(|(path, is_public)| (path.to_owned(), is_public)).collect::<Vec<_>>());
    let named = serde_json::to_string(&site.files).unwrap();
    assert_eq!(named.matches("/assets/word/").count(), named.matches("/assets/").count(), "{named}");
    assert_eq!(named.replace("/word/", "/"), serde_json::to_string(&plain.files).unwrap());
    assert_eq!(site.serve("/assets/main-1.css", &HeaderMap::new()).status(), 404);
    assert_eq!(site.serve("/assets/word/main-1.css", &HeaderMap::new()).status(), 200);
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
