//! Tests of what another user of this machine may try against the real binary.

use std::{
    fs,
    process::{Command, Stdio},
};

use testkit::TestHome;

use crate::{
    harness::CONFIG,
    process::{BINARY, UiProcess, cookie_header, http_get, openclaw_command, post_code, send_request},
};

#[test]
fn rejected_requests_do_not_flood_the_log() {
    let home = TestHome::with_config(CONFIG);
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    cookie_header(&ui);
    let method = "x".repeat(8000);
    for n in 0..300 {
        match n % 3 {
            0 => assert_eq!(http_get(ui.port(), "evil.example", "/", "").0, 403),
            1 => assert_eq!(
                send_request(
                    ui.port(),
                    &format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                )
                .0,
                405
            ),
            _ => assert!(matches!(post_code(ui.port(), "localhost", "wrong").0, 403 | 429)),
        }
    }
    ui.interrupt_and_wait();
    let log = fs::read_to_string(home.state_dir().join("model-manager/log/ui.log")).unwrap();
    assert!(log.contains("signed in") && log.contains("method=\"other\""), "{log}");
    assert!(log.len() < 4000, "{}: {log}", log.len());
    for line in ["count=195", "count=95"] {
        assert!(log.contains(line), "{line}: {log}");
    }
}

#[test]
fn every_start_has_unpredictable_asset_paths() {
    let home = TestHome::with_config(CONFIG);
    let folder = || {
        let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
        let (_, page) = http_get(ui.port(), "localhost", "/login", "");
        let css = page.split("href=\"/assets/").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        // A build without a site has no files.
        let css = css?;
        assert_eq!(http_get(ui.port(), "localhost", &format!("/assets/{css}"), "").0, 200);
        let (folder, name) = css.split_once('/').unwrap();
        assert_eq!(http_get(ui.port(), "localhost", &format!("/assets/{name}"), "").0, 401);
        Some(folder.to_owned())
    };
    let (one, two) = (folder(), folder());
    assert!(one.is_none() || (one != two && one.is_some_and(|folder| folder.len() == 26)));
}

#[cfg(target_os = "linux")]
#[test]
fn t49_dashboard_makes_no_core_dump() {
    let home = TestHome::with_config(CONFIG);
    // Sets a limit that would allow core dumps.
    let mut shell = Command::new("sh");
    let script = format!("ulimit -S -c $(ulimit -H -c); exec {BINARY} models ui --no-open --port 0");
    shell.args(["-c", &script]).env_clear().envs(home.env_vars()).env("PATH", "/usr/bin:/bin").current_dir(home.path());
    let ui = UiProcess::from_child(
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap(),
    );
    let limits = fs::read_to_string(format!("/proc/{}/limits", ui.child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}

#[test]
fn t27_t30_no_credential_can_be_typed() {
    let home = TestHome::empty();
    let help = openclaw_command(&home).args(["models", "ui", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap().to_lowercase();
    assert!(help.contains("--socket"), "{help}");
    for word in ["token", "password", "secret", "--key", "auth"] {
        assert!(!help.contains(word), "{word}: {help}");
    }
    for flag in ["--token", "--token-file", "--password", "--auth", "--key", "--secret", "--allow-host"] {
        let output =
            openclaw_command(&home).args(["models", "ui", flag, "correct-horse-battery-staple-24"]).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{flag}");
    }
    // No variable of the environment contains a sign-in code either.
    let home = TestHome::with_config(CONFIG);
    let word = "correcthorsebatterystaple1";
    let mut start = openclaw_command(&home);
    for name in ["OPENCLAW_TOKEN", "OPENCLAW_UI_TOKEN", "OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_CODE", "OPENCLAW_PASSWORD"]
    {
        start.env(name, word);
    }
    let ui = UiProcess::from_child(start.args(["models", "ui", "--no-open", "--port", "0"]).spawn().unwrap());
    assert_eq!(post_code(ui.port(), "localhost", word).0, 403);
}
