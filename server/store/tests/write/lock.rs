//! OpenClaw's lock: ours while we write, and somebody else's.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use store::{Waiting, WriteError};

use crate::{
    actor::mode,
    home::{Home, impatience, names, patience},
};

/// What a process would say of itself. Without `/proc` nobody knows a start.
fn lock_of(pid: u32) -> String {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let start = line.and_then(|line| line.rsplit(')').next()?.split_whitespace().nth(19)?.parse::<u64>().ok());
    let start = start.map_or_else(String::new, |start| format!(r#","starttime":{start}"#));
    format!("{{\"pid\":{pid},\"createdAt\":\"2026-01-01T00:00:00.000Z\"{start}}}\n \t\t ")
}

#[test]
fn t67_while_we_write_the_lock_is_whole_and_true() {
    let home = Home::with("{}");
    let turn = home.place().turn(&patience()).unwrap();
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json", "openclaw.json.lock"]);
    assert_eq!(mode(home.lock()), 0o600);
    let text = fs::read_to_string(home.lock()).unwrap();
    let (object, mark) = text.split_once('\n').unwrap();
    assert!(mark.len() >= 32 && mark.bytes().all(|byte| byte == b' ' || byte == b'\t'));
    let said: Value = serde_json::from_str(object).unwrap();
    let truth: Value = serde_json::from_str(&lock_of(std::process::id())).unwrap();
    assert_eq!((&said["pid"], &said["starttime"]), (&truth["pid"], &truth["starttime"]));
    assert_eq!(said["createdAt"].as_str().unwrap().len(), "2026-01-01T00:00:00.000Z".len());
    drop(turn);
    assert!(!home.lock().exists());
}

#[test]
fn t67_the_lock_is_gone_after_an_error_and_after_a_panic() {
    let home = Home::with("{}");
    home.replace(Some("other"), "{ a: 1 }").unwrap_err();
    assert!(!home.lock().exists());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _turn = home.place().turn(&patience()).unwrap();
        assert!(!home.lock().exists(), "on purpose");
    }));
    assert!(panicked.is_err() && !home.lock().exists());
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
}

#[test]
fn a_lock_that_is_no_longer_ours_is_left_alone_and_nothing_is_written() {
    let home = Home::with("{}");
    let turn = home.place().turn(&patience()).unwrap();
    fs::remove_file(home.lock()).unwrap();
    fs::write(home.lock(), lock_of(std::process::id())).unwrap();
    let refused = turn.replace(&home.config(), Some(&crate::home::revision("{}")), b"{ a: 1 }").unwrap_err();
    assert!(matches!(refused, WriteError::Locked { pid: None, .. }), "{refused}");
    drop(turn);
    assert_eq!((home.text().as_str(), home.lock().exists()), ("{}", true));
}

#[test]
fn t68_a_live_holder_is_waited_for_named_once_and_left_alone() {
    let home = Home::with("{}");
    let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
    fs::write(home.lock(), lock_of(sleeper.id())).unwrap();
    let (patience, told) = impatience();
    let refused = home.place().turn(&patience).unwrap_err();
    let WriteError::Locked { lock, pid, age } = &refused else { panic!("{refused}") };
    assert_eq!((lock, *pid, age.is_some()), (&home.lock(), Some(sleeper.id()), true));
    let told = told.lock().unwrap();
    assert!(matches!(&told[..], [Waiting::ForOpenClaw { pid, .. }] if *pid == Some(sleeper.id())), "{told:?}");
    assert_eq!(fs::read_to_string(home.lock()).unwrap(), lock_of(sleeper.id()));
    assert_eq!(names(&home.state()), ["model-manager", "openclaw.json", "openclaw.json.lock"]);
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
    home.replace(Some("{}"), "{ a: 1 }").unwrap();
    assert!(!home.lock().exists());
}

#[test]
fn we_go_on_as_soon_as_the_holder_is_done() {
    let home = Home::with("{}");
    fs::write(home.lock(), lock_of(std::process::id())).unwrap();
    let (mut patience, told) = impatience();
    patience.openclaw = Duration::from_mins(1);
    let lock = home.lock();
    let ear = patience.tell;
    patience.tell = std::sync::Arc::new(move |waiting| {
        ear(waiting);
        fs::remove_file(&lock).unwrap();
    });
    drop(home.place().turn(&patience).unwrap());
    assert_eq!(told.lock().unwrap().len(), 1);
}

#[test]
fn t69_a_dead_holders_lock_is_taken_over_at_once() {
    let mut ended = Command::new("true").stdout(Stdio::null()).spawn().unwrap();
    let dead = lock_of(ended.id());
    ended.wait().unwrap();
    let mut locks = vec![dead, r#"{"pid":4194304}"#.to_owned(), r#"{"pid":0,"createdAt":7}"#.to_owned()];
    if lock_of(1).contains("starttime") {
        // The number is in use again, by somebody who started at another time.
        locks.push(format!(r#"{{"pid":{},"createdAt":"2999-01-01","starttime":1}}"#, std::process::id()));
    }
    for lock in locks {
        let home = Home::with("{}");
        fs::write(home.lock(), &lock).unwrap();
        drop(home.place().turn(&impatience().0).expect(&lock));
        assert_eq!(names(&home.state()), ["model-manager", "openclaw.json"]);
    }
}

#[test]
fn t69_a_lock_from_the_future_is_judged_by_its_process() {
    let home = Home::with("{}");
    fs::write(home.lock(), lock_of(std::process::id())).unwrap();
    let future = SystemTime::now() + Duration::from_hours(24);
    fs::File::open(home.lock()).unwrap().set_modified(future).unwrap();
    assert!(matches!(home.place().turn(&impatience().0), Err(WriteError::Locked { pid: Some(_), age: None, .. })));
}

#[test]
fn t69_a_lock_that_says_nothing_is_named_and_stays() {
    let mut threads = Vec::new();
    for said in ["", "{\"pid\":", "[]", "{}", "{\"pid\":\"7\"}", "{\"pid\":-1}", "\u{0}\u{0}"] {
        threads.push(std::thread::spawn(move || {
            let home = Home::with("{}");
            fs::write(home.lock(), said).unwrap();
            let refused = home.place().turn(&impatience().0).unwrap_err();
            assert!(matches!(&refused, WriteError::LockUnreadable { lock } if *lock == home.lock()), "{said}");
            assert_eq!(fs::read_to_string(home.lock()).unwrap(), said);
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
}
