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
const KILLS: usize = 100;

/// A slow disk gets fewer kills, and no failure.
const ENOUGH: Duration = Duration::from_secs(12);

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

fn kill_and_look(home: &Home, write: Duration) {
    let mut child = ready(actor("forever", home));
    thread::sleep(random(write));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(is_whole(&home.text()), "{} bytes", home.text().len());
    // It is dead, so nobody waits for it.
    drop(home.place().turn(&impatience().0).unwrap());
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json"]);
    let ours = names(&home.manager());
    assert!(ours.iter().all(|name| ["backups", "history.jsonl", "write.queue"].contains(&name.as_str())), "{ours:?}");
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

#[test]
fn whenever_a_writer_is_killed_the_file_is_old_or_new_and_the_next_one_goes_on() {
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let home = Home::with(&"a".repeat(VERSION));
                let (start, mut kills) = (Instant::now(), 0);
                while kills < KILLS && start.elapsed() < ENOUGH {
                    let time = write(&home, "x").max(write(&home, "y"));
                    (0..10).for_each(|_| kill_and_look(&home, time));
                    kills += 10;
                }
                // Whoever was killed after making a copy did not come to remove the eleventh; the last write did.
                write(&home, "z");
                copies_are_whole(&home);
                let history = home.place().whole_history().unwrap();
                println!("{} records, {} cut off, {kills} kills", history.records.len(), history.skipped);
            });
        }
    });
}
