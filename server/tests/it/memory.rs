//! Tests of a dashboard's memory while many pages are requested at once, and afterwards.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use app::page::PAGES;
use testkit::{TestHome, large_config, long_history};

use crate::process::{UiProcess, cookie_header};

/// Number of concurrent requests.
const CONCURRENT_PAGES: usize = 16;

/// Time that a dashboard has to release the memory, unless it needed longer for the pages.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Time after which a dashboard drops a configuration that no request uses.
const CACHE_TIME: Duration = Duration::from_secs(5);

/// How often the configuration may be parsed: again only after a pause between two requests, which are long on a busy
/// machine. Always less than once for each page.
fn most_parses(took: Duration) -> usize {
    let pauses = usize::try_from(took.as_secs() / CACHE_TIME.as_secs()).unwrap();
    (1 + pauses).clamp(4, CONCURRENT_PAGES - 4)
}

/// Reads a memory figure in megabytes: `VmHWM` is the maximum so far, including the executable; `RssAnon` is the memory
/// without the executable, which has hundreds of megabytes in a debug build.
fn memory_megabytes(ui: &UiProcess, what: &str) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", ui.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':')).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() / 1024
}

/// Requests a page until it succeeds: a debug build on a busy machine may exceed the time limit of a page.
fn request_page(port: u16, path: &str, cookie: &str) {
    let start = Instant::now();
    loop {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n{cookie}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        match answer.get(9..12) {
            Some(b"200") => return,
            Some(b"504") if start.elapsed() < 6 * TIMEOUT => {}
            _ => panic!("{path}: {}", String::from_utf8_lossy(&answer)),
        }
    }
}

/// Requests every page, many at once, and returns how long that took and how often the configuration was parsed. `most`
/// and `rest` are megabytes.
fn count_parses_for_all_pages(ui: UiProcess, most: usize, rest: usize) -> (Duration, usize) {
    let (port, cookie) = (ui.port(), cookie_header(&ui));
    let begin = Instant::now();
    thread::scope(|scope| {
        for page in PAGES.iter().cycle().take(CONCURRENT_PAGES) {
            let cookie = &cookie;
            scope.spawn(move || request_page(port, page.path, cookie));
        }
    });
    let took = begin.elapsed();
    let peak = memory_megabytes(&ui, "VmHWM");
    assert!(peak <= most, "{peak} MB at the peak");
    let start = Instant::now();
    while memory_megabytes(&ui, "RssAnon") > rest {
        assert!(start.elapsed() < TIMEOUT.max(took), "{} MB are still held", memory_megabytes(&ui, "RssAnon"));
        thread::sleep(Duration::from_millis(200));
    }
    let (_, log) = ui.interrupt_and_wait();
    (took, log.matches("the configuration was parsed").count())
}

/// `cargo xtask bench` prints the figures of the release binary.
fn assert_configuration_is_shared(size: usize, agents: usize, most: usize, rest: usize) {
    let home = TestHome::with_config(&large_config(size << 20, agents));
    home.write_file("model-manager/history.jsonl", long_history(20_000, agents));
    let (took, parsed) =
        count_parses_for_all_pages(UiProcess::start(&home, &["--no-open", "--port", "0", "-v", "-v"]), most, rest);
    assert!((1..=most_parses(took)).contains(&parsed), "parsed {parsed} times in {took:?}");
}

#[test]
fn one_megabyte_pages_share_config_and_free_memory() {
    assert_configuration_is_shared(1, 500, 160, 30);
}

#[test]
fn ten_megabyte_pages_share_config_and_free_memory() {
    assert_configuration_is_shared(10, 50, 200, 30);
}
