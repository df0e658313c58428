//! Tests of `--socket`: HTTP over a Unix socket, without a port.

use std::{
    fs,
    io::{Read, Write},
    os::unix::{
        fs::{FileTypeExt, PermissionsExt, symlink},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    time::Duration,
};

use testkit::TestHome;

use crate::{
    harness::CONFIG,
    process::{UiProcess, listening_addresses, openclaw_command, start_inspectable_ui},
};

const LINK_PREFIX: &str = "http://127.0.0.1:18777/login#code=";

fn socket_path(home: &TestHome) -> PathBuf {
    home.path().join("private/ui.sock")
}

fn start_ui(home: &TestHome) -> UiProcess {
    UiProcess::start(home, &["--socket", "private/ui.sock"])
}

/// Sends a request and returns the whole response.
fn send_request(socket: &Path, request: &str) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(9))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn http_get(socket: &Path, host: &str, path: &str, more: &str) -> String {
    send_request(socket, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"))
}

fn sign_in(socket: &Path, code: &str) -> String {
    let head = "POST /login HTTP/1.1\r\nHost: localhost:18777\r\nOrigin: http://localhost:18777\r\nConnection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n";
    let body = format!("code={code}");
    send_request(socket, &format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()))
}

#[test]
fn t08_only_the_socket_is_listened_on() {
    let home = TestHome::with_config(CONFIG);
    let ui = start_inspectable_ui(&home, &["--socket", "private/ui.sock"]);
    let path = socket_path(&home);
    assert!(ui.link.starts_with(LINK_PREFIX), "{}", ui.link);
    assert_eq!(listening_addresses(ui.child.id()), [], "it listens on an address, too");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert!(path.symlink_metadata().unwrap().file_type().is_socket());
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let answer = sign_in(&path, ui.sign_in_code());
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let page = http_get(&path, "localhost:18777", "/", &format!("Cookie: {cookie}\r\n"));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("anthropic/claude-opus-4-5"), "{page}");
    let (out, err) = ui.interrupt_and_wait();
    assert_eq!(out, "", "more than the link on stdout");
    let real = path.parent().unwrap().canonicalize().unwrap().join("ui.sock");
    assert!(err.contains(&format!("ssh -N -L 18777:{} ", real.display())), "{err}");
    assert!(!path.exists(), "the socket stayed");
}

#[test]
fn t08_host_is_checked_on_socket() {
    let home = TestHome::with_config(CONFIG);
    let _ui = start_ui(&home);
    assert!(http_get(&socket_path(&home), "127.0.0.1:1", "/healthz", "").starts_with("HTTP/1.1 200"));
    for host in ["evil.example", "", "ui.sock"] {
        let answer = http_get(&socket_path(&home), host, "/healthz", "");
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
    }
}

#[test]
fn t24_all_socket_clients_are_one_peer() {
    let home = TestHome::with_config(CONFIG);
    let ui = start_ui(&home);
    for n in 0..11 {
        let expected = if n < 10 { "HTTP/1.1 403" } else { "HTTP/1.1 429" };
        let answer = sign_in(&socket_path(&home), "wrong");
        assert!(answer.starts_with(expected), "code {n}: {answer}");
    }
    assert!(sign_in(&socket_path(&home), ui.sign_in_code()).starts_with("HTTP/1.1 303"), "the right one still opens");
}

#[test]
fn t08_a_socket_that_was_left_behind_is_replaced() {
    let home = TestHome::with_config(CONFIG);
    let mut ui = start_ui(&home);
    ui.child.kill().unwrap();
    ui.child.wait().unwrap();
    assert!(socket_path(&home).exists());
    let again = start_ui(&home);
    assert!(sign_in(&socket_path(&home), again.sign_in_code()).starts_with("HTTP/1.1 303"));
}

#[test]
fn t08_existing_files_are_reported_and_kept() {
    let home = TestHome::with_config(CONFIG);
    let private = home.path().join("private");
    fs::create_dir(&private).unwrap();
    fs::set_permissions(&private, PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(private.join("file"), "mine").unwrap();
    symlink("file", private.join("link")).unwrap();
    let open = home.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, PermissionsExt::from_mode(0o755)).unwrap();
    let before = home.fingerprint();
    for (path, reason) in [
        ("private/file", "a file with this name already exists"),
        ("private/link", "it is a link"),
        ("open/ui.sock", "chmod 700"),
        ("/", "not a file name"),
    ] {
        let output = openclaw_command(&home).args(["models", "ui", "--socket", path]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{path}: {said}");
        assert!(said.contains(reason), "{path}: {said}");
    }
    let mut after = home.fingerprint();
    after.retain(|path, _| before.contains_key(path));
    assert_eq!(after, before);
}

#[test]
fn t101_second_start_finds_socket_and_prints_tunnel() {
    let home = TestHome::with_config(CONFIG);
    let ui = start_ui(&home);
    let second = openclaw_command(&home).args(["models", "ui"]).output().unwrap();
    let (link, said) = (String::from_utf8(second.stdout).unwrap(), String::from_utf8(second.stderr).unwrap());
    assert!(link.starts_with(LINK_PREFIX) && link.trim() != ui.link, "{link}");
    assert!(said.contains("/private/ui.sock` (pid") && said.contains("ssh -N -L 18777:/"), "{said}");
    let code = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    let code = String::from_utf8(code.stdout).unwrap();
    assert!(sign_in(&socket_path(&home), code.trim().strip_prefix(LINK_PREFIX).unwrap()).starts_with("HTTP/1.1 303"));
}

#[test]
fn socket_conflicts_with_other_listen_flags() {
    let home = TestHome::with_config(CONFIG);
    for other in [&["--port", "0"][..], &["--open"], &["--code"]] {
        let output =
            openclaw_command(&home).args(["models", "ui", "--socket", "private/ui.sock"]).args(other).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{other:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("cannot be used with"), "{other:?}");
    }
    assert!(!socket_path(&home).parent().unwrap().exists());
}

#[test]
fn t101_same_socket_is_found_other_socket_is_refused() {
    let home = TestHome::with_config(CONFIG);
    let _ui = start_ui(&home);
    let again = |args: &[&str]| openclaw_command(&home).args(["models", "ui"]).args(args).output().unwrap();
    let same = again(&["--socket", "private/../private/ui.sock"]);
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stderr));
    for args in [&["--socket", "private/other.sock"][..], &["--socket", "elsewhere/ui.sock"], &["--port", "0"]] {
        let output = again(args);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{args:?}");
    }
    assert!(!home.path().join("elsewhere").exists());
}
