//! Tests of processes that are killed in the middle of a write.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use crate::{
    child_process::{VERSION_LENGTH, child_command, start_until_ready},
    test_home::{TestHome, file_names, revision_of, short_wait_policy},
};

const THREADS: usize = 3;
/// Kills per thread. A slow machine does fewer, but at least this many.
const KILLS: usize = 100;
const MIN_KILLS: usize = 20;
const MAX_DURATION: Duration = Duration::from_secs(18);

/// The files that a killed writer left.
struct AfterKill {
    is_old: bool,
    /// Whether it left the lock or a temporary file, so it was killed in the middle.
    is_unfinished: bool,
}

/// The files in the state directory when no process is writing.
const EXPECTED_FILES: [&str; 2] = ["model-manager", "openclaw.json"];

fn is_complete_version(text: &str) -> bool {
    let first = text.get(..1).unwrap_or_default();
    text.len() == VERSION_LENGTH && text == first.repeat(VERSION_LENGTH)
}

/// Runs one write and returns its duration.
fn time_one_write(home: &TestHome, letter: &str) -> Duration {
    let start = Instant::now();
    home.replace_config(Some(&home.config_text()), &letter.repeat(VERSION_LENGTH)).unwrap();
    start.elapsed()
}

/// Returns a random time up to the duration of three writes.
fn random_delay(write: Duration) -> Duration {
    write * (getrandom::u32().unwrap() % 3000) / 1000
}

fn kill_and_inspect(home: &TestHome, write: Duration) -> AfterKill {
    let before = home.config_text();
    let mut child = start_until_ready(child_command("forever", home));
    thread::sleep(random_delay(write));
    child.kill().unwrap();
    child.wait().unwrap();
    let text = home.config_text();
    assert!(is_complete_version(&text), "{} bytes", text.len());
    let is_unfinished = file_names(&home.state_dir()).len() > EXPECTED_FILES.len();
    // The process has ended, so its lock is not waited for.
    drop(home.store().lock_for_write(&short_wait_policy().0).unwrap());
    assert_eq!(file_names(&home.state_dir()), EXPECTED_FILES);
    let is_old = text == before;
    let newest = home.store().all_records().unwrap().pop().and_then(|record| record.change.rev_after);
    assert!(is_old || newest == Some(revision_of(&text)), "a change is not in the history");
    let ours = file_names(&home.manager_dir());
    assert!(ours.iter().all(|name| ["backups", "history.jsonl", "write.queue"].contains(&name.as_str())), "{ours:?}");
    AfterKill { is_old, is_unfinished }
}

fn assert_copies_complete(home: &TestHome) {
    let folder = home.manager_dir().join("backups");
    let copies = file_names(&folder);
    let copies: Vec<_> = copies.iter().filter(|name| name.starts_with("openclaw.json.")).collect();
    assert_eq!(copies.len(), 10);
    for name in copies {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert!(
            is_complete_version(&text) && revision_of(&text).to_string().starts_with(name.rsplit('.').next().unwrap()),
            "{name}"
        );
    }
}

fn kill_many() -> Vec<AfterKill> {
    let home = TestHome::with_config(&"a".repeat(VERSION_LENGTH));
    let (mut left, start) = (Vec::new(), Instant::now());
    while left.len() < KILLS && (left.len() < MIN_KILLS || start.elapsed() < MAX_DURATION) {
        let time = time_one_write(&home, "x").max(time_one_write(&home, "y"));
        left.extend((0..10).map(|_| kill_and_inspect(&home, time)));
    }
    // A writer that was killed after its backup did not remove the eleventh one; the last write did.
    time_one_write(&home, "z");
    assert_copies_complete(&home);
    let history = home.store().read_history().unwrap();
    println!("{} records, {} cut off", history.records.len(), history.unreadable_lines);
    left
}

#[test]
fn t61_killed_writer_leaves_old_or_new_file() {
    let left: Vec<AfterKill> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(kill_many)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let old = left.iter().filter(|left| left.is_old).count();
    let unfinished = left.iter().filter(|left| left.is_unfinished).count();
    println!("{} kills: {old} left the old file, {unfinished} hit the middle of a write", left.len());
    assert!(left.len() >= THREADS * MIN_KILLS);
    assert!(0 < old && old < left.len(), "only the old file, or only new ones");
    assert!(0 < unfinished, "no kill hit a write");
}
