//! Processes that die while they write a credential store and the configuration.

use std::{
    fs,
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use json5_edit::{Edit, KeyPath};
use rules::base::write_target::{CredentialStoreEdits, WriteTarget};
use store::{
    CredentialRecord, CredentialStoreChange, FileChange, FileReplacement, HomeStore, NewRecord, RecordAuthor,
    TargetChanges, revision_of_bytes,
};

use crate::{
    child_process::{child_command, sample_record, start_until_ready},
    test_credential_store::TestCredentialStore,
    test_home::{TestHome, file_names, long_wait_policy},
};

/// How often a process is killed; on a slow machine less often, but this often at least.
const KILLS: usize = 100;
const MIN_KILLS: usize = 20;
const MAX_DURATION: Duration = Duration::from_secs(12);

/// Of so many changes the history still has all records.
const MAX_CHANGES: u64 = 400;

const FIRST_STORE: &str = "{ \"count\": 0 }";
const FIRST_CONFIG: &str = "{ count: 0 }";

fn credential_path(store: &HomeStore) -> PathBuf {
    store.home.config.path.with_file_name("credentials.json")
}

fn with_credentials(store: HomeStore) -> HomeStore {
    let credentials = TestCredentialStore::new(credential_path(&store), &Arc::default());
    store.with_credential_store(Arc::new(credentials))
}

fn count_in(text: &str) -> u64 {
    json5_edit::read(text.as_bytes()).unwrap()["count"].as_u64().unwrap()
}

fn count_edit(count: u64) -> [Edit; 1] {
    [Edit::Set { path: KeyPath::from_keys(["count"]), value: json5_edit::Value::from(count).into() }]
}

/// Counts one further in both targets, until it is killed.
pub(crate) fn count_until_killed(store: HomeStore) {
    let store = with_credentials(store);
    println!("ready");
    loop {
        count_once(&store);
    }
}

fn count_once(store: &HomeStore) {
    let (config, credentials) = (&store.home.config.path, credential_path(store));
    let targets = [WriteTarget::Config, WriteTarget::CredentialStore(credentials.clone())];
    let guard = store.lock_targets(&targets, &long_wait_policy()).unwrap();
    let (old, stored) = (fs::read_to_string(config).unwrap(), fs::read_to_string(&credentials).unwrap());
    let new = json5_edit::edit(&old, &count_edit(count_in(&old) + 1)).unwrap();
    let [before, after] = [&old, &new].map(|text| revision_of_bytes(text.as_bytes()));
    let own_change = NewRecord { rev_before: Some(before.clone()), rev_after: Some(after), ..sample_record() };
    let changed = CredentialRecord { id: "x:y".to_owned(), kind_before: None, kind_after: Some("token".to_owned()) };
    guard
        .commit_and_record(&TargetChanges {
            stores: vec![CredentialStoreChange {
                store: &credentials,
                display_path: "credentials.json".to_owned(),
                edits: &CredentialStoreEdits {
                    profile_edits: count_edit(count_in(&stored) + 1).to_vec(),
                    ..CredentialStoreEdits::new(credentials.clone())
                },
                author: RecordAuthor::Cli,
                op: "test",
                changed: vec![changed],
            }],
            files: vec![FileChange {
                replacement: FileReplacement {
                    file: config,
                    expected_revision: Some(&before),
                    new_bytes: new.as_bytes(),
                },
                mount: &KeyPath::default(),
                external_change: None,
                own_change,
            }],
            time: SystemTime::now(),
        })
        .unwrap();
}

/// How often each target was written and how often that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    credentials: u64,
    config: u64,
}

fn written(store: &HomeStore) -> Counts {
    let [credentials, config] = [credential_path(store), store.home.config.path.clone()]
        .map(|path| count_in(&fs::read_to_string(path).unwrap()));
    Counts { credentials, config }
}

fn recorded(store: &HomeStore) -> Counts {
    let records = store.all_records().unwrap();
    let (stores, configs): (Vec<_>, Vec<_>) = records.iter().partition(|record| !record.change.credentials.is_empty());
    Counts { credentials: stores.len() as u64, config: configs.len() as u64 }
}

/// Kills a process that writes. Returns whether it died between the two targets.
fn kill_and_check(home: &TestHome, delay: Duration) -> bool {
    let store = with_credentials(home.store());
    let ahead = |counts: Counts| counts.credentials - counts.config;
    let before = ahead(written(&store));
    let mut child = start_until_ready(child_command("count", home));
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    let left = written(&store);
    let died_between = ahead(left) - before;
    assert!(died_between <= 1, "the configuration was written before the credentials: {left:?}");
    assert_eq!(recorded(&store), left, "what is pending is shown");
    drop(store.lock_for_write(&long_wait_policy()).unwrap());
    assert_eq!((recorded(&store), written(&store)), (left, left));
    assert_eq!(store.read_history().unwrap().pending, []);
    assert_eq!(
        file_names(&home.manager_dir()).iter().filter(|name| name.contains("intent")).count(),
        0,
        "an intent was left"
    );
    died_between == 1
}

#[test]
fn killed_writer_is_recorded_and_wrote_credentials_first() {
    let home = TestHome::with_config(FIRST_CONFIG);
    fs::write(home.state_dir().join("credentials.json"), FIRST_STORE).unwrap();
    let start = Instant::now();
    count_once(&with_credentials(home.store()));
    let write = start.elapsed();
    let (mut kills, mut between) = (0, 0);
    let is_recordable = || written(&with_credentials(home.store())).config < MAX_CHANGES;
    while kills < KILLS && is_recordable() && (kills < MIN_KILLS || start.elapsed() < MAX_DURATION) {
        let delay = write * (getrandom::u32().unwrap() % 2000) / 1000;
        between += usize::from(kill_and_check(&home, delay));
        kills += 1;
    }
    println!("{kills} kills, {between} of them between the two targets");
    let done = written(&with_credentials(home.store()));
    assert!(done.config > 1, "every kill came before a write");
}
