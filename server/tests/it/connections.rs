//! Tests of connections: too many, too slow, malformed.

use std::{
    io::ErrorKind,
    net::Ipv4Addr,
    sync::Arc,
    time::{Duration, Instant},
};

use server::http::{
    conn::{
        accept::{Listener, serve_listeners},
        limits::ConnectionLimits,
    },
    router,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinHandle,
    time::timeout,
};

use crate::harness::{HOST, Harness, ORIGIN, Visitor};

/// Maximum time to wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(9);

/// A dashboard on a port that the system chose.
struct TestServer {
    harness: Harness,
    port: u16,
    server: JoinHandle<()>,
}

impl TestServer {
    async fn new(limits: ConnectionLimits) -> Self {
        let harness = Harness::with_limits(limits);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(serve_listeners(
            vec![Listener::Tcp(listener)],
            router(&harness.dashboard),
            Arc::clone(&harness.dashboard),
        ));
        Self { harness, port, server }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.unwrap()
    }

    /// Opens a connection, sends the text and keeps the connection open.
    async fn connect_and_send(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn assert_alive(&self) {
        let answer = read_to_close(self.connect_and_send(&health_request("Connection: close\r\n")).await).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

fn health_request(more: &str) -> String {
    format!("GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n{more}\r\n")
}

/// Reads until the other side closes. A reset also counts as the end.
async fn read_to_close(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    timeout(TIMEOUT, stream.read_to_end(&mut bytes)).await.expect("the connection hangs").ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn page_request_as(visitor: &Visitor, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {}\r\n\r\n", visitor.cookie)
}

/// Returns the answer to `GET /healthz` on a connection that stays open.
async fn read_health_answer(stream: &mut TcpStream) -> String {
    read_until(stream, "ok\n").await
}

async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let mut bytes = [0; 4096];
        let count = timeout(TIMEOUT, stream.read(&mut bytes)).await.expect("no answer").unwrap();
        assert_ne!(count, 0, "closed after {text:?}");
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    text
}

fn short_limits() -> ConnectionLimits {
    let moment = Duration::from_millis(40);
    ConnectionLimits { header_timeout: moment, body_timeout: moment, ..ConnectionLimits::default() }
}

#[test]
fn t94_the_limits_of_the_product() {
    let ConnectionLimits {
        header_timeout: header,
        body_timeout: body,
        write_timeout: write,
        max_connections: connections,
    } = ConnectionLimits::default();
    assert_eq!((header.as_secs(), body.as_secs(), write.as_secs(), connections), (10, 30, 30, 256));
}

#[tokio::test]
async fn t94_header_timeout() {
    let served = TestServer::new(short_limits()).await;
    for begun in ["", "G", "GET / HTTP/1.1\r\nHost: localhost\r\nX-", "\r\n\r\n"] {
        let slow = served.connect_and_send(begun).await;
        served.assert_alive().await;
        assert_eq!(read_to_close(slow).await, "", "{begun:?}");
    }
    let mut kept = served.connect_and_send(&health_request("")).await;
    read_health_answer(&mut kept).await;
    assert_eq!(read_to_close(kept).await, "", "a connection without a next request");
}

#[tokio::test]
async fn t94_body_timeout() {
    let served = TestServer::new(short_limits()).await;
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let slow = served.connect_and_send(&format!("{head}Content-Length: 9\r\n\r\nc")).await;
    let answer = read_to_close(slow).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("connection: close"), "{answer}");
    served.assert_alive().await;
}

#[tokio::test]
async fn t94_a_full_connection_table_admits_new_clients() {
    let served = TestServer::new(ConnectionLimits::default()).await;
    let visitor = served.harness.sign_in().await;
    let mut stream = served.connect_and_send(&page_request_as(&visitor, "/events")).await;
    read_until(&mut stream, "retry: 1000").await;
    let many = "GET /assets/main-1.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10);
    for begun in ["", "GET / HTTP/1.1\r\nHost: localhost\r\nX-", &health_request(""), &many] {
        let (mut strangers, mut waits) = (Vec::new(), Vec::new());
        for n in 0..300 {
            strangers.push(served.connect_and_send(begun).await);
            if n > 250 {
                let start = Instant::now();
                served.assert_alive().await;
                waits.push(start.elapsed());
            }
        }
        // The median, because the machine may be busy for a moment. Without a free slot it would be a timeout.
        waits.sort();
        let wait = waits[waits.len() / 2];
        assert!(wait < Duration::from_secs(3), "{:?}: {wait:?}", begun.get(..40));
        // A signed-in connection keeps its slot and receives events.
        served.harness.dashboard.changes.send(()).unwrap();
        read_until(&mut stream, "event: changed").await;
    }
}

#[tokio::test]
async fn t94_signed_in_connections_are_never_evicted() {
    let served = TestServer::new(ConnectionLimits::default()).await;
    let visitor = served.harness.sign_in().await;
    let asked = page_request_as(&visitor, "/assets/app-1.js");
    for _ in 0..2 {
        let mut inside = Vec::new();
        for _ in 0..ConnectionLimits::default().max_connections {
            let mut stream = served.connect_and_send(&asked).await;
            read_until(&mut stream, "export default 1").await;
            inside.push(stream);
        }
        let mut outside = served.connect_and_send(&health_request("")).await;
        // All accepted connections are answered, the rejected one is not.
        for stream in &mut inside {
            stream.write_all(asked.as_bytes()).await.unwrap();
            read_until(stream, "export default 1").await;
        }
        let mut byte = [0];
        assert!(timeout(Duration::from_millis(50), outside.peek(&mut byte)).await.is_err(), "a 257th came in");
        drop(inside.pop());
        read_health_answer(&mut outside).await;
        // After all of them close, all slots are free again.
    }
}

#[tokio::test]
async fn t94_clients_that_never_read_are_dropped() {
    let served =
        TestServer::new(ConnectionLimits { write_timeout: Duration::from_millis(200), ..ConnectionLimits::default() })
            .await;
    let deaf = TcpSocket::new_v4().unwrap();
    deaf.set_recv_buffer_size(4096).unwrap();
    let deaf = deaf.connect((Ipv4Addr::LOCALHOST, served.port).into()).await.unwrap();
    let asked = health_request("").repeat(100);
    let ended = async {
        // Writes until the peer accepts no more, then until the connection is closed.
        loop {
            deaf.writable().await.unwrap();
            match deaf.try_write(asked.as_bytes()) {
                Err(e) if e.kind() != ErrorKind::WouldBlock => return e.kind(),
                _ => {}
            }
        }
    };
    let reason = timeout(Duration::from_secs(30), ended).await.expect("it is waited for");
    assert!(matches!(reason, ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{reason}");
    served.assert_alive().await;
}

/// Sends a valid form with other length headers.
fn theme_request(visitor: &Visitor, lengths: &str, body: &str) -> String {
    format!(
        "POST /theme HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\nCookie: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{lengths}\r\n{body}",
        visitor.cookie
    )
}

#[tokio::test]
async fn t95_conflicting_lengths_are_refused_and_connection_closed() {
    let served =
        TestServer::new(ConnectionLimits { body_timeout: Duration::from_millis(40), ..ConnectionLimits::default() })
            .await;
    let visitor = served.harness.sign_in().await;
    let body = format!("csrf={}&theme=dark&back=/", visitor.csrf);
    let length = body.len();
    let right = theme_request(&visitor, &format!("Connection: close\r\nContent-Length: {length}\r\n"), &body);
    let done = read_to_close(served.connect_and_send(&right).await).await;
    assert!(done.starts_with("HTTP/1.1 303") && done.contains("set-cookie"), "the same with one length: {done}");
    let chunked = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
    for (lengths, body) in [
        (format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"), chunked.as_str()),
        (format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"), chunked.as_str()),
        ("Transfer-Encoding: chunked\r\n".to_owned(), chunked.as_str()),
        ("Transfer-Encoding: chunked\r\n".to_owned(), "5\r\nabcde\r\n"),
        ("Transfer-Encoding: gzip\r\n".to_owned(), body.as_str()),
        (format!("Content-Length: {length}\r\nContent-Length: 1\r\n"), body.as_str()),
        (format!("Content-Length: {}\r\n", length + 9), body.as_str()),
        ("Content-Length: 4\r\n".to_owned(), body.as_str()),
        ("Content-Length: 999999999\r\n".to_owned(), body.as_str()),
        ("Content-Length: 99999999999999999999999\r\n".to_owned(), body.as_str()),
        ("Content-Length: -1\r\n".to_owned(), body.as_str()),
        ("Content-Length: x\r\n".to_owned(), body.as_str()),
        (String::new(), body.as_str()),
    ] {
        let answer = read_to_close(served.connect_and_send(&theme_request(&visitor, &lengths, body)).await).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{lengths:?}: {answer}");
        assert!(!answer.contains("set-cookie") && !answer.contains("HTTP/1.1 5"), "{lengths:?}: {answer}");
    }
    // A request whose body is cut off changes nothing either.
    let gone = served.connect_and_send(&theme_request(&visitor, "Content-Length: 99\r\n", &body)).await;
    drop(gone);
    served.assert_alive().await;
}

#[tokio::test]
async fn t96_oversized_requests_are_refused() {
    let served =
        TestServer::new(ConnectionLimits { header_timeout: Duration::from_millis(200), ..ConnectionLimits::default() })
            .await;
    let get = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{more}\r\n");
    let headers = |count| "x: 1\r\n".repeat(count);
    for (what, request) in [
        ("an address of 64 KB", get(&format!("/{}", "a".repeat(64 << 10)), "")),
        ("an address of 40 KB", get(&format!("/{}", "a".repeat(40 << 10)), "")),
        ("1,000 headers", get("/healthz", &headers(1000))),
        ("a cookie of 1 MB", get("/healthz", &format!("Cookie: a={}\r\n", "b".repeat(1 << 20)))),
        ("a header without an end", get("/healthz", &format!("x: {}", "b".repeat(33 << 10)))),
        ("a NUL in the address", get("/a\0b", "")),
        ("no HTTP", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\r\n\r\n".to_owned()),
    ] {
        let mut stream = served.connect().await;
        // The request may be refused before its body has been read.
        stream.write_all(request.as_bytes()).await.ok();
        let answer = read_to_close(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
        served.assert_alive().await;
    }
    let odd = read_to_close(served.connect_and_send(&get("/%zz%", "Connection: close\r\n")).await).await;
    assert!(odd.starts_with("HTTP/1.1 303"), "an odd address also leads to the sign-in page: {odd}");
    let fine = served.connect_and_send(&get("/healthz", &format!("Connection: close\r\n{}", headers(90)))).await;
    assert!(read_to_close(fine).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn stopping_ends_streams_and_keep_alive_connections() {
    let served = TestServer::new(ConnectionLimits::default()).await;
    let visitor = served.harness.sign_in().await;
    let mut kept = served.connect_and_send(&health_request("")).await;
    read_health_answer(&mut kept).await;
    let mut stream = served
        .connect_and_send(&format!("GET /events HTTP/1.1\r\nHost: {HOST}\r\nCookie: {}\r\n\r\n", visitor.cookie))
        .await;
    let mut byte = [0];
    timeout(TIMEOUT, stream.read_exact(&mut byte)).await.unwrap().unwrap();
    served.harness.dashboard.stop.send_replace(true);
    timeout(Duration::from_secs(2), served.server).await.expect("the server hangs").unwrap();
    assert!(read_to_close(stream).await.ends_with("0\r\n\r\n"), "the stream has no end");
    assert_eq!(read_to_close(kept).await, "");
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, served.port)).await.is_err(), "it still listens");
}
