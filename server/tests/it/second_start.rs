//! Tests of a second start, and of opening the browser.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use testkit::TestHome;

use crate::{
    harness::CONFIG,
    process::{UiProcess, http_get, openclaw_command, sign_in},
};

fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_there() {
        assert!(start.elapsed() < Duration::from_secs(9), "waited for {what} in vain");
        std::thread::yield_now();
    }
}

/// An `xdg-open` that writes down its arguments.
fn fake_browser(home: &TestHome) -> std::path::PathBuf {
    let bin = home.path().join("bin");
    fs::create_dir_all(&bin).unwrap();
    let log = home.path().join("browser.log");
    let script = format!(
        "#!/bin/sh\n{{ echo \"argv: $*\"; tr '\\0' '\\n' < /proc/$$/environ; stat -c 'mode: %a' \"$1\"; }} > {0}.part\n\
         cp \"$1\" {0}.page\nmv {0}.part {0}\n",
        log.display(),
    );
    fs::write(bin.join("xdg-open"), script).unwrap();
    fs::set_permissions(bin.join("xdg-open"), PermissionsExt::from_mode(0o755)).unwrap();
    log
}

#[test]
fn t101_second_start_prints_address_and_link_of_first() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let second = openclaw_command(&home).args(["models", "ui", "--no-open"]).output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(0));
    assert!(said.contains(&format!("http://127.0.0.1:{}/ (pid {})", ui.port(), ui.child.id())), "{said}");
    let link = String::from_utf8(second.stdout).unwrap();
    assert!(link.starts_with(&format!("http://127.0.0.1:{}/login#code=", ui.port())), "{link}");
    assert_ne!(link.trim(), ui.link);
    let code = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().starts_with("http://127.0.0.1:"));
}

#[test]
fn code_flag_without_dashboard_is_an_error() {
    let home = TestHome::with_config(CONFIG);
    let output = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("hint:"));
}

#[test]
fn each_home_has_its_own_dashboard() {
    let (one, two) = (TestHome::with_config(CONFIG), TestHome::with_config(CONFIG));
    let first = UiProcess::start(&one, &["--no-open", "--port", "0"]);
    let second = UiProcess::start(&two, &["--no-open", "--port", "0"]);
    assert_ne!(first.port(), second.port());
}

#[test]
fn leftovers_of_a_killed_dashboard_do_not_block_a_start() {
    let home = TestHome::with_config(CONFIG);
    let mut ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    ui.child.kill().unwrap();
    ui.child.wait().unwrap();
    let again = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    assert_eq!(http_get(again.port(), "localhost", "/healthz", "").0, 200);
    let second = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert_eq!(second.status.code(), Some(0), "the new one is found");
}

#[test]
fn t57_control_socket_is_private_and_removed_on_exit() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let sockets = || -> Vec<_> { fs::read_dir(home.path().join("run")).unwrap().map(|e| e.unwrap().path()).collect() };
    let found = sockets();
    assert_eq!(found.len(), 1, "{found:?}");
    let metadata = found[0].metadata().unwrap();
    assert_eq!(metadata.permissions().mode() & 0o077, 0, "others can reach it");
    ui.interrupt_and_wait();
    assert_eq!(sockets().len(), 0);
}

#[test]
fn t22_the_browser_is_opened_without_the_code_in_any_argument_or_variable() {
    let home = TestHome::with_config(CONFIG);
    let log = fake_browser(&home);
    let mut child = openclaw_command(&home)
        .env("PATH", format!("{}:/usr/bin:/bin", home.path().join("bin").display()))
        .args(["models", "ui", "--open", "--port", "0"])
        .spawn()
        .unwrap();
    let mut link = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
    let ui = UiProcess { child, link: link.trim().to_owned() };
    wait_for("the browser", || log.exists());
    let seen = fs::read_to_string(&log).unwrap();
    assert!(!seen.contains(ui.sign_in_code()), "{seen}");
    assert!(seen.contains("mode: 600"), "{seen}");
    let cmdline = fs::read_to_string(format!("/proc/{}/cmdline", ui.child.id())).unwrap();
    assert!(!cmdline.contains(ui.sign_in_code()));
    // The opened page leads to the link and is removed after sign-in.
    let page = fs::read_to_string(log.with_extension("log.page")).unwrap();
    assert!(page.contains(&ui.link), "{page}");
    let file = seen.lines().next().unwrap().strip_prefix("argv: ").unwrap().to_owned();
    assert!(Path::new(&file).exists());
    assert_eq!(sign_in(&ui, "localhost").0, 303);
    wait_for("the page to go", || !Path::new(&file).exists());
}

#[test]
fn t101_dashboard_without_runtime_dir_is_found_with_one() {
    let home = TestHome::with_config(CONFIG);
    let mut child =
        openclaw_command(&home).env_remove("XDG_RUNTIME_DIR").args(["models", "ui", "--port", "0"]).spawn().unwrap();
    let mut link = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
    let ui = UiProcess { child, link: link.trim().to_owned() };
    let code = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().starts_with(&format!("http://127.0.0.1:{}/", ui.port())));
    let folder = home.state_dir().join("model-manager");
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn t22_interrupted_second_start_removes_link_page() {
    let home = TestHome::with_config(CONFIG);
    let _first = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    fake_browser(&home);
    let path = format!("{}:/usr/bin:/bin", home.path().join("bin").display());
    let mut second = openclaw_command(&home).env("PATH", path).args(["models", "ui", "--open"]).spawn().unwrap();
    let pages = || {
        let names = fs::read_dir(home.path().join("run")).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().ends_with(".html")).count()
    };
    wait_for("the browser", || home.path().join("browser.log").exists());
    assert_eq!(pages(), 1);
    Command::new("kill").args(["-INT", &second.id().to_string()]).status().unwrap();
    second.wait().unwrap();
    assert_eq!(pages(), 0);
}

#[test]
fn a_slow_dashboard_keeps_its_socket() {
    let home = TestHome::with_config(CONFIG);
    let first = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let signal = |name: &str| Command::new("kill").args([name, &first.child.id().to_string()]).status().unwrap();
    signal("-STOP");
    // A signal takes a moment to reach each thread.
    let tasks = format!("/proc/{}/task", first.child.id());
    let stat = |task: fs::DirEntry| fs::read_to_string(task.path().join("stat")).unwrap();
    wait_for("the stop", || fs::read_dir(&tasks).unwrap().all(|task| stat(task.unwrap()).contains(") T ")));
    // The first one does not answer, so a second one starts, without a control socket, and reports that.
    let second = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    signal("-CONT");
    let code = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().contains(&format!(":{}/", first.port())));
    let (_, err) = second.interrupt_and_wait();
    assert!(err.contains("a second start will not find this dashboard"), "{err}");
    let code = openclaw_command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert_eq!(code.status.code(), Some(0), "the second took the first one's socket with it");
}

/// Asserts that a second start with other options is refused without a link, and returns its stderr.
fn assert_start_refused(home: &TestHome, args: &[&str]) -> String {
    let output = openclaw_command(home).args(["models", "ui", "--no-open"]).args(args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{args:?}: {said}");
    assert!(said.contains("is already running") && said.contains("hint:"), "{args:?}: {said}");
    said
}

#[test]
fn t101_conflicting_flags_are_refused() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    assert!(assert_start_refused(&home, &["--read-only"]).contains("it is not read-only"));
    assert!(assert_start_refused(&home, &["--socket", "private/ui.sock"]).contains("the requested socket"));
    assert!(assert_start_refused(&home, &["--port", "1"]).contains("the requested port"));
    assert!(!home.path().join("private").exists());
    let same = ui.port().to_string();
    for args in [&["--port", "0"][..], &["--port", &same], &[]] {
        let output = openclaw_command(&home).args(["models", "ui", "--no-open"]).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(!String::from_utf8(output.stderr).unwrap().contains("--read-only"));
    }
}

#[test]
fn t101_read_only_first_dashboard_is_reported() {
    let home = TestHome::with_config(CONFIG);
    let _ui = UiProcess::start(&home, &["--no-open", "--port", "0", "--read-only"]);
    for args in [&[][..], &["--read-only"]] {
        let output = openclaw_command(&home).args(["models", "ui", "--no-open"]).args(args).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!(said.contains("It is read-only"), "{args:?}: {said}");
    }
}

#[test]
fn an_open_runtime_directory_gets_no_socket() {
    let home = TestHome::with_config(CONFIG);
    let run = home.path().join("run");
    let mut start = openclaw_command(&home);
    fs::set_permissions(&run, PermissionsExt::from_mode(0o777)).unwrap();
    let ui = UiProcess::from_child(start.args(["models", "ui", "--no-open", "--port", "0"]).spawn().unwrap());
    assert_eq!(fs::read_dir(&run).unwrap().count(), 0);
    let socket = home.state_dir().join("model-manager/ui.sock");
    assert_eq!(socket.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    // A second start finds it at its address.
    let mut code = openclaw_command(&home);
    fs::set_permissions(&run, PermissionsExt::from_mode(0o777)).unwrap();
    assert_eq!(code.args(["models", "ui", "--code"]).output().unwrap().status.code(), Some(0));
    drop(ui);
}
