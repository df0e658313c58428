//! Tests of the locks of credential stores: those of this program, and those of OpenClaw.

use std::{
    fs::{self, File, FileTimes},
    path::PathBuf,
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

use rules::{base::home::ResolvedPath, document::view::View};
use store::{WaitEvent, WriteError};

use crate::{
    child_process::{child_command, file_mode, run_to_end},
    store_home::{JSON_TEXT, Kind, StoreHome, commit_locked},
    test_home::{file_names, long_wait_policy, short_wait_policy},
};

const DATABASES: [Kind; 2] = [Kind::Agent, Kind::Shared];

fn lock_file(created: &StoreHome) -> PathBuf {
    created.dir().join("auth-profiles.json.lock")
}

/// A lock as OpenClaw writes it: indented, without a start time.
fn write_lock(created: &StoreHome, pid: u32, age: Duration) {
    let lock = format!("{{\n  \"pid\": {pid},\n  \"createdAt\": \"2026-01-01T00:00:00.000Z\"\n}}");
    fs::write(lock_file(created), lock).unwrap();
    let file = File::options().write(true).open(lock_file(created)).unwrap();
    file.set_times(FileTimes::new().set_modified(SystemTime::now() - age)).unwrap();
}

fn start_sleeper() -> Child {
    Command::new("sleep").arg("60").spawn().unwrap()
}

/// What a process says that adds a credential and waits this long for OpenClaw.
fn paste_in_child(created: &StoreHome, wait_ms: u64) -> String {
    let mut command = child_command("paste", &created.home);
    command.env("ACTOR_STORE", format!("{:?}", created.kind)).env("ACTOR_WAIT_MS", wait_ms.to_string());
    run_to_end(command)
}

#[test]
fn the_lock_of_a_json_file_is_the_one_of_openclaw() {
    let created = StoreHome::new(Kind::Json);
    let guard = created.lock(&long_wait_policy()).unwrap();
    assert_eq!(file_names(&created.dir()), ["auth-profiles.json", "auth-profiles.json.lock"]);
    assert_eq!(file_mode(lock_file(&created)), 0o600);
    let lock: serde_json::Value = serde_json::from_str(&fs::read_to_string(lock_file(&created)).unwrap()).unwrap();
    assert_eq!(lock["pid"], std::process::id());
    assert!(lock["createdAt"].is_string());
    drop(guard);
    assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
}

#[test]
fn a_lock_of_an_ended_process_and_an_old_lock_are_taken_over() {
    let mut ended = Command::new("true").spawn().unwrap();
    ended.wait().unwrap();
    let mut sleeper = start_sleeper();
    let created = StoreHome::new(Kind::Json);
    for (pid, age) in [(ended.id(), Duration::ZERO), (sleeper.id(), Duration::from_secs(31))] {
        write_lock(&created, pid, age);
        drop(created.lock(&short_wait_policy().0).unwrap());
        assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
    }
    fs::write(lock_file(&created), "{").unwrap();
    let refused = created.lock(&long_wait_policy()).unwrap_err();
    assert!(matches!(refused, WriteError::LockUnreadable { .. }), "{refused}");
    let old = SystemTime::now() - Duration::from_secs(31);
    File::options()
        .write(true)
        .open(lock_file(&created))
        .unwrap()
        .set_times(FileTimes::new().set_modified(old))
        .unwrap();
    drop(created.lock(&short_wait_policy().0).unwrap());
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
}

#[test]
fn a_lock_of_a_running_process_is_waited_for() {
    let created = StoreHome::new(Kind::Json);
    let mut sleeper = start_sleeper();
    write_lock(&created, sleeper.id(), Duration::ZERO);
    let refused = created.lock(&short_wait_policy().0).unwrap_err();
    assert!(matches!(&refused, WriteError::Locked { pid: Some(pid), .. } if *pid == sleeper.id()), "{refused}");
    assert_eq!(created.texts().0.unwrap(), JSON_TEXT);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(300));
            fs::remove_file(lock_file(&created)).unwrap();
        });
        let guard = created.lock(&long_wait_policy()).unwrap();
        commit_locked(&guard, &created.paste("openai:b", "sk-Canary1")).unwrap();
    });
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
}

#[test]
fn a_lost_lock_prevents_the_write() {
    let created = StoreHome::new(Kind::Json);
    let guard = created.lock(&long_wait_policy()).unwrap();
    fs::remove_file(lock_file(&created)).unwrap();
    let refused = commit_locked(&guard, &created.paste("openai:b", "sk-Canary1")).unwrap_err();
    assert!(matches!(refused, WriteError::Locked { pid: None, .. }), "{refused}");
    assert_eq!(created.texts().0.unwrap(), JSON_TEXT);
    assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
}

#[test]
fn a_database_that_is_exchanged_under_the_lock_is_not_written() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let before = created.texts();
        let guard = created.lock(&long_wait_policy()).unwrap();
        let (path, moved) = (created.path(), created.dir().join("moved"));
        fs::rename(&path, &moved).unwrap();
        fs::copy(&moved, &path).unwrap();
        let refused = commit_locked(&guard, &created.paste("openai:b", "sk-Canary1")).unwrap_err();
        assert!(matches!(refused, WriteError::ConcurrentChange { .. }), "{refused}");
        drop(guard);
        fs::remove_file(&path).unwrap();
        fs::rename(&moved, &path).unwrap();
        assert_eq!(created.texts(), before);
    }
}

#[test]
fn a_database_that_another_program_writes_is_waited_for() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let (before, other) = (created.texts(), created.connect());
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let (policy, told) = short_wait_policy();
        let refused = created.lock(&policy).unwrap_err();
        assert!(matches!(&refused, WriteError::DatabaseBusy { path } if *path == created.path()), "{refused}");
        assert!(refused.to_string().starts_with("another program is writing `"), "{refused}");
        let expected = [WaitEvent::ForDatabase { path: created.path() }];
        assert_eq!(*told.lock().unwrap(), expected);
        assert_eq!(created.texts(), before);
        thread::scope(|scope| {
            scope.spawn(move || {
                thread::sleep(Duration::from_millis(300));
                other.execute_batch("COMMIT").unwrap();
            });
            drop(created.lock(&long_wait_policy()).unwrap());
        });
    }
}

#[test]
fn another_program_waits_for_a_guard() {
    for kind in DATABASES {
        let created = StoreHome::new(kind);
        let guard = created.lock(&long_wait_policy()).unwrap();
        let other = created.connect();
        other.busy_timeout(Duration::ZERO).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap_err();
        commit_locked(&guard, &created.paste("openai:b", "sk-Canary1")).unwrap();
        // After the commit the database is free, while the guard still exists.
        other.execute_batch("BEGIN IMMEDIATE; COMMIT").unwrap();
    }
}

/// The kernel drops a process's locks of a file as soon as the process closes any handle of it.
#[test]
fn reads_of_the_same_process_do_not_release_the_lock() {
    for (kind, journal) in DATABASES.into_iter().flat_map(|kind| [(kind, "wal"), (kind, "delete")]) {
        let created = StoreHome::new(kind);
        created.connect().pragma_update(None, "journal_mode", journal).unwrap();
        let guard = created.lock(&long_wait_policy()).unwrap();
        let dir = ResolvedPath { path: created.home.state_dir().join("agents/main/agent"), reason: String::new() };
        let store = created.home.store();
        for _ in 0..3 {
            store.read_credentials(&View::default(), &dir.clone().into()).unwrap();
            store.generation_facts(None);
        }
        let mut other = child_command("begin", &created.home);
        other.env("ACTOR_STORE", format!("{kind:?}"));
        assert!(run_to_end(other).contains("busy"), "{kind:?} {journal}");
        commit_locked(&guard, &created.paste("openai:b", "sk-Canary1")).unwrap();
        drop(guard);
        assert!(created.texts().0.unwrap().contains("openai:b"));
    }
}

/// OpenClaw does not lock the file when it adds a credential, and overwrites it in place.
#[test]
fn no_unlocked_change_of_a_json_file_is_lost() {
    let created = StoreHome::new(Kind::Json);
    let (path, rounds) = (created.path(), 150);
    thread::scope(|scope| {
        let theirs = scope.spawn(|| {
            for n in 0..rounds {
                let read = || fs::read_to_string(&path).unwrap();
                let mut document: serde_json::Value = serde_json::from_str(&read()).unwrap();
                document["theirs"] = n.into();
                fs::write(&path, document.to_string()).unwrap();
                thread::sleep(Duration::from_micros(n % 50 * 40));
                let seen: serde_json::Value = serde_json::from_str(&read()).unwrap();
                assert_eq!(seen["theirs"], n, "a change was lost");
            }
        });
        for n in 0.. {
            if theirs.is_finished() {
                break;
            }
            // A refusal is right: they had changed the file, or were just writing it.
            let done = created.commit(&created.paste(&format!("openai:{}", n % 9), &format!("sk-{n}")));
            let is_refusal = matches!(done, Err(WriteError::ConcurrentChange { .. } | WriteError::StoreNotJson { .. }));
            assert!(done.is_ok() || is_refusal, "{done:?}");
        }
        theirs.join().unwrap();
    });
    assert_eq!(file_names(&created.dir()), ["auth-profiles.json"]);
}

#[test]
fn a_child_that_waits_too_short_is_refused() {
    let created = StoreHome::new(Kind::Shared);
    let other = created.connect();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let said = paste_in_child(&created, 50);
    assert!(said.contains("refused: another program is writing `") && !said.contains("Canary"), "{said}");
    other.execute_batch("COMMIT").unwrap();
    assert!(paste_in_child(&created, 5000).contains("written"));
}
