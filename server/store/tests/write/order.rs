//! The order of what the system is asked to do.

use std::{fs, path::Path, process::Command};

use crate::{
    actor::{actor, has, run},
    home::Home,
};

/// Everything that changes something, but for modes. What is only looked at does not matter.
const CALLS: &str =
    "trace=openat,write,fsync,fdatasync,linkat,renameat,renameat2,unlinkat,ftruncate,rename,link,unlink";

const EXPECTED: [&str; 25] = [
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
fn t60_the_new_file_and_the_copy_are_on_disk_before_the_old_file_goes() {
    let home = Home::with("{}");
    if !has("strace", &["-o", "/dev/null", "true"], "the order of system calls") {
        return;
    }
    let log = home.dir.path().join("log");
    let inner = actor("once", &home);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-y", "-s", "0", "-e", CALLS, "-o"]).arg(&log).arg(inner.get_program()).args(inner.get_args());
    traced.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert!(run(traced).contains("written"));
    let log = fs::read_to_string(log).unwrap();
    let steps: Vec<_> = log.lines().filter_map(|line| step(line, &home.state())).collect();
    assert_eq!(steps, EXPECTED);
}

/// `12 unlinkat(5</home>, "name", 0) = 0` → `unlinkat name`; `None` for what changes nothing in the home.
fn step(line: &str, state: &Path) -> Option<String> {
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
    let names: Vec<_> = paths(arguments).iter().filter_map(|path| shorten(path, state)).collect();
    (!names.is_empty()).then(|| format!("{verb} {}", names.join(" ")))
}

/// The open files among the arguments, each with the name that follows it.
fn paths(arguments: &str) -> Vec<String> {
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

/// Below the home's directory, without what is random.
fn shorten(path: &str, state: &Path) -> Option<String> {
    let name = Path::new(path).strip_prefix(state).ok()?.to_str()?;
    let is_random =
        |part: &str| part.len() >= 8 && part.starts_with(|c: char| c.is_ascii_hexdigit()) && part != "backups";
    Some(name.split('.').map(|part| if is_random(part) { "*" } else { part }).collect::<Vec<_>>().join("."))
}
