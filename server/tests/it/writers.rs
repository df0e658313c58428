//! Several who write at once: processes of ours, and OpenClaw's lock.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Command, Output, Stdio},
};

use testkit::Home;

fn openclaw(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openclaw"));
    command.env_clear().envs(home.env()).env("PATH", "").current_dir(home.path()).args(words).stdin(Stdio::null());
    command
}

fn add(home: &Home, model: &str) -> Command {
    openclaw(home, &["models", "fallbacks", "add", model, "--force"])
}

fn fallbacks(home: &Home) -> Vec<String> {
    let Output { stdout, .. } = openclaw(home, &["models", "fallbacks", "list", "--plain"]).output().unwrap();
    String::from_utf8(stdout).unwrap().lines().map(str::to_owned).collect()
}

fn names(home: &Home) -> Vec<String> {
    let entries = fs::read_dir(home.state_dir()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn t66_eight_processes_lose_nothing_and_none_is_refused() {
    let home = Home::with_config("{\n  // ours\n  agents: { defaults: { model: 'a/b' } },\n}\n");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let home = &home;
            scope.spawn(move || {
                for nth in 0..15 {
                    let output = add(home, &format!("w{writer}/m{nth}")).output().unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
    });
    let mut found = fallbacks(&home);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 120);
    assert_eq!(names(&home), ["model-manager", "openclaw.json"]);
    assert!(fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap().starts_with("{\n  // ours\n"));
}

/// The lock as OpenClaw takes it, held by a process that lives.
fn lock(pid: u32) -> String {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let started = stat.rsplit(')').next().unwrap().split_whitespace().nth(19).unwrap();
    format!("{{\"pid\":{pid},\"createdAt\":\"2026-11-20T12:00:00.000Z\",\"starttime\":{started}}}\n \t \t")
}

#[test]
fn t68_openclaws_lock_is_waited_for_and_said() {
    let home = Home::with_config("{ agents: { defaults: { model: 'a/b' } } }");
    home.write("openclaw.json.lock", lock(std::process::id()));
    let mut child = add(&home, "c/d").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    stderr.read_line(&mut said).unwrap();
    assert!(said.contains(&format!("process {} has held", std::process::id())), "{said}");
    assert_eq!(fallbacks(&home).len(), 0);
    fs::remove_file(home.state_dir().join("openclaw.json.lock")).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(fallbacks(&home), ["c/d"]);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn t69_the_lock_of_a_dead_process_is_nobodys() {
    let home = Home::with_config("{ agents: { defaults: { model: 'a/b' } } }");
    let mut dead = Command::new(env!("CARGO_BIN_EXE_openclaw")).arg("--version").stdout(Stdio::null()).spawn().unwrap();
    let left = lock(dead.id());
    dead.wait().unwrap();
    home.write("openclaw.json.lock", left);
    let output = add(&home, "c/d").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(names(&home), ["model-manager", "openclaw.json"]);
}

#[test]
fn t67_who_is_interrupted_leaves_no_lock() {
    let home = Home::empty();
    home.write("real.json", "{ agents: { defaults: { model: 'a/b' } } }");
    std::os::unix::fs::symlink("real.json", home.state_dir().join("openclaw.json")).unwrap();
    // The lock of the file behind the link is held, so that of the link is ours while we wait.
    home.write("real.json.lock", lock(std::process::id()));
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut child = add(&home, "c/d").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
        assert!(home.state_dir().join("openclaw.json.lock").exists(), "{said}");
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(names(&home), ["model-manager", "openclaw.json", "real.json", "real.json.lock"], "{signal}");
    }
}
