//! `--socket`: HTTP over a Unix socket, and no port at all.

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

use testkit::Home;

use crate::{
    harness::CONFIG,
    process::{Ui, command, listening, ui_that_is_looked_into},
};

const LINK: &str = "http://127.0.0.1:18777/login#code=";

fn socket(home: &Home) -> PathBuf {
    home.path().join("private/ui.sock")
}

fn start(home: &Home) -> Ui {
    Ui::start(home, &["--socket", "private/ui.sock"])
}

/// One request, and the whole answer.
fn exchange(socket: &Path, request: &str) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(9))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(socket: &Path, host: &str, path: &str, more: &str) -> String {
    exchange(socket, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"))
}

fn sign_in(socket: &Path, code: &str) -> String {
    let head = "POST /login HTTP/1.1\r\nHost: localhost:18777\r\nOrigin: http://localhost:18777\r\nConnection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n";
    let body = format!("code={code}");
    exchange(socket, &format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()))
}

#[test]
fn t08_it_is_reached_through_its_socket_and_through_nothing_else() {
    let home = Home::with_config(CONFIG);
    let ui = ui_that_is_looked_into(&home, &["--socket", "private/ui.sock"]);
    let path = socket(&home);
    assert!(ui.link.starts_with(LINK), "{}", ui.link);
    assert_eq!(listening(ui.child.id()), [], "it listens on an address, too");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert!(path.symlink_metadata().unwrap().file_type().is_socket());
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let answer = sign_in(&path, ui.code());
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap();
    let page = get(&path, "localhost:18777", "/", &format!("Cookie: {cookie}\r\n"));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("anthropic/claude-opus-4-5"), "{page}");
    let (out, err) = ui.stop();
    assert_eq!(out, "", "more than the link on stdout");
    let real = path.parent().unwrap().canonicalize().unwrap().join("ui.sock");
    assert!(err.contains(&format!("ssh -N -L 18777:{} ", real.display())), "{err}");
    assert!(!path.exists(), "the socket stayed");
}

#[test]
fn t08_the_host_is_checked_there_too() {
    let home = Home::with_config(CONFIG);
    let _ui = start(&home);
    assert!(get(&socket(&home), "127.0.0.1:1", "/healthz", "").starts_with("HTTP/1.1 200"));
    for host in ["evil.example", "", "ui.sock"] {
        let answer = get(&socket(&home), host, "/healthz", "");
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
    }
}

#[test]
fn t24_everybody_behind_the_socket_is_one_peer() {
    let home = Home::with_config(CONFIG);
    let ui = start(&home);
    for n in 0..11 {
        let expected = if n < 10 { "HTTP/1.1 403" } else { "HTTP/1.1 429" };
        let answer = sign_in(&socket(&home), "wrong");
        assert!(answer.starts_with(expected), "code {n}: {answer}");
    }
    assert!(sign_in(&socket(&home), ui.code()).starts_with("HTTP/1.1 303"), "the right one still opens");
}

#[test]
fn t08_a_socket_that_was_left_behind_is_replaced() {
    let home = Home::with_config(CONFIG);
    let mut ui = start(&home);
    ui.child.kill().unwrap();
    ui.child.wait().unwrap();
    assert!(socket(&home).exists());
    let again = start(&home);
    assert!(sign_in(&socket(&home), again.code()).starts_with("HTTP/1.1 303"));
}

#[test]
fn t08_what_stands_in_the_way_is_named_and_left_alone() {
    let home = Home::with_config(CONFIG);
    let private = home.path().join("private");
    fs::create_dir(&private).unwrap();
    fs::set_permissions(&private, PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(private.join("file"), "mine").unwrap();
    symlink("file", private.join("link")).unwrap();
    let open = home.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, PermissionsExt::from_mode(0o755)).unwrap();
    let before = home.print();
    for (path, why) in [
        ("private/file", "another file is there"),
        ("private/link", "a link is there"),
        ("open/ui.sock", "chmod 700"),
        ("/", "no name of a file"),
    ] {
        let output = command(&home).args(["models", "ui", "--socket", path]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{path}: {said}");
        assert!(said.contains(why), "{path}: {said}");
    }
    let mut after = home.print();
    after.retain(|path, _| before.contains_key(path));
    assert_eq!(after, before);
}

#[test]
fn t101_a_second_start_finds_it_and_prints_the_tunnel() {
    let home = Home::with_config(CONFIG);
    let ui = start(&home);
    let second = command(&home).args(["models", "ui"]).output().unwrap();
    let (link, said) = (String::from_utf8(second.stdout).unwrap(), String::from_utf8(second.stderr).unwrap());
    assert!(link.starts_with(LINK) && link.trim() != ui.link, "{link}");
    assert!(said.contains("/private/ui.sock` (pid") && said.contains("ssh -N -L 18777:/"), "{said}");
    let code = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    let code = String::from_utf8(code.stdout).unwrap();
    assert!(sign_in(&socket(&home), code.trim().strip_prefix(LINK).unwrap()).starts_with("HTTP/1.1 303"));
}

#[test]
fn a_socket_and_a_port_are_two_things() {
    let home = Home::with_config(CONFIG);
    for other in [&["--port", "0"][..], &["--open"], &["--code"]] {
        let output = command(&home).args(["models", "ui", "--socket", "private/ui.sock"]).args(other).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{other:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("cannot be used with"), "{other:?}");
    }
    assert!(!socket(&home).parent().unwrap().exists());
}

#[test]
fn t101_a_second_start_with_the_same_socket_finds_it_and_with_another_is_refused() {
    let home = Home::with_config(CONFIG);
    let _ui = start(&home);
    let again = |args: &[&str]| command(&home).args(["models", "ui"]).args(args).output().unwrap();
    let same = again(&["--socket", "private/../private/ui.sock"]);
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stderr));
    for args in [&["--socket", "private/other.sock"][..], &["--socket", "elsewhere/ui.sock"], &["--port", "0"]] {
        let output = again(args);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{args:?}");
    }
    assert!(!home.path().join("elsewhere").exists());
}
