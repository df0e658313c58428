//! Tests of the order of system calls.

use std::{fs, path::Path, process::Command};

use crate::{
    child_process::{child_command, is_runnable, run_to_end, wrapped_child_command},
    test_home::TestHome,
};

/// System calls that change files, except modes. Reads do not matter.
const TRACED_CALLS: &str =
    "trace=openat,write,fsync,fdatasync,linkat,renameat,renameat2,unlinkat,ftruncate,rename,link,unlink";

const EXPECTED_STEPS: [&str; 25] = [
    "make .openclaw.json.lock.*.mm-tmp",
    "write .openclaw.json.lock.*.mm-tmp",
    "fsync .openclaw.json.lock.*.mm-tmp",
    "linkat .openclaw.json.lock.*.mm-tmp openclaw.json.lock",
    "unlinkat .openclaw.json.lock.*.mm-tmp",
    "make .openclaw.json.*.mm-tmp",
    "write .openclaw.json.*.mm-tmp",
    "fsync .openclaw.json.*.mm-tmp",
    "make model-manager/backups/.openclaw.json.*.mm-tmp",
    "write model-manager/backups/.openclaw.json.*.mm-tmp",
    "fsync model-manager/backups/.openclaw.json.*.mm-tmp",
    "renameat2 model-manager/backups/.openclaw.json.*.mm-tmp model-manager/backups/openclaw.json.*.*",
    "make model-manager/.intent.json.*.mm-tmp",
    "write model-manager/.intent.json.*.mm-tmp",
    "fsync model-manager/.intent.json.*.mm-tmp",
    "renameat model-manager/.intent.json.*.mm-tmp model-manager/intent.json",
    "fsync model-manager",
    "exchange .openclaw.json.*.mm-tmp openclaw.json",
    "fsync ",
    "unlinkat .openclaw.json.*.mm-tmp",
    "write model-manager/history.jsonl",
    "fdatasync model-manager/history.jsonl",
    "fsync model-manager",
    "unlinkat model-manager/intent.json",
    "unlinkat openclaw.json.lock",
];

#[test]
fn t60_new_file_and_backup_are_synced_before_replacement() {
    let home = TestHome::with_config("{}");
    if !is_runnable("strace", &["-o", "/dev/null", "true"], "the order of system calls") {
        return;
    }
    let log = home.dir.path().join("log");
    let inner = child_command("once", &home);
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-y", "-s", "0", "-e", TRACED_CALLS, "-o"])
        .arg(&log)
        .arg(inner.get_program())
        .args(inner.get_args());
    traced.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert!(run_to_end(traced).contains("written"));
    let log = fs::read_to_string(log).unwrap();
    let steps: Vec<_> = log.lines().filter_map(|line| parse_step(line, &home.state_dir())).collect();
    assert_eq!(steps, EXPECTED_STEPS);
}

/// What the kernel answers to a process, and what the write says then. Where files cannot be exchanged, a file that is in
/// place stays there when a later step fails.
#[test]
fn replaced_file_is_recorded_when_later_step_fails() {
    if !is_runnable("strace", &["-o", "/dev/null", "true"], "what a failed step leaves behind") {
        return;
    }
    let mut outcomes = Vec::new();
    for failing_sync in 1..=7 {
        let home = TestHome::with_config("{}");
        let fault = format!("inject=fsync:error=EIO:when={failing_sync}");
        let no_exchange = "inject=renameat2:error=EINVAL:when=2";
        let strace = ["strace", "-f", "-o", "/dev/null", "-e", no_exchange, "-e", &fault];
        let output = run_to_end(wrapped_child_command(&strace, "once", &home));
        let outcome = ["written", "partly", "refused"].into_iter().find(|word| output.contains(word)).unwrap();
        let is_replaced = home.config_text() != "{}";
        assert_eq!(is_replaced, outcome != "refused", "{failing_sync}: {output}");
        let records = home.store().read_history().unwrap();
        assert_eq!(records.pending.len() + records.records.len(), usize::from(is_replaced), "{failing_sync}: {output}");
        outcomes.push(outcome);
    }
    assert!(outcomes.contains(&"partly") && outcomes.contains(&"refused"), "{outcomes:?}");
}

/// `12 unlinkat(5</home>, "name", 0) = 0` → `unlinkat name`; `None` for calls that change nothing in the home.
fn parse_step(line: &str, state: &Path) -> Option<String> {
    let (call, rest) = line.split_once('(')?;
    let call = call.rsplit(' ').next()?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let is_making = arguments.contains("O_EXCL");
    if result.starts_with('-') || (call == "openat" && !is_making && !arguments.contains("O_TRUNC")) {
        return None;
    }
    if is_making {
        assert!(arguments.contains("O_NOFOLLOW") && arguments.ends_with("0600)"), "{line}");
    }
    let verb = match call {
        "openat" if is_making => "make",
        "renameat2" if arguments.contains("RENAME_EXCHANGE") => "exchange",
        call => call,
    };
    let names: Vec<_> = parse_paths(arguments).iter().filter_map(|path| shorten_path(path, state)).collect();
    (!names.is_empty()).then(|| format!("{verb} {}", names.join(" ")))
}

/// Returns the open files among the arguments, each with the name that follows it.
fn parse_paths(arguments: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in arguments.split('<').skip(1) {
        let Some((dir, rest)) = part.split_once('>') else { continue };
        let name = rest
            .strip_prefix(", \"")
            .and_then(|rest| rest.split_once('"'))
            .map(|(name, _)| name)
            .filter(|name| !name.is_empty());
        found.push(name.map_or_else(|| dir.to_owned(), |name| format!("{dir}/{name}")));
    }
    found
}

/// Returns a path below the home's directory, without random parts.
fn shorten_path(path: &str, state: &Path) -> Option<String> {
    let name = Path::new(path).strip_prefix(state).ok()?.to_str()?;
    let is_random =
        |part: &str| part.len() >= 8 && part.starts_with(|c: char| c.is_ascii_hexdigit()) && part != "backups";
    Some(name.split('.').map(|part| if is_random(part) { "*" } else { part }).collect::<Vec<_>>().join("."))
}
