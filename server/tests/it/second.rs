//! Starting twice, and the browser that is opened.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use testkit::Home;

use crate::{
    harness::CONFIG,
    process::{Ui, command, get, sign_in},
};

fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_there() {
        assert!(start.elapsed() < Duration::from_secs(9), "waited for {what} in vain");
        std::thread::yield_now();
    }
}

/// A `xdg-open` that writes down what it is called with.
fn fake_browser(home: &Home) -> std::path::PathBuf {
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
fn t101_a_second_start_says_where_the_first_one_is_and_hands_out_a_link() {
    let home = Home::with_config(CONFIG);
    let ui = Ui::start(&home, &["--no-open", "--port", "0"]);
    let second = command(&home).args(["models", "ui", "--no-open"]).output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(0));
    assert!(said.contains(&format!("http://127.0.0.1:{}/ (pid {})", ui.port(), ui.child.id())), "{said}");
    let link = String::from_utf8(second.stdout).unwrap();
    assert!(link.starts_with(&format!("http://127.0.0.1:{}/login#code=", ui.port())), "{link}");
    assert_ne!(link.trim(), ui.link);
    let code = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().starts_with("http://127.0.0.1:"));
}

#[test]
fn without_a_dashboard_there_is_no_new_code() {
    let home = Home::with_config(CONFIG);
    let output = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("hint:"));
}

#[test]
fn another_home_is_another_dashboard() {
    let (one, two) = (Home::with_config(CONFIG), Home::with_config(CONFIG));
    let first = Ui::start(&one, &["--no-open", "--port", "0"]);
    let second = Ui::start(&two, &["--no-open", "--port", "0"]);
    assert_ne!(first.port(), second.port());
}

#[test]
fn what_a_killed_dashboard_left_behind_is_no_obstacle() {
    let home = Home::with_config(CONFIG);
    let mut ui = Ui::start(&home, &["--no-open", "--port", "0"]);
    ui.child.kill().unwrap();
    ui.child.wait().unwrap();
    let again = Ui::start(&home, &["--no-open", "--port", "0"]);
    assert_eq!(get(again.port(), "localhost", "/healthz", "").0, 200);
    let second = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert_eq!(second.status.code(), Some(0), "the new one is found");
}

#[test]
fn t57_the_control_socket_is_for_this_user_alone_and_goes_with_the_dashboard() {
    let home = Home::with_config(CONFIG);
    let ui = Ui::start(&home, &["--no-open", "--port", "0"]);
    let sockets = || -> Vec<_> { fs::read_dir(home.path().join("run")).unwrap().map(|e| e.unwrap().path()).collect() };
    let found = sockets();
    assert_eq!(found.len(), 1, "{found:?}");
    let metadata = found[0].metadata().unwrap();
    assert_eq!(metadata.permissions().mode() & 0o077, 0, "others can reach it");
    ui.stop();
    assert_eq!(sockets().len(), 0);
}

#[test]
fn t22_the_browser_is_opened_without_the_code_in_any_argument_or_variable() {
    let home = Home::with_config(CONFIG);
    let log = fake_browser(&home);
    let mut child = command(&home)
        .env("PATH", format!("{}:/usr/bin:/bin", home.path().join("bin").display()))
        .args(["models", "ui", "--open", "--port", "0"])
        .spawn()
        .unwrap();
    let mut link = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
    let ui = Ui { child, link: link.trim().to_owned() };
    wait_for("the browser", || log.exists());
    let seen = fs::read_to_string(&log).unwrap();
    assert!(!seen.contains(ui.code()), "{seen}");
    assert!(seen.contains("mode: 600"), "{seen}");
    let cmdline = fs::read_to_string(format!("/proc/{}/cmdline", ui.child.id())).unwrap();
    assert!(!cmdline.contains(ui.code()));
    // The page that it was given leads to the link, and is gone after sign-in.
    let page = fs::read_to_string(log.with_extension("log.page")).unwrap();
    assert!(page.contains(&ui.link), "{page}");
    let file = seen.lines().next().unwrap().strip_prefix("argv: ").unwrap().to_owned();
    assert!(Path::new(&file).exists());
    assert_eq!(sign_in(&ui, "localhost").0, 303);
    wait_for("the page to go", || !Path::new(&file).exists());
}

#[test]
fn t101_a_dashboard_of_a_login_without_a_directory_is_found_by_one_with() {
    let home = Home::with_config(CONFIG);
    let mut child = command(&home).env_remove("XDG_RUNTIME_DIR").args(["models", "ui", "--port", "0"]).spawn().unwrap();
    let mut link = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut link).unwrap();
    let ui = Ui { child, link: link.trim().to_owned() };
    let code = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().starts_with(&format!("http://127.0.0.1:{}/", ui.port())));
    let folder = home.state_dir().join("model-manager");
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn t22_an_impatient_second_start_leaves_no_page_with_a_code_behind() {
    let home = Home::with_config(CONFIG);
    let _first = Ui::start(&home, &["--no-open", "--port", "0"]);
    fake_browser(&home);
    let path = format!("{}:/usr/bin:/bin", home.path().join("bin").display());
    let mut second = command(&home).env("PATH", path).args(["models", "ui", "--open"]).spawn().unwrap();
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
fn a_dashboard_that_is_slow_loses_its_socket_to_nobody() {
    let home = Home::with_config(CONFIG);
    let first = Ui::start(&home, &["--no-open", "--port", "0"]);
    let signal = |name: &str| Command::new("kill").args([name, &first.child.id().to_string()]).status().unwrap();
    signal("-STOP");
    // A signal is on its way for a while, to each thread.
    let tasks = format!("/proc/{}/task", first.child.id());
    let stat = |task: fs::DirEntry| fs::read_to_string(task.path().join("stat")).unwrap();
    wait_for("the stop", || fs::read_dir(&tasks).unwrap().all(|task| stat(task.unwrap()).contains(") T ")));
    // The first does not answer, so there are two; the second has no socket and says so.
    let second = Ui::start(&home, &["--no-open", "--port", "0"]);
    signal("-CONT");
    let code = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert!(String::from_utf8(code.stdout).unwrap().contains(&format!(":{}/", first.port())));
    let (_, err) = second.stop();
    assert!(err.contains("a second start will not find this dashboard"), "{err}");
    let code = command(&home).args(["models", "ui", "--code"]).output().unwrap();
    assert_eq!(code.status.code(), Some(0), "the second took the first one's socket with it");
}

/// What a second start says that is not what runs: it hands out no link.
fn refused(home: &Home, args: &[&str]) -> String {
    let output = command(home).args(["models", "ui", "--no-open"]).args(args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{args:?}: {said}");
    assert!(said.contains("already runs") && said.contains("hint:"), "{args:?}: {said}");
    said
}

#[test]
fn t101_a_flag_that_the_first_one_does_not_keep_is_refused() {
    let home = Home::with_config(CONFIG);
    let ui = Ui::start(&home, &["--no-open", "--port", "0"]);
    assert!(refused(&home, &["--read-only"]).contains("it can change things"));
    assert!(refused(&home, &["--socket", "private/ui.sock"]).contains("the socket"));
    assert!(refused(&home, &["--port", "1"]).contains("the port"));
    assert!(!home.path().join("private").exists());
    let same = ui.port().to_string();
    for args in [&["--port", "0"][..], &["--port", &same], &[]] {
        let output = command(&home).args(["models", "ui", "--no-open"]).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(!String::from_utf8(output.stderr).unwrap().contains("--read-only"));
    }
}

#[test]
fn t101_that_the_first_one_changes_nothing_is_said() {
    let home = Home::with_config(CONFIG);
    let _ui = Ui::start(&home, &["--no-open", "--port", "0", "--read-only"]);
    for args in [&[][..], &["--read-only"]] {
        let output = command(&home).args(["models", "ui", "--no-open"]).args(args).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!(said.contains("It changes nothing"), "{args:?}: {said}");
    }
}

#[test]
fn a_runtime_directory_that_others_may_enter_gets_no_socket_of_ours() {
    let home = Home::with_config(CONFIG);
    let run = home.path().join("run");
    let mut start = command(&home);
    fs::set_permissions(&run, PermissionsExt::from_mode(0o777)).unwrap();
    let ui = Ui::of(start.args(["models", "ui", "--no-open", "--port", "0"]).spawn().unwrap());
    assert_eq!(fs::read_dir(&run).unwrap().count(), 0);
    let socket = home.state_dir().join("model-manager/ui.sock");
    assert_eq!(socket.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    // And it is found where it is.
    let mut code = command(&home);
    fs::set_permissions(&run, PermissionsExt::from_mode(0o777)).unwrap();
    assert_eq!(code.args(["models", "ui", "--code"]).output().unwrap().status.code(), Some(0));
    drop(ui);
}
