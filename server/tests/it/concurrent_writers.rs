//! Tests of concurrent writers: several openclaw processes, and a holder of OpenClaw's lock.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Command, Output, Stdio},
};

use testkit::TestHome;

fn openclaw_command(home: &TestHome, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openclaw"));
    command.env_clear().envs(home.env_vars()).env("PATH", "").current_dir(home.path()).args(words).stdin(Stdio::null());
    command
}

fn add_fallback_command(home: &TestHome, model: &str) -> Command {
    openclaw_command(home, &["models", "fallbacks", "add", model, "--force"])
}

fn fallback_models(home: &TestHome) -> Vec<String> {
    let Output { stdout, .. } = openclaw_command(home, &["models", "fallbacks", "list", "--plain"]).output().unwrap();
    String::from_utf8(stdout).unwrap().lines().map(str::to_owned).collect()
}

fn state_file_names(home: &TestHome) -> Vec<String> {
    let entries = fs::read_dir(home.state_dir()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn t66_eight_processes_lose_no_change() {
    let home = TestHome::with_config("{\n  // ours\n  agents: { defaults: { model: 'a/b' } },\n}\n");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let home = &home;
            scope.spawn(move || {
                for nth in 0..15 {
                    let output = add_fallback_command(home, &format!("w{writer}/m{nth}")).output().unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
    });
    let mut found = fallback_models(&home);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 120);
    assert_eq!(state_file_names(&home), ["model-manager", "openclaw.json"]);
    assert!(fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap().starts_with("{\n  // ours\n"));
}

/// Creates the lock as OpenClaw does, held by a running process.
fn openclaw_lock_text(pid: u32) -> String {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let started = stat.rsplit(')').next().unwrap().split_whitespace().nth(19).unwrap();
    format!("{{\"pid\":{pid},\"createdAt\":\"2026-11-20T12:00:00.000Z\",\"starttime\":{started}}}\n \t \t")
}

#[test]
fn t68_waiting_for_openclaw_lock_is_reported() {
    let home = TestHome::with_config("{ agents: { defaults: { model: 'a/b' } } }");
    home.write_file("openclaw.json.lock", openclaw_lock_text(std::process::id()));
    let mut child = add_fallback_command(&home, "c/d").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    stderr.read_line(&mut said).unwrap();
    assert!(said.contains(&format!("process {} has held", std::process::id())), "{said}");
    assert_eq!(fallback_models(&home).len(), 0);
    fs::remove_file(home.state_dir().join("openclaw.json.lock")).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(fallback_models(&home), ["c/d"]);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn t69_the_lock_of_a_dead_process_is_taken_over() {
    let home = TestHome::with_config("{ agents: { defaults: { model: 'a/b' } } }");
    let mut dead = Command::new(env!("CARGO_BIN_EXE_openclaw")).arg("--version").stdout(Stdio::null()).spawn().unwrap();
    let left = openclaw_lock_text(dead.id());
    dead.wait().unwrap();
    home.write_file("openclaw.json.lock", left);
    let output = add_fallback_command(&home, "c/d").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(state_file_names(&home), ["model-manager", "openclaw.json"]);
}

#[test]
fn t67_interrupted_process_leaves_no_lock() {
    let home = TestHome::empty();
    home.write_file("real.json", "{ agents: { defaults: { model: 'a/b' } } }");
    std::os::unix::fs::symlink("real.json", home.state_dir().join("openclaw.json")).unwrap();
    // The lock of the link's target is held, so the writer has the lock of the link while it waits.
    home.write_file("real.json.lock", openclaw_lock_text(std::process::id()));
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut child =
            add_fallback_command(&home, "c/d").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
        assert!(home.state_dir().join("openclaw.json.lock").exists(), "{said}");
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(
            state_file_names(&home),
            ["model-manager", "openclaw.json", "real.json", "real.json.lock"],
            "{signal}"
        );
    }
}
