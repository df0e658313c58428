//! What `models doctor` sees around the configuration, without touching it.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Stdio,
    time::{Duration, SystemTime},
};

use testkit::Home;

use crate::process::command;

/// The findings, a line each, and the exit code. Looking leaves no trace.
fn diagnosis(home: &Home, path: &Path) -> (Vec<String>, i32) {
    let before = home.print();
    let path = format!("{}:/usr/bin:/bin", path.display());
    let output = command(home).env("PATH", path).args(["models", "doctor", "--json"]).output().unwrap();
    let after: Vec<_> = home.print().into_iter().filter(|(path, _)| before.contains_key(path)).collect();
    assert_eq!(after, before.into_iter().collect::<Vec<_>>(), "looking touched something");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |check: &serde_json::Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let line = |check| format!("{} {}: {}", text(check, "verdict"), text(check, "name"), text(check, "detail"));
    (report["checks"].as_array().unwrap().iter().map(line).collect(), output.status.code().unwrap())
}

fn assert_says(home: &Home, path: &Path, expected: &str, code: i32) {
    let (found, exit) = diagnosis(home, path);
    assert!(found.iter().any(|line| line.starts_with(expected)), "{expected}: {found:#?}");
    assert_eq!(exit, code, "{found:#?}");
}

fn age(path: &Path) {
    let long_ago = SystemTime::now() - Duration::from_hours(1);
    File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
}

#[test]
fn a_lock_is_read_and_left_where_it_is() {
    let home = Home::with_config("{}");
    let lock = home.state_dir().join("openclaw.json.lock");
    let us = std::process::id();
    // An hour and as long as the test takes: 3600 s and some.
    for (text, expected, code) in [
        (
            format!("{{\"pid\":{us}}}"),
            format!("warn lock: process {us} has held `~/.openclaw/openclaw.json.lock` for 3"),
            0,
        ),
        (
            "half".to_owned(),
            "bad lock: `~/.openclaw/openclaw.json.lock` does not say which process holds it".to_owned(),
            1,
        ),
    ] {
        fs::write(&lock, text).unwrap();
        age(&lock);
        assert_says(&home, Path::new("/nowhere"), &expected, code);
    }
}

#[test]
fn a_link_and_what_a_cut_off_write_left_are_named() {
    let home = Home::empty();
    home.write("real.json5", "{}");
    symlink("real.json5", home.state_dir().join("openclaw.json")).unwrap();
    assert_says(&home, Path::new("/nowhere"), "warn configuration: it is a link to `~/.openclaw/real.json5`;", 0);
    home.write(".openclaw.json.0123456789abcdef.mm-tmp", "{");
    let (found, _) = diagnosis(&home, Path::new("/nowhere"));
    assert!(!found.iter().any(|line| line.contains("our files")), "a write may be under way: {found:#?}");
    age(&home.state_dir().join(".openclaw.json.0123456789abcdef.mm-tmp"));
    assert_says(&home, Path::new("/nowhere"), "warn our files: a write that was cut off left a temporary file", 0);
}

#[test]
fn the_openclaw_that_comes_next_is_named_with_its_version() {
    let home = Home::with_config("{ meta: { migrations: {} } }");
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
        assert_says(&home, &package.join("bin"), expected, 0);
    }
    assert!(!home.path().join("was-run").exists(), "it was run");
}

/// Where its end is a pipe, nobody waits for the other one.
#[test]
fn a_pipe_in_the_locks_place_holds_nobody_up() {
    let home = Home::with_config("{}");
    let lock = home.state_dir().join("openclaw.json.lock");
    let made = std::process::Command::new("mkfifo").arg(&lock).stdin(Stdio::null()).status().unwrap();
    assert!(made.success());
    let (found, _) = diagnosis(&home, Path::new("/nowhere"));
    assert!(found.iter().any(|line| line.contains(" lock: ")), "{found:#?}");
}
