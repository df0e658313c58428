//! Processes that die in the middle of a write.

use std::{fs, thread, time::Duration};

use crate::{
    actor::{VERSION, actor, ready},
    home::{Home, impatience, names, revision},
};

const THREADS: usize = 3;
const KILLS: usize = 100;

fn is_whole(text: &str) -> bool {
    let first = text.get(..1).unwrap_or_default();
    text.len() == VERSION && text == first.repeat(VERSION)
}

/// Up to this many microseconds.
fn random(most: u64) -> u64 {
    getrandom::u64().unwrap() % most
}

fn kill_and_look(home: &Home) {
    let mut child = ready(actor("forever", home));
    thread::sleep(Duration::from_micros(random(12_000)));
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
    assert!(!copies.is_empty() && copies.len() <= 10);
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
                for _ in 0..KILLS {
                    kill_and_look(&home);
                }
                copies_are_whole(&home);
                assert!(home.place().whole_history().unwrap().records.len() > 1);
            });
        }
    });
}
