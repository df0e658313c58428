//! Processes that die in the middle of a write.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use crate::{
    actor::{VERSION, actor, ready},
    home::{Home, impatience, names, revision},
};

const THREADS: usize = 3;
/// Of each thread; on a slow machine fewer, but this many at least.
const KILLS: usize = 100;
const FEWEST: usize = 20;
const LONGEST: Duration = Duration::from_secs(18);

/// What a killed writer left.
struct Left {
    is_old: bool,
    /// The lock, or a file that was being written: it died in the middle.
    is_unfinished: bool,
}

/// What is in the state directory when nobody is writing.
const FINISHED: [&str; 2] = ["model-manager", "openclaw.json"];

fn is_whole(text: &str) -> bool {
    let first = text.get(..1).unwrap_or_default();
    text.len() == VERSION && text == first.repeat(VERSION)
}

/// One write of ours; how long it takes.
fn write(home: &Home, letter: &str) -> Duration {
    let start = Instant::now();
    home.replace(Some(&home.text()), &letter.repeat(VERSION)).unwrap();
    start.elapsed()
}

/// Anything up to three writes' time.
fn random(write: Duration) -> Duration {
    write * (getrandom::u32().unwrap() % 3000) / 1000
}

fn kill_and_look(home: &Home, write: Duration) -> Left {
    let before = home.text();
    let mut child = ready(actor("forever", home));
    thread::sleep(random(write));
    child.kill().unwrap();
    child.wait().unwrap();
    let text = home.text();
    assert!(is_whole(&text), "{} bytes", text.len());
    let is_unfinished = names(&home.state()).len() > FINISHED.len();
    // It is dead, so nobody waits for it.
    drop(home.place().turn(&impatience().0).unwrap());
    assert_eq!(names(&home.state()), FINISHED);
    let is_old = text == before;
    let newest = home.place().history().unwrap().pop().and_then(|record| record.change.rev_after);
    assert!(is_old || newest == Some(revision(&text)), "a change is not in the history");
    let ours = names(&home.manager());
    assert!(ours.iter().all(|name| ["backups", "history.jsonl", "write.queue"].contains(&name.as_str())), "{ours:?}");
    Left { is_old, is_unfinished }
}

fn copies_are_whole(home: &Home) {
    let folder = home.manager().join("backups");
    let copies = names(&folder);
    let copies: Vec<_> = copies.iter().filter(|name| name.starts_with("openclaw.json.")).collect();
    assert_eq!(copies.len(), 10);
    for name in copies {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert!(is_whole(&text) && revision(&text).to_string().starts_with(name.rsplit('.').next().unwrap()), "{name}");
    }
}

fn kill_many() -> Vec<Left> {
    let home = Home::with(&"a".repeat(VERSION));
    let (mut left, start) = (Vec::new(), Instant::now());
    while left.len() < KILLS && (left.len() < FEWEST || start.elapsed() < LONGEST) {
        let time = write(&home, "x").max(write(&home, "y"));
        left.extend((0..10).map(|_| kill_and_look(&home, time)));
    }
    // Whoever was killed after making a copy did not come to remove the eleventh; the last write did.
    write(&home, "z");
    copies_are_whole(&home);
    let history = home.place().whole_history().unwrap();
    println!("{} records, {} cut off", history.records.len(), history.skipped);
    left
}

#[test]
fn t61_whenever_a_writer_is_killed_the_file_is_old_or_new_and_the_next_one_goes_on() {
    let left: Vec<Left> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(kill_many)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let old = left.iter().filter(|left| left.is_old).count();
    let unfinished = left.iter().filter(|left| left.is_unfinished).count();
    println!("{} kills: {old} left the old file, {unfinished} hit the middle of a write", left.len());
    assert!(left.len() >= THREADS * FEWEST);
    assert!(0 < old && old < left.len(), "only the old file, or only new ones");
    assert!(0 < unfinished, "no kill hit a write");
}
