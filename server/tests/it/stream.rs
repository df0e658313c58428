//! The stream of events.

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;

use crate::harness::{Harness, form, get, get_as, request};

/// The next piece of the stream; `None` at its end.
async fn next(body: &mut Body) -> Option<String> {
    let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.expect("the stream hangs")?;
    Some(String::from_utf8_lossy(&frame.unwrap().into_data().unwrap()).into_owned())
}

#[tokio::test]
async fn t17_a_stream_is_for_who_is_signed_in_and_for_our_own_page() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    assert_eq!(harness.raw(get("/events")).await.status(), 401);
    let foreign = request("GET", "/events").header("cookie", &visitor.cookie).header("origin", "http://evil.example");
    assert_eq!(harness.raw(foreign.body(Body::empty()).unwrap()).await.status(), 403);
}

#[tokio::test]
async fn a_change_is_an_event() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let answer = harness.raw(get_as(&visitor, "/events")).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut body = answer.into_body();
    assert!(next(&mut body).await.unwrap().contains("retry: 1000"));
    harness.dashboard.changes.send(()).unwrap();
    assert!(next(&mut body).await.unwrap().contains("event: changed"));
}

#[tokio::test]
async fn whoever_was_too_slow_for_a_thousand_changes_is_told_once_more() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let mut body = harness.raw(get_as(&visitor, "/events")).await.into_body();
    next(&mut body).await.unwrap();
    for _ in 0..1000 {
        harness.dashboard.changes.send(()).unwrap();
    }
    assert!(next(&mut body).await.unwrap().contains("event: changed"));
}

#[tokio::test]
async fn t17_signing_out_ends_the_stream_at_once() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let mut body = harness.raw(get_as(&visitor, "/events")).await.into_body();
    next(&mut body).await.unwrap();
    harness.send(form(&visitor, "/logout", "")).await;
    assert_eq!(next(&mut body).await, None);
}

#[tokio::test]
async fn t29_signing_out_everywhere_ends_the_streams_of_others_too() {
    let harness = Harness::new();
    let (here, there) = (harness.visitor().await, harness.visitor().await);
    let mut bodies = Vec::new();
    for visitor in [&here, &there] {
        let mut body = harness.raw(get_as(visitor, "/events")).await.into_body();
        next(&mut body).await.unwrap();
        bodies.push(body);
    }
    harness.send(form(&here, "/logout", "all=true")).await;
    for body in &mut bodies {
        assert_eq!(next(body).await, None);
    }
}

#[tokio::test]
async fn stopping_the_dashboard_ends_the_stream() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let mut body = harness.raw(get_as(&visitor, "/events")).await.into_body();
    next(&mut body).await.unwrap();
    harness.dashboard.stop.send_replace(true);
    assert_eq!(next(&mut body).await, None);
}
