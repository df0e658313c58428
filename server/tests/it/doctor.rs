//! Tests of what `models doctor` reports about the surroundings of the configuration.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Stdio,
    time::{Duration, SystemTime},
};

use testkit::TestHome;

use crate::process::openclaw_command;

/// Returns the findings, one per line, and the exit code. Asserts that the check leaves no trace.
fn run_doctor(home: &TestHome, path: &Path) -> (Vec<String>, i32) {
    let before = home.fingerprint();
    let path = format!("{}:/usr/bin:/bin", path.display());
    let output = openclaw_command(home).env("PATH", path).args(["models", "doctor", "--json"]).output().unwrap();
    let after: Vec<_> = home.fingerprint().into_iter().filter(|(path, _)| before.contains_key(path)).collect();
    assert_eq!(after, before.into_iter().collect::<Vec<_>>(), "looking touched something");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |check: &serde_json::Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let line = |check| format!("{} {}: {}", text(check, "verdict"), text(check, "name"), text(check, "detail"));
    (report["checks"].as_array().unwrap().iter().map(line).collect(), output.status.code().unwrap())
}

fn assert_finding(home: &TestHome, path: &Path, expected: &str, code: i32) {
    let (found, exit) = run_doctor(home, path);
    assert!(found.iter().any(|line| line.starts_with(expected)), "{expected}: {found:#?}");
    assert_eq!(exit, code, "{found:#?}");
}

fn make_old(path: &Path) {
    let long_ago = SystemTime::now() - Duration::from_hours(1);
    File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
}

#[test]
fn doctor_reads_lock_and_keeps_it() {
    let home = TestHome::with_config("{}");
    let lock = home.state_dir().join("openclaw.json.lock");
    let us = std::process::id();
    // An hour plus the duration of the test: 3600 s or more.
    for (text, expected, code) in [
        (
            format!("{{\"pid\":{us}}}"),
            format!("warn lock: process {us} has held the lock `~/.openclaw/openclaw.json.lock` for 3"),
            0,
        ),
        (
            "half".to_owned(),
            "bad lock: the lock `~/.openclaw/openclaw.json.lock` does not name its process".to_owned(),
            1,
        ),
    ] {
        fs::write(&lock, text).unwrap();
        make_old(&lock);
        assert_finding(&home, Path::new("/nowhere"), &expected, code);
    }
}

#[test]
fn link_and_leftovers_are_reported() {
    let home = TestHome::empty();
    home.write_file("real.json5", "{}");
    symlink("real.json5", home.state_dir().join("openclaw.json")).unwrap();
    assert_finding(&home, Path::new("/nowhere"), "warn configuration: it is a link to `~/.openclaw/real.json5`;", 0);
    home.write_file(".openclaw.json.0123456789abcdef.mm-tmp", "{");
    let (found, _) = run_doctor(&home, Path::new("/nowhere"));
    assert!(!found.iter().any(|line| line.contains("our files")), "a write may be under way: {found:#?}");
    make_old(&home.state_dir().join(".openclaw.json.0123456789abcdef.mm-tmp"));
    assert_finding(&home, Path::new("/nowhere"), "warn our files: an interrupted write left a temporary file", 0);
}

#[test]
fn installed_openclaw_is_reported_with_version() {
    let home = TestHome::with_config("{ meta: { migrations: {} } }");
    let package = home.path().join("package");
    fs::create_dir_all(package.join("bin")).unwrap();
    let program = package.join("bin/openclaw");
    fs::write(&program, "#!/bin/sh\ntouch \"$HOME/was-run\"\n").unwrap();
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    for (version, expected) in [
        ("2026.9.6", "ok OpenClaw: 2026.9.6, `~/package/bin/openclaw`"),
        ("2026.3.13", "warn OpenClaw: 2026.3.13, `~/package/bin/openclaw`: it is older than this home (shared-db)"),
    ] {
        fs::write(package.join("package.json"), format!("{{\"name\":\"openclaw\",\"version\":\"{version}\"}}"))
            .unwrap();
        assert_finding(&home, &package.join("bin"), expected, 0);
    }
    assert!(!home.path().join("was-run").exists(), "it was run");
}

/// If the file is a pipe, it is not opened, so the check does not block.
#[test]
fn a_pipe_as_lock_file_does_not_block() {
    let home = TestHome::with_config("{}");
    let lock = home.state_dir().join("openclaw.json.lock");
    let made = std::process::Command::new("mkfifo").arg(&lock).stdin(Stdio::null()).status().unwrap();
    assert!(made.success());
    let (found, _) = run_doctor(&home, Path::new("/nowhere"));
    assert!(found.iter().any(|line| line.contains(" lock: ")), "{found:#?}");
}
