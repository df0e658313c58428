//! Writers that are interrupted or killed: whose change it was is known all the same.

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
use store::{Record, Who, revision};
use testkit::Home;

use crate::{
    harness::{Harness, get_as},
    process::{BINARY, Ui, command},
};

const CONFIG: &str = "{\n  // ours\n  env: { K: 'Canary1' },\n  agents: { defaults: { model: 'a/b' } },\n}\n";

/// The system calls with which a write changes something, and how many of each it makes (`store/src/replace.rs` lists
/// them in their order).
const STEPS: [(&str, u32); 6] =
    [("fsync", 6), ("linkat", 1), ("unlinkat", 4), ("renameat", 1), ("renameat2", 2), ("fdatasync", 1)];

/// So many of them come after the exchange.
const MADE: usize = 5;

/// How often each signal is sent, and for how long at most: a slow machine sends fewer.
const RUNS: u32 = 100;
const LONGEST: Duration = Duration::from_secs(18);

fn config(home: &Home) -> String {
    fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap()
}

fn intent(home: &Home) -> PathBuf {
    home.state_dir().join("model-manager/intent.json")
}

/// What our folder and the one of the configuration hold beside what belongs there.
fn left_behind(home: &Home) -> Vec<String> {
    let names = |dir: PathBuf| fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().file_name());
    let all = names(home.state_dir()).chain(names(home.state_dir().join("model-manager")));
    let known = ["model-manager", "openclaw.json", "backups", "history.jsonl", "write.queue"];
    all.map(|name| name.into_string().unwrap()).filter(|name| !known.contains(&name.as_str())).collect()
}

fn run(home: &Home, words: &[&str]) -> Output {
    command(home).args(words).output().unwrap()
}

fn done(home: &Home, words: &[&str]) {
    let output = run(home, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What `models history` says, which must leave no trace.
fn seen(home: &Home) -> Vec<Value> {
    let before = home.print();
    let Output { stdout, .. } = run(home, &["models", "history", "--json"]);
    assert!(home.print() == before, "a read has written");
    serde_json::from_slice(&stdout).unwrap()
}

/// Author and operation of what is recorded, oldest first.
fn recorded(home: &Home) -> Vec<(Who, String)> {
    let records = home.place().whole_history().unwrap().records;
    records.into_iter().map(|Record { change, .. }| (change.who, change.op)).filter(|(_, op)| op != "long").collect()
}

fn is(who: Who, op: &str) -> (Who, String) {
    (who, op.to_owned())
}

/// How long one write takes here.
fn time_of_a_write() -> Duration {
    let home = Home::with_config(CONFIG);
    let times = ["a/1", "a/2", "a/3"].map(|model| {
        let start = Instant::now();
        done(&home, &["models", "set", model, "--force"]);
        start.elapsed()
    });
    times.into_iter().max().unwrap()
}

/// What became of one run that got a signal.
#[derive(Debug, PartialEq, Eq)]
struct Interrupted {
    code: Option<i32>,
    has_changed: bool,
}

fn interrupt(home: &Home, signal: Signal, after: Duration, model: &str) -> Interrupted {
    let before = config(home);
    let mut child = command(home).args(["models", "set", model, "--force"]).spawn().unwrap();
    thread::sleep(after);
    // It may have ended; it is not collected, so its number is still its own.
    kill_process(Pid::from_child(&child), signal).ok();
    let status = child.wait().unwrap();
    let has_changed = config(home) != before;
    assert_eq!(left_behind(home), [""; 0], "after {after:?}: {status}");
    if has_changed {
        let newest = home.place().whole_history().unwrap().records.pop().unwrap().change;
        assert_eq!(newest.rev_after, Some(revision(config(home).as_bytes())), "after {after:?}: {status}");
        assert_eq!((newest.who, newest.op.as_str()), (Who::Cli, "model/set"));
    }
    // Before it listens to signals, one ends it like any program, and nothing has been touched.
    assert!(status.signal().is_none() || !has_changed, "after {after:?}: {status}");
    Interrupted { code: status.code(), has_changed }
}

#[expect(clippy::print_stdout, reason = "how many runs met the signal")]
fn interrupt_often(signal: Signal) {
    let (home, time) = (Home::with_config(CONFIG), time_of_a_write());
    // Every point of a write, in an order that reaches all parts of it early.
    let at = |nth: u32| time.mul_f64(f64::from(nth * 37 % RUNS) / f64::from(RUNS) * 1.2);
    let start = Instant::now();
    let runs: Vec<_> = (0..RUNS)
        .take_while(|_| start.elapsed() < LONGEST)
        .map(|nth| interrupt(&home, signal, at(nth), &format!("m/{nth}")))
        .collect();
    let count = |is: fn(&&Interrupted) -> bool| runs.iter().filter(is).count();
    let (changed, interrupted) = (count(|run| run.has_changed), count(|run| run.code == Some(130)));
    let both = count(|run| run.has_changed && run.code == Some(130));
    println!("{} runs: {changed} changed the file, {interrupted} were interrupted, {both} both", runs.len());
    assert!(seen(&home)[0]["who"] == "cli");
    assert!(changed > 0 && interrupted > 0, "{runs:?}");
}

#[test]
fn a_change_that_ctrl_c_interrupts_is_complete_and_recorded_or_not_made() {
    interrupt_often(Signal::INT);
}

#[test]
fn a_change_that_a_termination_interrupts_is_complete_and_recorded_or_not_made() {
    interrupt_often(Signal::TERM);
}

#[test]
fn a_change_that_a_closed_terminal_interrupts_is_complete_and_recorded_or_not_made() {
    interrupt_often(Signal::HUP);
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn has_strace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success());
    if !works {
        eprintln!("SKIPPED, `strace` does not work here: signals at every step of a write");
    }
    works
}

/// `models set`, with something injected into its system calls.
fn strace(home: &Home, inject: &str, model: &str) -> Command {
    let mut strace = command(home);
    let inject = format!("inject={inject}");
    strace.args(["models", "set", model, "--force"]);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-o", "/dev/null", "-e", &inject, BINARY]).args(strace.get_args());
    traced.env_clear().envs(strace.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

#[test]
fn a_signal_between_the_making_of_a_lock_and_the_next_step_leaves_no_lock() {
    if !has_strace() {
        return;
    }
    let home = Home::with_config(CONFIG);
    let lock = home.state_dir().join("openclaw.json.lock");
    let mut child = strace(&home, "linkat:delay_exit=500000", "c/d").spawn().unwrap();
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
    assert_eq!(left_behind(&home), [""; 0]);
    assert_eq!(config(&home) != CONFIG, recorded(&home) == [is(Who::Cli, "model/set")]);
}

#[test]
fn a_change_is_ours_at_whatever_step_its_process_is_killed() {
    if !has_strace() {
        return;
    }
    let steps = STEPS.iter().flat_map(|(call, count)| (1..=*count).map(move |nth| (call, nth)));
    let made = steps.filter(|(call, nth)| killed_at(call, *nth)).count();
    assert_eq!(made, MADE, "kills after the exchange");
}

/// Whether the file had been changed when the process was killed before its `nth` call of this kind.
fn killed_at(call: &str, nth: u32) -> bool {
    let at = format!("{call} {nth}");
    let home = Home::with_config(CONFIG);
    // So that there is something to undo when the second change was not made.
    done(&home, &["models", "fallbacks", "add", "x/y", "--force"]);
    let before = config(&home);
    let status = strace(&home, &format!("{call}:signal=KILL:when={nth}"), "c/d").output().unwrap().status;
    assert!(!status.success(), "a write has fewer calls than {at}");
    let has_changed = config(&home) != before;
    let (op, undone, count) =
        if has_changed { ("model/set", before, 3) } else { ("fallback/add", CONFIG.to_owned(), 2) };
    let newest = &seen(&home)[0];
    assert_eq!((newest["who"].as_str(), newest["op"].as_str()), (Some("cli"), Some(op)), "{at}");
    done(&home, &["models", "undo"]);
    assert_eq!(config(&home), undone, "{at}");
    assert_eq!(left_behind(&home), [""; 0], "{at}");
    assert_eq!(recorded(&home).len(), count, "{at}: {:?}", recorded(&home));
    has_changed
}

/// A home in which `models set c/d` was killed when it had changed the file and was about to record it: the history is
/// longer than what the process may write.
fn killed() -> Home {
    let home = Home::with_config(CONFIG);
    let text = format!("'{}'", "x".repeat(600_000));
    let long = format!(
        r#"{{"v":1,"id":1,"at":"2026-01-01T00:00:00.000Z","who":"cli","op":"long","file":"other","rev_before":null,"rev_after":null,"leaves":[{{"path":"agents.defaults.model","before_raw":null,"after_raw":"{text}"}}]}}"#
    );
    home.write("model-manager/history.jsonl", long + "\n");
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -c 0; ulimit -f 512; exec \"$@\"", "sh", BINARY, "models", "set", "c/d", "--force"]);
    let usual = command(&home);
    limited.env_clear().envs(usual.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = limited.output().unwrap();
    assert_eq!(output.status.signal(), Some(Signal::XFSZ.as_raw()), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(config(&home).contains("'c/d'") && recorded(&home).is_empty());
    home
}

#[test]
fn a_read_shows_the_change_of_a_killed_process_as_ours() {
    let home = killed();
    let newest = &seen(&home)[0];
    assert_eq!((newest["who"].as_str(), newest["op"].as_str()), (Some("cli"), Some("model/set")));
    assert!(newest["id"].is_null() && newest["at"].is_string(), "{newest}");
    assert!(newest["whyNot"].as_str().unwrap().contains("not recorded yet"), "{newest}");
    let output = run(&home, &["models", "history", "--limit", "1"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("not recorded yet  ") && said.contains("you, in the terminal"), "{said}");
    let preview = run(&home, &["models", "undo", "--dry-run"]);
    let said = String::from_utf8(preview.stdout).unwrap();
    assert!(said.contains("-  agents: { defaults: { model: 'c/d' } },"), "{said}");
}

#[tokio::test]
async fn the_page_shows_the_change_of_a_killed_process_as_ours() {
    let harness = Harness::over(killed());
    let visitor = harness.visitor().await;
    let page = harness.send(get_as(&visitor, "/history")).await.body;
    assert!(page.contains("You made") && page.contains("not recorded yet"), "{page}");
    assert!(!page.contains("Changed by another program"), "{page}");
}

#[test]
fn an_undo_right_after_a_kill_takes_exactly_that_change_back() {
    let home = killed();
    done(&home, &["models", "undo"]);
    assert_eq!(config(&home), CONFIG);
    assert_eq!(recorded(&home), [is(Who::Cli, "model/set"), is(Who::Cli, "change/undo")]);
    let records = home.place().whole_history().unwrap().records;
    assert_eq!(records.last().unwrap().change.undoes, Some(2));
    assert_eq!(left_behind(&home), [""; 0]);
}

#[test]
fn the_next_write_records_the_change_of_a_killed_process_first() {
    let home = killed();
    done(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    assert_eq!(recorded(&home), [is(Who::Cli, "model/set"), is(Who::Cli, "fallback/add")]);
    let [_, first, second] = <[_; 3]>::try_from(home.place().whole_history().unwrap().records).unwrap();
    assert_eq!((first.id, second.id, &first.change.rev_after), (2, 3, &second.change.rev_before));
    assert_eq!(left_behind(&home), [""; 0]);
}

#[test]
fn a_dashboard_records_the_change_of_a_killed_process() {
    let home = killed();
    let ui = Ui::start(&home, &["--no-open", "--port", "0"]);
    let patience = Instant::now() + Duration::from_secs(20);
    while intent(&home).exists() && Instant::now() < patience {
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(recorded(&home), [is(Who::Cli, "model/set")]);
    ui.stop();
}

#[test]
fn what_others_changed_after_a_kill_is_theirs_and_what_was_before_it_ours() {
    let home = killed();
    home.write("openclaw.json", config(&home).replace("{ model: 'c/d' }", "{ model: 'c/d', imageModel: 'i/j' }"));
    let [theirs, ours, ..] = <[_; 3]>::try_from(seen(&home)).unwrap();
    assert_eq!((theirs["who"].as_str(), ours["who"].as_str()), (Some("outside"), Some("cli")));
    assert_eq!(theirs["leaves"].as_array().unwrap().len(), 1, "{theirs}");
    done(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    let expected = [is(Who::Cli, "model/set"), is(Who::Outside, "edit"), is(Who::Cli, "fallback/add")];
    assert_eq!(recorded(&home), expected);
}

#[test]
fn what_others_replaced_after_a_kill_is_not_said_to_be_ours() {
    let home = killed();
    home.write("openclaw.json", CONFIG.replace("a/b", "y/z"));
    assert_eq!(seen(&home).len(), 1);
    done(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    assert_eq!(recorded(&home), [is(Who::Cli, "fallback/add")]);
}

#[test]
fn a_change_that_was_not_made_is_forgotten() {
    let home = killed();
    home.write("openclaw.json", CONFIG);
    assert_eq!(seen(&home).len(), 1);
    done(&home, &["models", "fallbacks", "add", "e/f", "--force"]);
    assert_eq!(recorded(&home), [is(Who::Cli, "fallback/add")]);
    assert_eq!(left_behind(&home), [""; 0]);
}

#[test]
fn an_intent_that_cannot_be_understood_stops_nothing() {
    for (text, why) in
        [("{ \"v\": 1, \"at\"", "not complete"), ("{ \"v\": 2, \"new\": [] }", "a newer openclaw wrote it")]
    {
        let home = killed();
        fs::write(intent(&home), text).unwrap();
        assert_eq!(seen(&home).len(), 1);
        let output = run(&home, &["models", "fallbacks", "add", "e/f", "--force", "-v"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.contains("intent.json") && said.contains(why), "{said}");
        assert_eq!(recorded(&home), [is(Who::Cli, "fallback/add")]);
        assert_eq!(left_behind(&home), [""; 0]);
    }
}

#[test]
fn an_intent_is_for_this_user_alone_and_holds_no_secret() {
    let home = killed();
    assert_eq!(intent(&home).metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(intent(&home)).unwrap();
    assert!(text.contains("c/d") && !text.contains("Canary"), "{text}");
}
