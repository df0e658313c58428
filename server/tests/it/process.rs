//! Tests of the real binary, in its own home, on a port that the system chose.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream},
    os::unix::fs::DirBuilderExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use testkit::TestHome;

use crate::harness::CONFIG;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_openclaw");

/// A running `models ui`.
pub(crate) struct UiProcess {
    pub(crate) child: Child,
    pub(crate) link: String,
}

impl UiProcess {
    pub(crate) fn start(home: &TestHome, args: &[&str]) -> Self {
        Self::from_child(openclaw_command(home).args(["models", "ui"]).args(args).spawn().unwrap())
    }

    /// Wraps a started process and waits until it is ready.
    pub(crate) fn from_child(mut child: Child) -> Self {
        let mut link = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
        Self { child, link: link.trim().to_owned() }
    }

    pub(crate) fn port(&self) -> u16 {
        let rest = self.link.strip_prefix("http://127.0.0.1:").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    pub(crate) fn sign_in_code(&self) -> &str {
        self.link.split_once("/login#code=").unwrap().1
    }

    /// Stops it like Ctrl-C and returns its stderr.
    pub(crate) fn interrupt_and_wait(mut self) -> (String, String) {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        let read = |stream: &mut dyn Read| {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        };
        let out = read(self.child.stdout.as_mut().unwrap());
        let err = read(self.child.stderr.as_mut().unwrap());
        (out, err)
    }
}

impl Drop for UiProcess {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Builds a `models ui` command whose open files the test can inspect.
pub(crate) fn start_inspectable_ui(home: &TestHome, args: &[&str]) -> UiProcess {
    UiProcess::from_child(
        openclaw_command(home)
            .env("OPENCLAW_TEST_ALLOW_INSPECTION", "1")
            .args(["models", "ui"])
            .args(args)
            .spawn()
            .unwrap(),
    )
}

/// Builds a command without the caller's environment.
pub(crate) fn openclaw_command(home: &TestHome) -> Command {
    let run = home.path().join("run");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(run).unwrap();
    let mut command = Command::new(BINARY);
    command.env_clear().envs(home.env_vars()).env("PATH", "/usr/bin:/bin").current_dir(home.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Sends a request byte for byte; returns the status and the whole response.
pub(crate) fn send_request(port: u16, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(9))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    (status, answer)
}

pub(crate) fn http_get(port: u16, host: &str, path: &str, more: &str) -> (u16, String) {
    send_request(port, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"))
}

pub(crate) fn sign_in(ui: &UiProcess, host: &str) -> (u16, String) {
    post_code(ui.port(), host, ui.sign_in_code())
}

pub(crate) fn post_code(port: u16, host: &str, code: &str) -> (u16, String) {
    let body = format!("code={code}");
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    );
    send_request(port, &head)
}

/// Signs in and returns the header with the session cookie.
pub(crate) fn cookie_header(ui: &UiProcess) -> String {
    let (status, answer) = sign_in(ui, "localhost");
    assert_eq!(status, 303, "{answer}");
    format!("Cookie: {}\r\n", answer.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap())
}

/// Returns the addresses that the process listens on, from the kernel.
pub(crate) fn listening_addresses(pid: u32) -> Vec<(IpAddr, u16)> {
    let inodes: Vec<String> = (fs::read_dir(format!("/proc/{pid}/fd")).unwrap())
        .filter_map(|fd| fs::read_link(fd.ok()?.path()).ok())
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    let table = |file: &str| fs::read_to_string(format!("/proc/{pid}/net/{file}")).unwrap_or_default();
    let tables = [table("tcp"), table("tcp6")].concat();
    (tables.lines())
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|row| row.get(3) == Some(&"0A") && row.get(9).is_some_and(|inode| inodes.iter().any(|i| i == inode)))
        .map(|row| parse_kernel_address(row[1]))
        .collect()
}

/// Parses an address such as `0100007F:4959`, whose words are in the machine's byte order.
fn parse_kernel_address(text: &str) -> (IpAddr, u16) {
    let (address, port) = text.split_once(':').unwrap();
    let word = |at: usize| u32::from_str_radix(&address[at..at + 8], 16).unwrap().to_ne_bytes();
    let ip = if address.len() == 8 {
        IpAddr::from(word(0))
    } else {
        let bytes: Vec<u8> = (0..4).flat_map(|n| word(n * 8)).collect();
        IpAddr::from(<[u8; 16]>::try_from(bytes).unwrap())
    };
    (ip, u16::from_str_radix(port, 16).unwrap())
}

#[test]
fn t01_listens_on_loopback_only() {
    let home = TestHome::with_config(CONFIG);
    let ui = start_inspectable_ui(&home, &["--no-open", "--port", "0"]);
    let sockets = listening_addresses(ui.child.id());
    assert!(sockets.contains(&(Ipv4Addr::LOCALHOST.into(), ui.port())), "{sockets:?}");
    let ours = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
    assert!(sockets.iter().all(|(ip, port)| ours.contains(ip) && *port == ui.port()), "{sockets:?}");
}

#[test]
fn t02_no_flag_to_listen_elsewhere() {
    let home = TestHome::empty();
    let output = openclaw_command(&home).args(["models", "ui", "--host", "0.0.0.0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn only_one_link_is_printed_without_a_terminal() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--port", "0"]);
    assert!(ui.link.starts_with("http://127.0.0.1:"), "{}", ui.link);
    assert_eq!(ui.sign_in_code().len(), 26);
    let code = ui.sign_in_code().to_owned();
    let (out, err) = ui.interrupt_and_wait();
    assert_eq!(out, "", "more than the link on stdout");
    assert!(!err.contains(&code), "{err}");
}

#[test]
fn dashboard_starts_without_a_home() {
    let home = TestHome::empty();
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    assert_eq!(http_get(ui.port(), "localhost", "/healthz", "").0, 200);
    assert!(!home.state_dir().exists(), "looking made a home");
}

#[test]
fn t04_other_tunnel_port_works() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let (status, answer) = sign_in(&ui, "localhost:8080");
    assert_eq!(status, 303, "{answer}");
    assert!(answer.contains("location: /\r\n"), "{answer}");
    let cookie = answer.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let (status, page) = http_get(ui.port(), "localhost:8080", "/", &format!("Cookie: {cookie}\r\n"));
    assert_eq!(status, 200);
    assert!(page.contains("anthropic/claude-opus-4-5"));
    assert!(!page.contains("127.0.0.1"), "a page names the address behind the tunnel");
}

#[test]
fn t05_raw_requests_with_foreign_hosts_are_refused() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let port = ui.port();
    for request in [
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_owned(),
        "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: localhost@evil.example\r\nConnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n".to_owned(),
        format!("CONNECT localhost:{port} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
    ] {
        let (status, answer) = send_request(port, &request);
        assert!((400..500).contains(&status), "{request}{answer}");
        assert!(!answer.contains("claude"), "{request}{answer}");
    }
}

#[test]
fn taken_port_uses_next_one_with_message() {
    let home = TestHome::with_config(CONFIG);
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let ui = UiProcess::start(&home, &["--no-open", "--port", &port.to_string()]);
    let chosen = ui.port();
    assert_ne!(chosen, port);
    let (_, err) = ui.interrupt_and_wait();
    assert!(err.contains(&format!("Port {port} is taken; using {chosen}.")), "{err}");
}

#[test]
fn t50_start_browse_stop_writes_nothing() {
    let home = TestHome::with_config(CONFIG);
    // The control socket in `run` may appear and disappear; the log belongs to openclaw and exists before.
    fs::create_dir(home.state_dir().join("model-manager")).unwrap();
    let ours = home.state_dir().join("model-manager");
    let is_theirs = |path: &Path| path.starts_with(home.state_dir()) && !path.starts_with(&ours);
    let print = || home.fingerprint().into_iter().filter(|(path, _)| is_theirs(path)).collect::<Vec<_>>();
    let before = print();
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let session = cookie_header(&ui);
    for path in ["/", "/nowhere"] {
        assert!(http_get(ui.port(), "localhost", path, &session).1.contains("openclaw"), "{path}");
    }
    assert_eq!(print(), before, "while it runs");
    ui.interrupt_and_wait();
    let made = home.fingerprint().into_keys().filter(|path| path.starts_with(&ours) && path.is_file());
    assert_eq!(made.collect::<Vec<_>>(), [ours.join("log/ui.log")]);
    for args in
        [&["models"][..], &["models", "status", "--json"], &["models", "fallbacks", "list"], &["models", "doctor"]]
    {
        assert_eq!(openclaw_command(&home).args(args).output().unwrap().status.code(), Some(0), "{args:?}");
    }
    assert_eq!(print(), before);
}

#[test]
fn a_pipe_as_credential_store_does_not_block() {
    let home = TestHome::with_config(CONFIG);
    fs::create_dir(home.state_dir().join("state")).unwrap();
    let pipe = home.state_dir().join("state/openclaw.sqlite");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let output = openclaw_command(&home).args(["models", "status"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("not a regular file"));
}

#[test]
fn ssh_prints_tunnel_and_opens_no_browser() {
    let home = TestHome::with_config(CONFIG);
    let mut child = openclaw_command(&home)
        .env("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
        .args(["models", "ui", "--port", "0"])
        .spawn()
        .unwrap();
    let mut link = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
    let ui = UiProcess { child, link: link.trim().to_owned() };
    let port = ui.port();
    let (_, err) = ui.interrupt_and_wait();
    assert!(err.contains(&format!("ssh -N -L {port}:127.0.0.1:{port} ")), "{err}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let home = TestHome::with_config(CONFIG);
    let mut child = openclaw_command(&home).args(["models", "status", "--json"]).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_full_disk_is_a_failure() {
    let home = TestHome::with_config(CONFIG);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = openclaw_command(&home).args(["models", "status", "--json"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(said["error"]["code"], "output-lost");
    assert!(said["error"]["hints"].is_null(), "{said}");
}

#[test]
fn change_with_lost_output_is_reported() {
    let home = TestHome::with_config(CONFIG);
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let run = |words: &[&str]| openclaw_command(&home).args(words).stdout(full()).output().unwrap();
    let output = run(&["models", "set", "openai/gpt-5.2"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    let hint = "hint: the change was made: change 1 (`openclaw models undo 1` undoes it)\n";
    assert!(said.contains("Error: could not write the output: ") && said.ends_with(hint), "{said}");
    let output = run(&["models", "undo", "--json"]);
    let said: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    let hint = said["error"]["hints"][0]["text"].as_str().unwrap();
    assert!(output.status.code() == Some(1) && hint.starts_with("the change was made: change 2 "), "{said}");
    let output = run(&["models", "set", "openai/gpt-5.2", "--dry-run"]);
    assert!(!String::from_utf8(output.stderr).unwrap().contains("the change was made"));
}

#[test]
fn t44_the_log_holds_no_secret_and_no_code() {
    let home = TestHome::with_config("{ env: { K: 'Canary1' }, agents: { defaults: { model: 'a/b' 'Canary2' } } }");
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0", "-vv"]);
    http_get(ui.port(), "evil.example", "/?code=Canary3", "Cookie: Canary4\r\nUser-Agent: Canary5\r\n");
    let session = cookie_header(&ui);
    assert_eq!(http_get(ui.port(), "localhost", "/", &session).0, 200);
    let code = ui.sign_in_code().to_owned();
    let (_, err) = ui.interrupt_and_wait();
    assert!(err.contains("refused") && err.contains("config-syntax"), "too little was logged: {err}");
    assert!(!err.contains("Canary") && !err.contains(&code), "{err}");
    let log = fs::read_to_string(home.state_dir().join("model-manager/log/ui.log")).unwrap();
    assert!(log.contains("refused") && log.contains("config-syntax"), "too little was written down: {log}");
    assert!(!log.contains("Canary") && !log.contains(&code) && !log.contains('?'), "{log}");
    let cookie = session.trim_end().split('=').nth(1).unwrap();
    assert!(!log.contains(cookie) && !err.contains(cookie), "{log}");
}

#[test]
fn dashboard_logs_events() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let port = ui.port();
    let hostile =
        "GET\u{1b}[2J / HTTP/1.1\r\nHost: evil.example\r\nUser-Agent: a\u{1b}]0;x\u{7}\r\nConnection: close\r\n\r\n";
    send_request(port, hostile);
    http_get(port, "evil.example\u{9b}2J", "/%0a2026-11-21T00:00:00Z%20INFO%20all%20is%20well?token=Canary1", "");
    cookie_header(&ui);
    let (_, err) = ui.interrupt_and_wait();
    assert!(!err.contains("refused"), "on stderr without -v: {err}");
    let log = fs::read_to_string(home.state_dir().join("model-manager/log/ui.log")).unwrap();
    assert!(!log.contains(|c: char| c.is_control() && c != '\n'), "{log:?}");
    assert!(!log.contains("Canary") && !log.contains("all is well"), "{log}");
    let said: Vec<_> = log.lines().map(|line| line.split("Z  ").nth(1).unwrap_or(line)).collect();
    for (line, expected) in [
        ("INFO server::dashboard::serve: started", true),
        ("INFO server::http::auth::guard: refused reason=Host", true),
        ("INFO server::http::auth::login: signed in", true),
        ("INFO server::dashboard::serve: stopped", true),
        ("DEBUG", false),
    ] {
        assert_eq!(said.iter().any(|said| said.starts_with(line)), expected, "{line}: {log}");
    }
    // Only `models ui` has a log.
    let before = home.fingerprint();
    openclaw_command(&home).args(["models", "status", "-v"]).output().unwrap();
    assert_eq!(home.fingerprint(), before);
}
