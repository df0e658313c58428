//! Other processes for the tests: this test binary, started again.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
    time::SystemTime,
};

use json5_edit::KeyPath;
use rustix::fs::{Mode, RawMode};
use store::{
    CommitOutcome, FileChange, FileReplacement, HomeStore, NewRecord, RecordAuthor, TargetChanges, WaitPolicy,
    WriteError, WriteGuard,
};

use crate::{
    credential_roles::{begin_transaction, change_many, paste_once},
    kill_stores::count_in_store_until_killed,
    kill_targets::count_until_killed,
    test_home::{TestHome, long_wait_policy, revision_of, store_in},
};

/// Size of a version: several pages, so that a partial write would be detected.
pub(crate) const VERSION_LENGTH: usize = 20_000;

/// Builds a command that runs a role in a home.
pub(crate) fn child_command(role: &str, home: &TestHome) -> Command {
    with_role(Command::new(env::current_exe().unwrap()), role, home)
}

/// Builds it to be run by another program, which gets it as its arguments.
pub(crate) fn wrapped_child_command(program: &[&str], role: &str, home: &TestHome) -> Command {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(env::current_exe().unwrap());
    with_role(command, role, home)
}

fn with_role(mut command: Command, role: &str, home: &TestHome) -> Command {
    command.args(["child_process::run_role", "--exact", "--ignored", "--nocapture"]);
    command.env("ACTOR_ROLE", role).env("ACTOR_HOME", home.dir.path()).env("RUST_TEST_THREADS", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts it and waits until it reports that it is ready.
pub(crate) fn start_until_ready(mut command: Command) -> Child {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("ready")), "it ended early");
    child
}

/// Runs it to its end and returns its output.
pub(crate) fn run_to_end(mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    said
}

#[test]
#[ignore = "entry point of the child processes that other tests start"]
fn run_role() {
    let (Ok(role), Ok(home)) = (env::var("ACTOR_ROLE"), env::var("ACTOR_HOME")) else { return };
    let store = store_in(Path::new(&home), env::var("ACTOR_MANAGER").ok());
    match role.as_str() {
        "append" => append_own_lines(&store),
        "hold" => hold_lock(&store),
        "forever" => write_until_killed(&store),
        "begin" => begin_transaction(&store),
        "change" => change_many(&store),
        "count-in-store" => count_in_store_until_killed(&store),
        "count" => count_until_killed(store),
        "paste" => paste_once(&store),
        "once" => println!("{}", write_large_once(&store)),
        "umask" => {
            let mask = RawMode::from_str_radix(&env::var("ACTOR_UMASK").unwrap(), 8).unwrap();
            rustix::process::umask(Mode::from_raw_mode(mask));
            write_every_kind(&store);
        }
        role => panic!("no such role: {role}"),
    }
}

/// Adds lines, one per write lock.
fn append_own_lines(store: &HomeStore) {
    let file = &store.home.config.path;
    let count: usize = env::var("ACTOR_COUNT").unwrap().parse().unwrap();
    // All writers are in one queue, so OpenClaw's lock is always free: no waiting is needed.
    let openclaw = if env::var("ACTOR_MANAGER").is_ok() { long_wait_policy().openclaw_timeout } else { Duration::ZERO };
    let policy = WaitPolicy { openclaw_timeout: openclaw, ..long_wait_policy() };
    for n in 0..count {
        let guard = store.lock_for_write(&policy).unwrap();
        let text = fs::read_to_string(file).unwrap();
        let longer = format!("{text}{} {n}\n", std::process::id());
        guard.replace_file(file, Some(&revision_of(&text)), longer.as_bytes(), SystemTime::now()).unwrap();
    }
}

/// Holds the write lock until its input is closed.
fn hold_lock(store: &HomeStore) {
    let _turn = store.lock_for_write(&long_wait_policy()).unwrap();
    println!("ready");
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// Writes versions one after another until it is killed.
fn write_until_killed(store: &HomeStore) {
    let file = &store.home.config.path;
    println!("ready");
    for letter in ["a", "b", "c", "d"].iter().cycle() {
        let guard = store.lock_for_write(&long_wait_policy()).unwrap();
        let text = fs::read_to_string(file).unwrap();
        replace_and_record(&guard, file, &text, &letter.repeat(VERSION_LENGTH)).unwrap();
    }
}

/// Replaces the file and records it.
pub(crate) fn replace_and_record(
    guard: &WriteGuard,
    file: &Path,
    before: &str,
    after: &str,
) -> Result<CommitOutcome, WriteError> {
    let (old, new) = (revision_of(before), revision_of(after));
    let change = NewRecord { rev_before: Some(old.clone()), rev_after: Some(new), ..sample_record() };
    let replacement = FileReplacement { file, expected_revision: Some(&old), new_bytes: after.as_bytes() };
    let change = FileChange { replacement, mount: &KeyPath::default(), external_change: None, own_change: change };
    commit_files(guard, vec![change])
}

/// Replaces configuration files and records them.
pub(crate) fn commit_files(guard: &WriteGuard, files: Vec<FileChange<'_>>) -> Result<CommitOutcome, WriteError> {
    guard.commit_and_record(&TargetChanges { stores: Vec::new(), files, time: SystemTime::now() })
}

/// Writes a large file and prints the result.
fn write_large_once(store: &HomeStore) -> String {
    let file = &store.home.config.path;
    let before = fs::read_to_string(file).unwrap();
    let done = store
        .lock_for_write(&long_wait_policy())
        .and_then(|turn| replace_and_record(&turn, file, &before, &"x".repeat(1 << 20)));
    let Err(error) = done else { return "written".to_owned() };
    let outcome = if matches!(error, WriteError::PartlyWritten { .. }) { "partly" } else { "refused" };
    let source = std::error::Error::source(&error).map(ToString::to_string);
    format!("{outcome}: {error}: {}", source.unwrap_or_default())
}

/// Creates every kind of file that this crate creates.
fn write_every_kind(store: &HomeStore) {
    let file = &store.home.config.path;
    let guard = store.lock_for_write(&long_wait_policy()).unwrap();
    let first = guard.replace_file(file, None, b"{}", SystemTime::now()).unwrap();
    guard.replace_file(file, Some(&first), b"{ a: 1 }", SystemTime::now()).unwrap();
    guard.append_record(sample_record(), SystemTime::now()).unwrap();
    println!("lock {:o}", file_mode(file.with_extension("json.lock")));
}

pub(crate) fn sample_record() -> NewRecord {
    NewRecord {
        author: RecordAuthor::Cli,
        op: "test".to_owned(),
        file: "openclaw.json".to_owned(),
        rev_before: None,
        rev_after: Some(revision_of("{}")),
        values: Vec::new(),
        credentials: Vec::new(),
        undoes: None,
        part_of: None,
    }
}

pub(crate) fn file_mode(path: impl AsRef<Path>) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&path.as_ref().metadata().unwrap().permissions()) & 0o7777
}

/// Whether a program can be run on this machine; prints a message if not.
pub(crate) fn is_runnable(program: impl AsRef<OsStr>, args: &[&str], what_is_not_tested: &str) -> bool {
    let works = Command::new(&program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !works {
        eprintln!("SKIPPED, `{}` does not work here: {what_is_not_tested}", program.as_ref().display());
    }
    works
}
