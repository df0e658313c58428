//! Connections: how many, how slow, how odd.

use std::{
    io::ErrorKind,
    net::Ipv4Addr,
    sync::Arc,
    time::{Duration, Instant},
};

use server::http::accept::{Door, Limits, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinHandle,
    time::timeout,
};

use crate::harness::{HOST, Harness, ORIGIN, Visitor};

/// What comes at all comes sooner.
const PATIENCE: Duration = Duration::from_secs(9);

/// A dashboard that is served on a port that the system chose.
struct Served {
    harness: Harness,
    port: u16,
    server: JoinHandle<()>,
}

impl Served {
    async fn new(limits: Limits) -> Self {
        let harness = Harness::limited(limits);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(serve(vec![Door::Tcp(listener)], Arc::clone(&harness.dashboard)));
        Self { harness, port, server }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.unwrap()
    }

    /// A connection that says this and goes on listening.
    async fn say(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn lives(&self) {
        let answer = rest(self.say(&health("Connection: close\r\n")).await).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

fn health(more: &str) -> String {
    format!("GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n{more}\r\n")
}

/// Everything until the other side closes; a connection that is torn down has said what it has said.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("the connection hangs").ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn as_visitor(visitor: &Visitor, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {}\r\n\r\n", visitor.cookie)
}

/// The answer to `GET /healthz` on a connection that is kept.
async fn answer(stream: &mut TcpStream) -> String {
    read_until(stream, "ok\n").await
}

async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let mut bytes = [0; 4096];
        let count = timeout(PATIENCE, stream.read(&mut bytes)).await.expect("no answer").unwrap();
        assert_ne!(count, 0, "closed after {text:?}");
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    text
}

fn short() -> Limits {
    let moment = Duration::from_millis(40);
    Limits { header: moment, body: moment, ..Limits::default() }
}

#[test]
fn t94_the_limits_of_the_product() {
    let Limits { header, body, write, connections } = Limits::default();
    assert_eq!((header.as_secs(), body.as_secs(), write.as_secs(), connections), (10, 30, 30, 256));
}

#[tokio::test]
async fn t94_headers_that_do_not_come_are_not_waited_for() {
    let served = Served::new(short()).await;
    for begun in ["", "G", "GET / HTTP/1.1\r\nHost: localhost\r\nX-", "\r\n\r\n"] {
        let slow = served.say(begun).await;
        served.lives().await;
        assert_eq!(rest(slow).await, "", "{begun:?}");
    }
    let mut kept = served.say(&health("")).await;
    answer(&mut kept).await;
    assert_eq!(rest(kept).await, "", "a connection without a next request");
}

#[tokio::test]
async fn t94_a_body_that_does_not_come_is_not_waited_for() {
    let served = Served::new(short()).await;
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let slow = served.say(&format!("{head}Content-Length: 9\r\n\r\nc")).await;
    let answer = rest(slow).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("connection: close"), "{answer}");
    served.lives().await;
}

#[tokio::test]
async fn t94_strangers_who_take_all_places_lock_nobody_out() {
    let served = Served::new(Limits::default()).await;
    let visitor = served.harness.visitor().await;
    let mut stream = served.say(&as_visitor(&visitor, "/events")).await;
    read_until(&mut stream, "retry: 1000").await;
    let many = "GET /assets/main-1.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10);
    for begun in ["", "GET / HTTP/1.1\r\nHost: localhost\r\nX-", &health(""), &many] {
        let (mut strangers, mut waits) = (Vec::new(), Vec::new());
        for n in 0..300 {
            strangers.push(served.say(begun).await);
            if n > 250 {
                let start = Instant::now();
                served.lives().await;
                waits.push(start.elapsed());
            }
        }
        // The middle one: the machine may be busy with something else for a moment.
        waits.sort();
        let wait = waits[waits.len() / 2];
        assert!(wait < Duration::from_millis(100), "{:?}: {wait:?}", begun.get(..40));
        // Who is signed in keeps the place, and is told what happens.
        served.harness.dashboard.changes.send(()).unwrap();
        read_until(&mut stream, "event: changed").await;
    }
}

#[tokio::test]
async fn t94_who_is_signed_in_makes_room_for_nobody() {
    let served = Served::new(Limits::default()).await;
    let visitor = served.harness.visitor().await;
    let asked = as_visitor(&visitor, "/assets/app-1.js");
    for _ in 0..2 {
        let mut inside = Vec::new();
        for _ in 0..Limits::default().connections {
            let mut stream = served.say(&asked).await;
            read_until(&mut stream, "export default 1").await;
            inside.push(stream);
        }
        let mut outside = served.say(&health("")).await;
        // Everybody inside is answered, and the one outside is not.
        for stream in &mut inside {
            stream.write_all(asked.as_bytes()).await.unwrap();
            read_until(stream, "export default 1").await;
        }
        let mut byte = [0];
        assert!(timeout(Duration::from_millis(50), outside.peek(&mut byte)).await.is_err(), "a 257th came in");
        drop(inside.pop());
        answer(&mut outside).await;
        // All of them go, and all places are there again.
    }
}

#[tokio::test]
async fn t94_who_asks_and_never_reads_is_not_waited_for() {
    let served = Served::new(Limits { write: Duration::from_millis(200), ..Limits::default() }).await;
    let deaf = TcpSocket::new_v4().unwrap();
    deaf.set_recv_buffer_size(4096).unwrap();
    let deaf = deaf.connect((Ipv4Addr::LOCALHOST, served.port).into()).await.unwrap();
    let asked = health("").repeat(100);
    let ended = async {
        // Until nothing more is taken, and then until the connection is gone.
        loop {
            deaf.writable().await.unwrap();
            match deaf.try_write(asked.as_bytes()) {
                Err(e) if e.kind() != ErrorKind::WouldBlock => return e.kind(),
                _ => {}
            }
        }
    };
    let why = timeout(Duration::from_secs(30), ended).await.expect("it is waited for");
    assert!(matches!(why, ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{why}");
    served.lives().await;
}

/// What a form of ours sends, with other headers about its length.
fn theme(visitor: &Visitor, lengths: &str, body: &str) -> String {
    format!(
        "POST /theme HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\nCookie: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{lengths}\r\n{body}",
        visitor.cookie
    )
}

#[tokio::test]
async fn t95_what_says_two_lengths_or_a_wrong_one_is_refused_and_the_connection_closed() {
    let served = Served::new(Limits { body: Duration::from_millis(40), ..Limits::default() }).await;
    let visitor = served.harness.visitor().await;
    let body = format!("csrf={}&theme=dark&back=/", visitor.csrf);
    let length = body.len();
    let right = theme(&visitor, &format!("Connection: close\r\nContent-Length: {length}\r\n"), &body);
    let done = rest(served.say(&right).await).await;
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
        let answer = rest(served.say(&theme(&visitor, &lengths, body)).await).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{lengths:?}: {answer}");
        assert!(!answer.contains("set-cookie") && !answer.contains("HTTP/1.1 5"), "{lengths:?}: {answer}");
    }
    // Whoever goes away in the middle of a body has asked for nothing either.
    let gone = served.say(&theme(&visitor, "Content-Length: 99\r\n", &body)).await;
    drop(gone);
    served.lives().await;
}

#[tokio::test]
async fn t96_what_is_too_long_is_refused_and_nothing_breaks() {
    let served = Served::new(Limits { header: Duration::from_millis(200), ..Limits::default() }).await;
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
        // It may be refused before it is read to its end.
        stream.write_all(request.as_bytes()).await.ok();
        let answer = rest(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
        served.lives().await;
    }
    let odd = rest(served.say(&get("/%zz%", "Connection: close\r\n")).await).await;
    assert!(odd.starts_with("HTTP/1.1 303"), "an odd address is like any other that nobody is signed in for: {odd}");
    let fine = served.say(&get("/healthz", &format!("Connection: close\r\n{}", headers(90)))).await;
    assert!(rest(fine).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn stopping_ends_streams_and_what_is_kept_open() {
    let served = Served::new(Limits::default()).await;
    let visitor = served.harness.visitor().await;
    let mut kept = served.say(&health("")).await;
    answer(&mut kept).await;
    let mut stream =
        served.say(&format!("GET /events HTTP/1.1\r\nHost: {HOST}\r\nCookie: {}\r\n\r\n", visitor.cookie)).await;
    let mut byte = [0];
    timeout(PATIENCE, stream.read_exact(&mut byte)).await.unwrap().unwrap();
    served.harness.dashboard.stop.send_replace(true);
    timeout(Duration::from_secs(2), served.server).await.expect("the server hangs").unwrap();
    assert!(rest(stream).await.ends_with("0\r\n\r\n"), "the stream has no end");
    assert_eq!(rest(kept).await, "");
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, served.port)).await.is_err(), "it still listens");
}
