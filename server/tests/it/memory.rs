//! What a dashboard holds in memory while many pages are asked for at once, and afterwards.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use app::page::PAGES;
use testkit::{Home, large_config, long_history};

use crate::process::{Ui, cookie};

/// Pages that are asked for at once.
const AT_ONCE: usize = 16;

/// How long a dashboard may take to give the memory back.
const PATIENCE: Duration = Duration::from_secs(30);

/// A figure of the process, in megabytes: `VmHWM` is the most that it ever held, its own file included; `RssAnon` is what it
/// holds without that file, of which a debug build has hundreds of megabytes.
fn megabytes(ui: &Ui, what: &str) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", ui.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':')).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() / 1024
}

/// Asks for a page until it comes: a debug build on a busy machine may need longer than a page may take.
fn ask(port: u16, path: &str, cookie: &str) {
    let start = Instant::now();
    loop {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n{cookie}\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        match answer.get(9..12) {
            Some(b"200") => return,
            Some(b"504") if start.elapsed() < 6 * PATIENCE => {}
            _ => panic!("{path}: {}", String::from_utf8_lossy(&answer)),
        }
    }
}

/// Asks for every page, many at once; how often the configuration was parsed for that. `most` and `rest` are megabytes.
fn parsed_for_all_pages(ui: Ui, most: usize, rest: usize) -> usize {
    let (port, cookie) = (ui.port(), cookie(&ui));
    thread::scope(|scope| {
        for page in PAGES.iter().cycle().take(AT_ONCE) {
            let cookie = &cookie;
            scope.spawn(move || ask(port, page.path, cookie));
        }
    });
    let peak = megabytes(&ui, "VmHWM");
    assert!(peak <= most, "{peak} MB at the peak");
    let start = Instant::now();
    while megabytes(&ui, "RssAnon") > rest {
        assert!(start.elapsed() < PATIENCE, "{} MB are still held", megabytes(&ui, "RssAnon"));
        thread::sleep(Duration::from_millis(200));
    }
    let (_, log) = ui.stop();
    log.matches("the configuration was parsed").count()
}

/// The figures of the binary that people get are printed by `cargo xtask bench`.
fn share_one(size: usize, most: usize, rest: usize) {
    let home = Home::with_config(&large_config(size << 20, 50));
    home.write("model-manager/history.jsonl", long_history(20_000, 50));
    let parsed = parsed_for_all_pages(Ui::start(&home, &["--no-open", "--port", "0", "-v", "-v"]), most, rest);
    // Again where the machine is so busy that what was parsed became idle in between.
    assert!((1..=4).contains(&parsed), "parsed {parsed} times");
}

#[test]
fn pages_of_a_megabyte_share_one_parsed_configuration_and_give_its_memory_back() {
    share_one(1, 90, 40);
}

#[test]
fn pages_of_ten_megabytes_do_so_too() {
    share_one(10, 200, 40);
}
