//! Processes that are killed at a random moment while they write a credential store of OpenClaw and the configuration.

use std::{
    env, fs, thread,
    time::{Duration, Instant, SystemTime},
};

use json5_edit::KeyPath;
use rules::{
    base::{home::ResolvedPath, write_target::WriteTarget},
    document::view::View,
};
use store::{FileChange, FileReplacement, HomeStore, NewRecord, TargetChanges, WriteGuard};

use crate::{
    child_process::{child_command, sample_record, start_until_ready},
    credential_roles::kind_of_role,
    store_home::{Kind, StoreHome, paste, set, store_change, store_path},
    test_home::{file_names, long_wait_policy, revision_of, short_wait_policy},
};

/// How often a process is killed. `STORE_KILLS` sets another number, which is not limited by time then.
const KILLS: u64 = 60;
const MIN_KILLS: u64 = 10;
const MAX_DURATION: Duration = Duration::from_secs(7);

/// Of so many changes the history still has all records.
const MAX_CHANGES: i64 = 400;

#[test]
fn a_killed_writer_of_a_json_file_leaves_the_old_or_the_new_one() {
    kill_often(Kind::Json);
}

#[test]
fn a_killed_writer_of_the_database_of_an_agent_leaves_the_old_or_the_new_cells() {
    kill_often(Kind::Agent);
}

#[test]
fn a_killed_writer_of_the_shared_database_leaves_the_old_or_the_new_cells() {
    kill_often(Kind::Shared);
}

/// The numbers in the configuration and in the documents of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    config: i64,
    credential: i64,
    order: i64,
}

fn count_config(text: &str) -> i64 {
    json5_edit::read(text.as_bytes()).unwrap()["count"].as_i64().unwrap()
}

fn read_counts(created: &StoreHome) -> Counts {
    let (profiles, state) = created.texts();
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let profiles = parse(&profiles.unwrap());
    let state = state.map_or_else(|| profiles.clone(), |text| parse(&text));
    let key = profiles["profiles"]["openai:count"]["key"].as_str().and_then(|key| key.strip_prefix("sk-Canary-"));
    Counts {
        config: count_config(&created.home.config_text()),
        credential: key.map_or(0, |key| key.trim_end_matches('x').parse().unwrap()),
        order: state["order"]["count"][0].as_str().map_or(0, |text| text.parse().unwrap()),
    }
}

/// Counts one further in the configuration and in both documents of the store, until it is killed.
pub(crate) fn count_in_store_until_killed(store: &HomeStore) {
    let kind = kind_of_role();
    let mut next: i64 = env::var("ACTOR_COUNT").unwrap().parse().unwrap();
    println!("ready");
    loop {
        let path = store_path(store, kind);
        let targets = [WriteTarget::Config, WriteTarget::CredentialStore(path)];
        let guard = store.lock_targets(&targets, &long_wait_policy()).unwrap();
        count_once(&guard, store, kind, next);
        drop(guard);
        next += 1;
    }
}

pub(crate) fn count_once(guard: &WriteGuard, store: &HomeStore, kind: Kind, count: i64) {
    // Longer than a page, so that a write is more than one step.
    let secret = format!("sk-Canary-{count}{}", "x".repeat(6000));
    let mut edits = paste(store_path(store, kind), "openai:count", &secret);
    edits.state_edits = vec![set(&["order", "count"], vec![count.to_string()])];
    let config = &store.home.config.path;
    let old = fs::read_to_string(config).unwrap();
    let new = format!("{{ count: {count} }}");
    let [before, after] = [&old, &new].map(|text| revision_of(text));
    let own_change = NewRecord { rev_before: Some(before.clone()), rev_after: Some(after), ..sample_record() };
    let replacement = FileReplacement { file: config, expected_revision: Some(&before), new_bytes: new.as_bytes() };
    let mount = KeyPath::default();
    let changes = TargetChanges {
        stores: vec![store_change(&edits)],
        files: vec![FileChange { replacement, mount: &mount, external_change: None, own_change }],
        time: SystemTime::now(),
    };
    guard.commit_and_record(&changes).unwrap();
}

/// Kills a process that writes. Returns what the store has then.
fn kill_and_check(created: &StoreHome, delay: Duration) -> Counts {
    let before = read_counts(created);
    let mut command = child_command("count-in-store", &created.home);
    command.env("ACTOR_STORE", format!("{:?}", created.kind));
    let next = before.credential.max(before.config) + 1;
    command.env("ACTOR_COUNT", next.to_string());
    let mut child = start_until_ready(command);
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    // Reads work at once, without a repair.
    read_unlocked(created);
    // The process has ended, so its locks are not waited for.
    drop(created.home.store().lock_targets(&targets(created), &short_wait_policy().0).unwrap());
    let left = read_counts(created);
    assert_eq!(left.credential, left.order, "the two documents are of different changes");
    assert!(left.credential >= left.config, "the configuration was written first: {left:?}");
    assert_no_strays(created);
    let records = created.home.store().all_records().unwrap();
    let last = records.last().map(|record| record.change.credentials.is_empty());
    if left != before {
        assert_eq!(last, Some(left.credential == left.config), "the last change of {left:?} is not in the history");
    }
    left
}

fn read_unlocked(created: &StoreHome) {
    let dir = ResolvedPath { path: created.home.state_dir().join("agents/main/agent"), reason: String::new() };
    let found = created.home.store().read_credentials(&View::default(), &dir.into()).unwrap();
    assert!(found.shared.unwrap().profiles.pointer("/profiles/openai:a").is_some());
}

pub(crate) fn targets(created: &StoreHome) -> [WriteTarget; 2] {
    [WriteTarget::Config, WriteTarget::CredentialStore(created.path())]
}

fn assert_no_strays(created: &StoreHome) {
    let name = created.path().file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(file_names(&created.dir()), [name]);
    let ours = file_names(&created.home.manager_dir());
    assert!(ours.iter().all(|name| ["backups", "history.jsonl", "write.queue"].contains(&name.as_str())), "{ours:?}");
    assert!(
        !file_names(&created.home.state_dir()).iter().any(|name| name.starts_with('.') || name == "openclaw.json.lock")
    );
}

fn kill_often(kind: Kind) {
    let created = StoreHome::new(kind);
    let asked: Option<u64> = env::var("STORE_KILLS").ok().map(|text| text.parse().unwrap());
    let time_write = || {
        let guard = created.home.store().lock_targets(&targets(&created), &long_wait_policy()).unwrap();
        let start = Instant::now();
        count_once(&guard, &created.home.store(), kind, read_counts(&created).config + 1);
        drop(guard);
        start.elapsed()
    };
    let (start, mut kills, mut between, mut unchanged) = (Instant::now(), 0, 0, 0);
    let mut write = time_write().max(time_write());
    let is_over = |kills: u64| match asked {
        Some(asked) => kills >= asked,
        None => kills >= KILLS || (kills >= MIN_KILLS && start.elapsed() > MAX_DURATION),
    };
    while !is_over(kills) {
        if read_counts(&created).credential > MAX_CHANGES {
            fs::remove_dir_all(created.home.manager_dir()).unwrap();
            write = time_write();
        }
        let before = read_counts(&created);
        let left = kill_and_check(&created, write * (getrandom::u32().unwrap() % 3000) / 1000);
        between += u64::from(left != before && left.credential > left.config);
        unchanged += u64::from(left == before);
        kills += 1;
    }
    println!("{kind:?}: {kills} kills, {between} between the two targets, {unchanged} before a write; {write:?} each");
    assert!(unchanged < kills, "every kill came before a write");
}
