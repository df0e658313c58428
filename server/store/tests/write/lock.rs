//! Tests of OpenClaw's lock: held by this process, and by others.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use store::{WaitEvent, WriteError};

use crate::{
    child_process::file_mode,
    test_home::{TestHome, file_names, long_wait_policy, short_wait_policy},
};

/// The lock content of a process. Without `/proc` the start time is unknown.
fn lock_text(pid: u32) -> String {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let start = line.and_then(|line| line.rsplit(')').next()?.split_whitespace().nth(19)?.parse::<u64>().ok());
    let start = start.map_or_else(String::new, |start| format!(r#","starttime":{start}"#));
    format!("{{\"pid\":{pid},\"createdAt\":\"2026-01-01T00:00:00.000Z\"{start}}}\n \t\t ")
}

#[test]
fn t67_lock_file_is_complete_during_write() {
    let home = TestHome::with_config("{}");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json", "openclaw.json.lock"]);
    assert_eq!(file_mode(home.lock_path()), 0o600);
    let text = fs::read_to_string(home.lock_path()).unwrap();
    let (object, mark) = text.split_once('\n').unwrap();
    assert!(mark.len() >= 32 && mark.bytes().all(|byte| byte == b' ' || byte == b'\t'));
    let said: Value = serde_json::from_str(object).unwrap();
    let truth: Value = serde_json::from_str(&lock_text(std::process::id())).unwrap();
    assert_eq!((&said["pid"], &said["starttime"]), (&truth["pid"], &truth["starttime"]));
    assert_eq!(said["createdAt"].as_str().unwrap().len(), "2026-01-01T00:00:00.000Z".len());
    drop(guard);
    assert!(!home.lock_path().exists());
}

#[test]
fn t67_lock_is_released_after_error_and_panic() {
    let home = TestHome::with_config("{}");
    home.replace_config(Some("other"), "{ a: 1 }").unwrap_err();
    assert!(!home.lock_path().exists());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _turn = home.store().lock_for_write(&long_wait_policy()).unwrap();
        assert!(!home.lock_path().exists(), "on purpose");
    }));
    assert!(panicked.is_err() && !home.lock_path().exists());
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
}

#[test]
fn a_lost_lock_is_kept_and_blocks_the_write() {
    let home = TestHome::with_config("{}");
    let guard = home.store().lock_for_write(&long_wait_policy()).unwrap();
    fs::remove_file(home.lock_path()).unwrap();
    fs::write(home.lock_path(), lock_text(std::process::id())).unwrap();
    let refused = guard
        .replace_file(&home.config_path(), Some(&crate::test_home::revision_of("{}")), b"{ a: 1 }", SystemTime::now())
        .unwrap_err();
    assert!(matches!(refused, WriteError::Locked { pid: None, .. }), "{refused}");
    drop(guard);
    assert_eq!((home.config_text().as_str(), home.lock_path().exists()), ("{}", true));
}

#[test]
fn t68_live_lock_holder_is_waited_for_and_named_once() {
    let home = TestHome::with_config("{}");
    let mut sleeper = Command::new("sleep").arg("60").spawn().unwrap();
    fs::write(home.lock_path(), lock_text(sleeper.id())).unwrap();
    let (policy, told) = short_wait_policy();
    let refused = home.store().lock_for_write(&policy).unwrap_err();
    let WriteError::Locked { lock, pid, age } = &refused else { panic!("{refused}") };
    assert_eq!((lock, *pid, age.is_some()), (&home.lock_path(), Some(sleeper.id()), true));
    let told = told.lock().unwrap();
    assert!(matches!(&told[..], [WaitEvent::ForOpenClawLock { pid, .. }] if *pid == Some(sleeper.id())), "{told:?}");
    assert_eq!(fs::read_to_string(home.lock_path()).unwrap(), lock_text(sleeper.id()));
    assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json", "openclaw.json.lock"]);
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
    home.replace_config(Some("{}"), "{ a: 1 }").unwrap();
    assert!(!home.lock_path().exists());
}

#[test]
fn waiting_ends_when_holder_releases() {
    let home = TestHome::with_config("{}");
    fs::write(home.lock_path(), lock_text(std::process::id())).unwrap();
    let (mut policy, told) = short_wait_policy();
    policy.openclaw_timeout = Duration::from_mins(1);
    let lock = home.lock_path();
    let ear = policy.notify;
    policy.notify = std::sync::Arc::new(move |waiting| {
        ear(waiting);
        fs::remove_file(&lock).unwrap();
    });
    drop(home.store().lock_for_write(&policy).unwrap());
    assert_eq!(told.lock().unwrap().len(), 1);
}

#[test]
fn t69_a_dead_holders_lock_is_taken_over_at_once() {
    let mut ended = Command::new("true").stdout(Stdio::null()).spawn().unwrap();
    let dead = lock_text(ended.id());
    ended.wait().unwrap();
    let mut locks = vec![dead, r#"{"pid":4194304}"#.to_owned(), r#"{"pid":0,"createdAt":7}"#.to_owned()];
    if lock_text(1).contains("starttime") {
        // The process id is in use again, by a process that started at another time.
        locks.push(format!(r#"{{"pid":{},"createdAt":"2999-01-01","starttime":1}}"#, std::process::id()));
    }
    for lock in locks {
        let home = TestHome::with_config("{}");
        fs::write(home.lock_path(), &lock).unwrap();
        drop(home.store().lock_for_write(&short_wait_policy().0).expect(&lock));
        assert_eq!(file_names(&home.state_dir()), ["model-manager", "openclaw.json"]);
    }
}

#[test]
fn t69_lock_with_future_time_is_checked_by_process() {
    let home = TestHome::with_config("{}");
    fs::write(home.lock_path(), lock_text(std::process::id())).unwrap();
    let future = SystemTime::now() + Duration::from_hours(24);
    fs::File::open(home.lock_path()).unwrap().set_modified(future).unwrap();
    assert!(matches!(
        home.store().lock_for_write(&short_wait_policy().0),
        Err(WriteError::Locked { pid: Some(_), age: None, .. })
    ));
}

#[test]
fn t69_unreadable_lock_is_reported_and_kept() {
    let mut threads = Vec::new();
    for said in ["", "{\"pid\":", "[]", "{}", "{\"pid\":\"7\"}", "{\"pid\":-1}", "\u{0}\u{0}"] {
        threads.push(std::thread::spawn(move || {
            let home = TestHome::with_config("{}");
            fs::write(home.lock_path(), said).unwrap();
            let refused = home.store().lock_for_write(&short_wait_policy().0).unwrap_err();
            assert!(matches!(&refused, WriteError::LockUnreadable { lock } if *lock == home.lock_path()), "{said}");
            assert_eq!(fs::read_to_string(home.lock_path()).unwrap(), said);
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
}
