//! Tests of writers that are interrupted or killed: the history still has the author of the change.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::PathBuf,
    process::{Command, Output},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use store::{Record, RecordAuthor, revision_of_bytes};
use testkit::TestHome;

use crate::{
    harness::{Harness, get_request_as},
    process::{BINARY, UiProcess, openclaw_command},
};

const CONFIG: &str = "{\n  // ours\n  env: { K: 'Canary1' },\n  agents: { defaults: { model: 'a/b' } },\n}\n";

/// The system calls with which a write changes files, and how many of each it makes (`store/src/replace.rs` lists
/// them in their order).
const WRITE_SYSCALLS: [(&str, u32); 6] =
    [("fsync", 6), ("linkat", 1), ("unlinkat", 4), ("renameat", 1), ("renameat2", 2), ("fdatasync", 1)];

/// How many of them come after the exchange.
const CALLS_AFTER_EXCHANGE: usize = 5;

/// How often each signal is sent, and the maximum duration: a slow machine sends fewer.
const RUNS: u32 = 100;
const MAX_DURATION: Duration = Duration::from_secs(18);

fn config_text(home: &TestHome) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

fn intent_path(home: &TestHome) -> PathBuf {
    home.state_dir().join("model-manager/intent.json")
}

/// Returns unexpected files in openclaw's folder and in the folder of the configuration.
fn leftover_files(home: &TestHome) -> Vec<String> {
    let names = |dir: PathBuf| fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().file_name());
    let all = names(home.state_dir()).chain(names(home.state_dir().join("model-manager")));
    let known = ["model-manager", "openclaw.json", "backups", "history.jsonl", "write.queue"];
    all.map(|name| name.into_string().unwrap()).filter(|name| !known.contains(&name.as_str())).collect()
}

fn run_command(home: &TestHome, words: &[&str]) -> Output {
    openclaw_command(home).args(words).output().unwrap()
}

fn run_successfully(home: &TestHome, words: &[&str]) {
    let output = run_command(home, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Returns the output of `models history` and asserts that it left no trace.
fn history_json(home: &TestHome) -> Vec<Value> {
    let before = home.fingerprint();
    let Output { stdout, .. } = run_command(home, &["models", "history", "--json"]);
    assert!(home.fingerprint() == before, "a read has written");
    serde_json::from_slice(&stdout).unwrap()
}

/// Returns author and operation of each record, oldest first.
fn recorded_changes(home: &TestHome) -> Vec<(RecordAuthor, String)> {
    let records = home.store().read_history().unwrap().records;
    records.into_iter().map(|Record { change, .. }| (change.author, change.op)).filter(|(_, op)| op != "long").collect()
}

fn expected_record(who: RecordAuthor, op: &str) -> (RecordAuthor, String) {
    (who, op.to_owned())
}

/// Measures how long one write takes on this machine.
fn measure_write_time() -> Duration {
    let home = TestHome::with_config(CONFIG);
    let times = ["a/1", "a/2", "a/3"].map(|model| {
        let start = Instant::now();
        run_successfully(&home, &["models", "set", model, "--force"]);
        start.elapsed()
    });
    times.into_iter().max().unwrap()
}

/// The result of a run that got a signal.
#[derive(Debug, PartialEq, Eq)]
struct InterruptedRun {
    code: Option<i32>,
    has_changed: bool,
}

fn run_interrupted(home: &TestHome, signal: Signal, after: Duration, model: &str) -> InterruptedRun {
    let before = config_text(home);
    let mut child = openclaw_command(home).args(["models", "set", model, "--force"]).spawn().unwrap();
    thread::sleep(after);
    // It may have ended, but it has not been waited for, so its process id is still valid.
    kill_process(Pid::from_child(&child), signal).ok();
    let status = child.wait().unwrap();
    let has_changed = config_text(home) != before;
    assert_eq!(leftover_files(home), [""; 0], "after {after:?}: {status}");
    if has_changed {
        let newest = home.store().read_history().unwrap().records.pop().unwrap().change;
        assert_eq!(
            newest.rev_after,
            Some(revision_of_bytes(config_text(home).as_bytes())),
            "after {after:?}: {status}"
        );
        assert_eq!((newest.author, newest.op.as_str()), (RecordAuthor::Cli, "model/set"));
    }
    // Before its signal handlers are installed, a signal ends it, and nothing has been written.
    assert!(status.signal().is_none() || !has_changed, "after {after:?}: {status}");
    InterruptedRun { code: status.code(), has_changed }
}

#[expect(clippy::print_stdout, reason = "prints how many runs got the signal")]
fn interrupt_often(signal: Signal) {
    let (home, time) = (TestHome::with_config(CONFIG), measure_write_time());
    // All points of a write, in an order that reaches all parts of it early.
    let at = |nth: u32| time.mul_f64(f64::from(nth * 37 % RUNS) / f64::from(RUNS) * 1.2);
    let start = Instant::now();
    let runs: Vec<_> = (0..RUNS)
        .take_while(|_| start.elapsed() < MAX_DURATION)
        .map(|nth| run_interrupted(&home, signal, at(nth), &format!("m/{nth}")))
        .collect();
    let count = |is: fn(&&InterruptedRun) -> bool| runs.iter().filter(is).count();
    let (changed, interrupted) = (count(|run| run.has_changed), count(|run| run.code == Some(130)));
    let both = count(|run| run.has_changed && run.code == Some(130));
    println!("{} runs: {changed} changed the file, {interrupted} were interrupted, {both} both", runs.len());
    assert!(history_json(&home)[0]["who"] == "cli");
    assert!(changed > 0 && interrupted > 0, "{runs:?}");
}

#[test]
fn sigint_leaves_complete_recorded_change_or_none() {
    interrupt_often(Signal::INT);
}

#[test]
fn sigterm_leaves_complete_recorded_change_or_none() {
    interrupt_often(Signal::TERM);
}

#[test]
fn sighup_leaves_complete_recorded_change_or_none() {
    interrupt_often(Signal::HUP);
}

#[expect(clippy::print_stderr, reason = "skipped tests are reported")]
fn has_strace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success());
    if !works {
        eprintln!("SKIPPED, `strace` does not work here: signals at every step of a write");
    }
    works
}

/// Runs `models set` with a fault injected into its system calls.
fn strace_command(home: &TestHome, inject: &str, model: &str) -> Command {
    let mut strace = openclaw_command(home);
    let inject = format!("inject={inject}");
    strace.args(["models", "set", model, "--force"]);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-o", "/dev/null", "-e", &inject, BINARY]).args(strace.get_args());
    traced.env_clear().envs(strace.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

#[test]
fn signal_right_after_locking_leaves_no_lock() {
    if !has_strace() {
        return;
    }
    let home = TestHome::with_config(CONFIG);
    let lock = home.state_dir().join("openclaw.json.lock");
    let mut child = strace_command(&home, "linkat:delay_exit=2000000", "c/d").spawn().unwrap();
    let pid = loop {
        let said = fs::read_to_string(&lock).unwrap_or_default();
        let said = said.lines().next().and_then(|line| serde_json::from_str::<Value>(line).ok());
        if let Some(pid) = said.and_then(|said| said["pid"].as_i64()) {
            break Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        }
        assert!(child.try_wait().unwrap().is_none(), "it took no lock");
        thread::yield_now();
    };
    kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(leftover_files(&home), [""; 0]);
    assert_eq!(
        config_text(&home) != CONFIG,
        recorded_changes(&home) == [expected_record(RecordAuthor::Cli, "model/set")]
    );
}

#[test]
fn killed_write_is_recorded_as_own_at_every_step() {
    if !has_strace() {
        return;
    }
    let steps = WRITE_SYSCALLS.iter().flat_map(|(call, count)| (1..=*count).map(move |nth| (call, nth)));
    let made = steps.filter(|(call, nth)| changed_when_killed_at(call, *nth)).count();
    assert_eq!(made, CALLS_AFTER_EXCHANGE, "kills after the exchange");
}

/// Kills the process before its `nth` call of this kind. Returns whether the file had been changed.
fn changed_when_killed_at(call: &str, nth: u32) -> bool {
    let at = format!("{call} {nth}");
    let home = TestHome::with_config(CONFIG);
    // Makes a first change, so that there is one to undo if the second change was not made.
    run_successfully(&home, &["models", "fallbacks", "add", "x/y", "--force"]);
    let before = config_text(&home);
    let status = strace_command(&home, &format!("{call}:signal=KILL:when={nth}"), "c/d").output().unwrap().status;
    assert!(!status.success(), "a write has fewer calls than {at}");
    let has_changed = config_text(&home) != before;
    let (op, undone, count) =
        if has_changed { ("model/set", before, 3) } else { ("fallback/add", CONFIG.to_owned(), 2) };
    let newest = &history_json(&home)[0];
    assert_eq!((newest["who"].as_str(), newest["op"].as_str()), (Some("cli"), Some(op)), "{at}");
    run_successfully(&home, &["models", "undo"]);
    assert_eq!(config_text(&home), undone, "{at}");
    assert_eq!(leftover_files(&home), [""; 0], "{at}");
    assert_eq!(recorded_changes(&home).len(), count, "{at}: {:?}", recorded_changes(&home));
    has_changed
}

/// A home in which `models set c/d` was killed after it changed the file and before it recorded the change: the history
/// is longer than the process may write.
fn home_after_kill() -> TestHome {
    let home = TestHome::with_config(CONFIG);
    let text = format!("'{}'", "x".repeat(600_000));
    let long = format!(
        r#"{{"v":1,"id":1,"at":"2026-01-01T00:00:00.000Z","who":"cli","op":"long","file":"other","rev_before":null,"rev_after":null,"leaves":[{{"path":"agents.defaults.model","before_raw":null,"after_raw":"{text}"}}]}}"#
    );
    home.write_file("model-manager/history.jsonl", long + "\n");
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -c 0; ulimit -f 512; exec \"$@\"", "sh", BINARY, "models", "set", "c/d", "--force"]);
    let usual = openclaw_command(&home);
    limited.env_clear().envs(usual.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = limited.output().unwrap();
    assert_eq!(output.status.signal(), Some(Signal::XFSZ.as_raw()), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(config_text(&home).contains("'c/d'") && recorded_changes(&home).is_empty());
    home
}

#[test]
fn reads_show_change_of_killed_process_as_own() {
    let home = home_after_kill();
    let newest = &history_json(&home)[0];
    assert_eq!((newest["who"].as_str(), newest["op"].as_str()), (Some("cli"), Some("model/set")));
    assert!(newest["id"].is_null() && newest["at"].is_string(), "{newest}");
    assert!(newest["whyNot"].as_str().unwrap().contains("not recorded yet"), "{newest}");
    let output = run_command(&home, &["models", "history", "--limit", "1"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("not recorded yet  ") && said.contains("you, in the terminal"), "{said}");
    let preview = run_command(&home, &["models", "undo", "--dry-run"]);
    let said = String::from_utf8(preview.stdout).unwrap();
    assert!(said.contains("-  agents: { defaults: { model: 'c/d' } },"), "{said}");
}

#[tokio::test]
async fn page_shows_change_of_killed_process_as_own() {
    let harness = Harness::over(home_after_kill());
    let visitor = harness.sign_in().await;
    let page = harness.send(get_request_as(&visitor, "/history")).await.body;
    assert!(page.contains("You made") && page.contains("not recorded yet"), "{page}");
    assert!(!page.contains("Changed by another program"), "{page}");
}

#[test]
fn undo_after_kill_reverts_exactly_that_change() {
    let home = home_after_kill();
    run_successfully(&home, &["models", "undo"]);
    assert_eq!(config_text(&home), CONFIG);
    assert_eq!(
        recorded_changes(&home),
        [expected_record(RecordAuthor::Cli, "model/set"), expected_record(RecordAuthor::Cli, "change/undo")]
    );
    let records = home.store().read_history().unwrap().records;
    assert_eq!(records.last().unwrap().change.undoes, Some(2));
    assert_eq!(leftover_files(&home), [""; 0]);
}

#[test]
fn the_next_write_records_the_change_of_a_killed_process_first() {
    let home = home_after_kill();
    run_successfully(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    assert_eq!(
        recorded_changes(&home),
        [expected_record(RecordAuthor::Cli, "model/set"), expected_record(RecordAuthor::Cli, "fallback/add")]
    );
    let [_, first, second] = <[_; 3]>::try_from(home.store().read_history().unwrap().records).unwrap();
    assert_eq!((first.id, second.id, &first.change.rev_after), (2, 3, &second.change.rev_before));
    assert_eq!(leftover_files(&home), [""; 0]);
}

#[test]
fn a_dashboard_records_the_change_of_a_killed_process() {
    let home = home_after_kill();
    let ui = UiProcess::start(&home, &["--no-open", "--port", "0"]);
    let deadline = Instant::now() + Duration::from_secs(20);
    while intent_path(&home).exists() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(recorded_changes(&home), [expected_record(RecordAuthor::Cli, "model/set")]);
    ui.interrupt_and_wait();
}

#[test]
fn external_changes_after_a_kill_are_recorded_apart() {
    let home = home_after_kill();
    home.write_file(
        "openclaw.json",
        config_text(&home).replace("{ model: 'c/d' }", "{ model: 'c/d', imageModel: 'i/j' }"),
    );
    let [theirs, ours, ..] = <[_; 3]>::try_from(history_json(&home)).unwrap();
    assert_eq!((theirs["who"].as_str(), ours["who"].as_str()), (Some("outside"), Some("cli")));
    assert_eq!(theirs["leaves"].as_array().unwrap().len(), 1, "{theirs}");
    run_successfully(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    let expected = [
        expected_record(RecordAuthor::Cli, "model/set"),
        expected_record(RecordAuthor::Outside, "edit"),
        expected_record(RecordAuthor::Cli, "fallback/add"),
    ];
    assert_eq!(recorded_changes(&home), expected);
}

#[test]
fn external_replacements_after_kill_are_external() {
    let home = home_after_kill();
    home.write_file("openclaw.json", CONFIG.replace("a/b", "y/z"));
    assert_eq!(history_json(&home).len(), 1);
    run_successfully(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    assert_eq!(recorded_changes(&home), [expected_record(RecordAuthor::Cli, "fallback/add")]);
}

#[test]
fn intent_without_change_is_dropped() {
    let home = home_after_kill();
    home.write_file("openclaw.json", CONFIG);
    assert_eq!(history_json(&home).len(), 1);
    run_successfully(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    assert_eq!(recorded_changes(&home), [expected_record(RecordAuthor::Cli, "fallback/add")]);
    assert_eq!(leftover_files(&home), [""; 0]);
}

#[test]
fn unreadable_intent_blocks_no_command() {
    for (text, reason) in
        [("{ \"v\": 1, \"at\"", "not complete"), ("{ \"v\": 2, \"new\": [] }", "a newer openclaw wrote it")]
    {
        let home = home_after_kill();
        fs::write(intent_path(&home), text).unwrap();
        assert_eq!(history_json(&home).len(), 1);
        let output = run_command(&home, &["models", "fallbacks", "add", "e/f", "--force", "-v"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.contains("intent.json") && said.contains(reason), "{said}");
        assert_eq!(recorded_changes(&home), [expected_record(RecordAuthor::Cli, "fallback/add")]);
        assert_eq!(leftover_files(&home), [""; 0]);
    }
}

#[test]
fn intent_file_is_private_and_has_no_secret() {
    let home = home_after_kill();
    assert_eq!(intent_path(&home).metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(intent_path(&home)).unwrap();
    assert!(text.contains("c/d") && !text.contains("Canary"), "{text}");
}
