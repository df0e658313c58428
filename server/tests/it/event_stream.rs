//! Tests of the event stream.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

use axum::body::Body;
use http_body_util::BodyExt;
use ops::JobChanges;
use testkit::TestHome;

use crate::{
    harness::{CONFIG, Harness, form_request, get_request, get_request_as, request_to},
    process::{UiProcess, cookie_header},
};

/// Returns the next chunk of the stream; `None` at its end.
async fn next_chunk(body: &mut Body) -> Option<String> {
    let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.expect("the stream hangs")?;
    Some(String::from_utf8_lossy(&frame.unwrap().into_data().unwrap()).into_owned())
}

#[tokio::test]
async fn t17_event_stream_requires_session_and_own_origin() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    assert_eq!(harness.send_raw(get_request("/events")).await.status(), 401);
    let foreign =
        request_to("GET", "/events").header("cookie", &visitor.cookie).header("origin", "http://evil.example");
    assert_eq!(harness.send_raw(foreign.body(Body::empty()).unwrap()).await.status(), 403);
}

#[tokio::test]
async fn changes_are_sent_as_events() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let answer = harness.send_raw(get_request_as(&visitor, "/events")).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut body = answer.into_body();
    assert!(next_chunk(&mut body).await.unwrap().contains("retry: 1000"));
    harness.dashboard.changes.send(()).unwrap();
    assert!(next_chunk(&mut body).await.unwrap().contains("event: changed"));
}

/// A tab reads the rows after its last one, so one event is enough for several rows.
#[tokio::test]
async fn rows_of_a_job_are_one_event_in_every_tab() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut tabs = Vec::new();
    for _ in 0..2 {
        let mut body = harness.send_raw(get_request_as(&visitor, "/events")).await.into_body();
        next_chunk(&mut body).await.unwrap();
        tabs.push(body);
    }
    for _ in 0..100 {
        harness.job_events.send_modify(|changes| changes.count += 1);
    }
    harness.dashboard.changes.send(()).unwrap();
    for mut tab in tabs {
        let two = next_chunk(&mut tab).await.unwrap() + &next_chunk(&mut tab).await.unwrap();
        assert!(two.contains("event: job\ndata: {}") && two.contains("event: changed"), "{two}");
    }
}

/// A job may have changed between the page and its stream, but not if it ended before the page.
#[tokio::test]
async fn a_new_stream_tells_of_jobs_only_while_one_runs() {
    for (running, expected) in [(1, true), (0, false)] {
        let harness = Harness::new();
        let visitor = harness.sign_in().await;
        harness.job_events.send_replace(JobChanges { count: 5, running });
        let mut body = harness.send_raw(get_request_as(&visitor, "/events")).await.into_body();
        next_chunk(&mut body).await.unwrap();
        if expected {
            assert!(next_chunk(&mut body).await.unwrap().contains("event: job"));
        }
        // Nothing else is told.
        let more = tokio::time::timeout(Duration::from_millis(400), body.frame()).await;
        assert!(more.is_err(), "{running}: {more:?}");
    }
}

#[tokio::test]
async fn changes_are_merged_for_slow_clients() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut body = harness.send_raw(get_request_as(&visitor, "/events")).await.into_body();
    next_chunk(&mut body).await.unwrap();
    for _ in 0..1000 {
        harness.dashboard.changes.send(()).unwrap();
    }
    assert!(next_chunk(&mut body).await.unwrap().contains("event: changed"));
}

#[tokio::test]
async fn t17_signing_out_ends_the_stream_at_once() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut body = harness.send_raw(get_request_as(&visitor, "/events")).await.into_body();
    next_chunk(&mut body).await.unwrap();
    harness.send(form_request(&visitor, "/logout", "")).await;
    assert_eq!(next_chunk(&mut body).await, None);
}

#[tokio::test]
async fn t29_sign_out_everywhere_ends_all_streams() {
    let harness = Harness::new();
    let (here, there) = (harness.sign_in().await, harness.sign_in().await);
    let mut bodies = Vec::new();
    for visitor in [&here, &there] {
        let mut body = harness.send_raw(get_request_as(visitor, "/events")).await.into_body();
        next_chunk(&mut body).await.unwrap();
        bodies.push(body);
    }
    harness.send(form_request(&here, "/logout", "all=true")).await;
    for body in &mut bodies {
        assert_eq!(next_chunk(body).await, None);
    }
}

#[tokio::test]
async fn stopping_the_dashboard_ends_the_stream() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut body = harness.send_raw(get_request_as(&visitor, "/events")).await.into_body();
    next_chunk(&mut body).await.unwrap();
    harness.dashboard.stop.send_replace(true);
    assert_eq!(next_chunk(&mut body).await, None);
}

/// Opens the event stream of a running dashboard.
fn open_stream(ui: &UiProcess) -> BufReader<TcpStream> {
    let cookie = cookie_header(ui);
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, ui.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(9))).unwrap();
    write!(stream, "GET /events HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n").unwrap();
    let mut reader = BufReader::new(stream);
    read_until(&mut reader, "retry: ");
    reader
}

/// Reads lines until one begins like this.
fn read_until(reader: &mut BufReader<TcpStream>, start: &str) {
    let mut line = String::new();
    while !line.starts_with(start) {
        line.clear();
        assert_ne!(reader.read_line(&mut line).expect("no event came"), 0, "the stream has ended");
    }
}

#[test]
fn a_changed_credential_store_and_env_file_are_events() {
    let home = TestHome::with_config(CONFIG);
    let agent_dir = home.path().join(".openclaw/agents/main/agent");
    fs::create_dir_all(&agent_dir).unwrap();
    let ui = UiProcess::start(&home, &["--port", "0", "--no-open"]);
    let mut stream = open_stream(&ui);
    for file in [agent_dir.join("auth-profiles.json"), home.path().join(".openclaw/.env")] {
        fs::write(&file, "{}").unwrap();
        read_until(&mut stream, "event: changed");
    }
}
