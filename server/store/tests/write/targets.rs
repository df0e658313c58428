//! A change of two credential stores and the configuration.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use json5_edit::{Edit, KeyPath};
use rules::base::write_target::{CredentialStoreEdits, WriteTarget};
use store::{
    CommitOutcome, CredentialRecord, CredentialStoreChange, FileChange, FileReplacement, HomeStore, NewRecord,
    RecordAuthor, TargetChanges, WriteError, WriteGuard,
};

use crate::{
    child_process::sample_record,
    test_credential_store::TestCredentialStore,
    test_home::{TestHome, file_names, long_wait_policy, revision_of},
};

const SECRET: &str = "sk-Canary1";
const STORE: &str =
    "{ \"version\": 1, \"profiles\": { \"x:old\": { \"key\": \"sk-Canary0\" } }, \"theirs\": [1.50] }\n";
const CONFIG: &str = "{ one: 1 }";

/// A home with two credential stores, and what was done with them.
struct TestFixture {
    home: TestHome,
    log: Arc<Mutex<Vec<String>>>,
}

impl TestFixture {
    fn new() -> Self {
        let home = TestHome::with_config(CONFIG);
        for name in ["a.json", "b.json"] {
            fs::write(home.state_dir().join(name), STORE).unwrap();
        }
        Self { home, log: Arc::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.state_dir().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn credential_store(&self, name: &str) -> TestCredentialStore {
        TestCredentialStore::new(self.path(name), &self.log)
    }

    /// The store of the home, with its credential stores in the wrong order.
    fn store(&self) -> HomeStore {
        self.store_with(self.credential_store("a.json"))
    }

    fn store_with(&self, first: TestCredentialStore) -> HomeStore {
        let second = self.credential_store("b.json");
        self.home.store().with_credential_store(Arc::new(second)).with_credential_store(Arc::new(first))
    }

    /// All targets, in the wrong order.
    fn targets(&self) -> [WriteTarget; 3] {
        let store = |name| WriteTarget::CredentialStore(self.path(name));
        [store("b.json"), WriteTarget::Config, store("a.json")]
    }

    fn lock(&self, store: &HomeStore) -> WriteGuard {
        store.lock_targets(&self.targets(), &long_wait_policy()).unwrap()
    }

    /// Adds a credential to both stores, and changes the configuration from 1 to 2.
    fn commit(&self, guard: &WriteGuard) -> Result<CommitOutcome, WriteError> {
        let edits = add_credential();
        let [a, b, config] = ["a.json", "b.json", "openclaw.json"].map(|name| self.path(name));
        let (before, mount) = (revision_of(CONFIG), KeyPath::default());
        let own_change = NewRecord {
            rev_before: Some(before.clone()),
            rev_after: Some(revision_of("{ one: 2 }")),
            file: "openclaw.json".to_owned(),
            ..sample_record()
        };
        guard.commit_and_record(&TargetChanges {
            stores: vec![store_change(&b, &edits), store_change(&a, &edits)],
            files: vec![FileChange {
                replacement: FileReplacement {
                    file: &config,
                    expected_revision: Some(&before),
                    new_bytes: b"{ one: 2 }",
                },
                mount: &mount,
                external_change: None,
                own_change,
            }],
            time: UNIX_EPOCH + Duration::from_hours(24),
        })
    }

    fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }

    fn intent_path(&self) -> PathBuf {
        self.home.manager_dir().join("intent.json")
    }
}

/// File, changed ids and group of the records in the history.
fn recorded(store: &HomeStore) -> Vec<(String, Vec<String>, Option<u64>)> {
    let records = store.read_history().unwrap().records.into_iter().map(|record| record.change);
    let ids = |change: &NewRecord| change.credentials.iter().map(|changed| changed.id.clone()).collect();
    records.map(|change| (change.file.clone(), ids(&change), change.part_of)).collect()
}

fn add_credential_edit() -> Edit {
    let path = KeyPath::from_keys(["profiles", "x:new", "key"]);
    Edit::Set { path, value: SECRET.into() }
}

/// Edits that add a credential. Their own path is empty, because a commit uses that of the change.
fn add_credential() -> CredentialStoreEdits {
    CredentialStoreEdits { profile_edits: vec![add_credential_edit()], ..CredentialStoreEdits::new(PathBuf::new()) }
}

fn store_change<'a>(path: &'a Path, edits: &'a CredentialStoreEdits) -> CredentialStoreChange<'a> {
    CredentialStoreChange {
        store: path,
        display_path: path.file_name().unwrap().to_str().unwrap().to_owned(),
        edits,
        author: RecordAuthor::Cli,
        op: "test",
        changed: vec![CredentialRecord {
            id: "x:new".to_owned(),
            kind_before: None,
            kind_after: Some("api_key".to_owned()),
        }],
    }
}

fn store_record(file: &str, part_of: Option<u64>) -> (String, Vec<String>, Option<u64>) {
    (file.to_owned(), vec!["x:new".to_owned()], part_of)
}

fn config_record(part_of: Option<u64>) -> (String, Vec<String>, Option<u64>) {
    ("openclaw.json".to_owned(), vec![], part_of)
}

/// The document of a credential store after the change.
fn changed_store() -> String {
    json5_edit::edit(STORE, &[add_credential_edit()]).unwrap()
}

#[test]
fn targets_are_locked_read_checked_written_and_recorded_in_order() {
    let fixture = TestFixture::new();
    let store = fixture.store();
    let guard = fixture.lock(&store);
    let locked = "lock, with the configuration locked,";
    assert_eq!(fixture.take_log(), [format!("{locked} a.json"), format!("{locked} b.json")]);
    assert!(guard.covers(&fixture.targets()));
    assert_eq!(fixture.commit(&guard).unwrap(), CommitOutcome::Recorded(3));
    assert_eq!(
        fixture.take_log(),
        [
            "read a.json",
            "read b.json",
            "check the lock of a.json",
            "check the lock of b.json",
            "write a.json",
            "write b.json"
        ]
    );
    assert_eq!((fixture.text("a.json"), fixture.text("b.json")), (changed_store(), changed_store()));
    assert_eq!(fixture.home.config_text(), "{ one: 2 }");
    let expected = [store_record("a.json", None), store_record("b.json", Some(1)), config_record(Some(1))];
    assert_eq!(recorded(&store), expected);
    let records = store.all_records().unwrap();
    assert!(records.iter().all(|record| record.time == "1970-01-02T00:00:00.000Z"), "{records:?}");
    drop(guard);
    assert_eq!(file_names(&fixture.home.state_dir()), ["a.json", "b.json", "model-manager", "openclaw.json"]);
    assert_eq!(file_names(&fixture.home.manager_dir()), ["backups", "history.jsonl", "write.queue"]);
}

#[test]
fn credential_store_has_no_recorded_values_and_no_backup() {
    let fixture = TestFixture::new();
    // The intent stays if the history cannot be written.
    let history = fixture.home.manager_dir().join("history.jsonl");
    fs::create_dir_all(&history).unwrap();
    assert_eq!(fixture.commit(&fixture.lock(&fixture.store())).unwrap(), CommitOutcome::NotRecorded);
    let intent = fs::read_to_string(fixture.intent_path()).unwrap();
    fs::remove_dir(history).unwrap();
    drop(fixture.lock(&fixture.store()));
    let history = fs::read_to_string(fixture.home.manager_dir().join("history.jsonl")).unwrap();
    let record = r#""rev_before":null,"rev_after":null,"leaves":[],"credentials":[{"id":"x:new","kind_before":null,"kind_after":"api_key"}]"#;
    assert!(intent.contains(record) && history.contains(record), "{intent}\n{history}");
    assert!(!intent.contains("Canary") && !history.contains("Canary"), "{intent}\n{history}");
    let backups = fixture.home.manager_dir().join("backups");
    let copies: Vec<_> =
        file_names(&backups).iter().map(|name| fs::read_to_string(backups.join(name)).unwrap()).collect();
    assert_eq!(copies, [CONFIG]);
}

#[test]
fn store_changed_before_lock_is_reread() {
    let fixture = TestFixture::new();
    let path = fixture.path("a.json");
    let theirs = STORE.replace("x:old", "x:theirs");
    let saved = theirs.clone();
    let first = fixture.credential_store("a.json").after_lock(move || fs::write(&path, &saved).unwrap());
    fixture.commit(&fixture.lock(&fixture.store_with(first))).unwrap();
    assert_eq!(fixture.text("a.json"), json5_edit::edit(&theirs, &[add_credential_edit()]).unwrap());
}

#[test]
fn an_edit_that_cannot_be_verified_writes_nothing() {
    let fixture = TestFixture::new();
    fs::write(fixture.path("b.json"), "{ \"profiles\": [] }").unwrap();
    let error = fixture.commit(&fixture.lock(&fixture.store())).unwrap_err();
    assert!(matches!(&error, WriteError::NotEditable { path, .. } if *path == fixture.path("b.json")), "{error:?}");
    assert!(!format!("{error:?}").contains("Canary"), "{error:?}");
    assert_eq!((fixture.text("a.json").as_str(), fixture.home.config_text().as_str()), (STORE, CONFIG));
    assert!(!fixture.intent_path().exists() && recorded(&fixture.store()).is_empty());
}

#[test]
fn failing_first_target_changes_nothing() {
    let fixture = TestFixture::new();
    let store = fixture.store_with(fixture.credential_store("a.json").broken());
    let error = fixture.commit(&fixture.lock(&store)).unwrap_err();
    assert!(matches!(error, WriteError::Io { .. }), "{error:?}");
    assert_eq!((fixture.text("a.json").as_str(), fixture.text("b.json").as_str()), (STORE, STORE));
    assert_eq!(fixture.home.config_text(), CONFIG);
    assert!(!fixture.intent_path().exists() && recorded(&store).is_empty());
}

#[test]
fn config_failure_after_stores_is_reported_and_recorded() {
    let fixture = TestFixture::new();
    // An editor saves the configuration when the first store is written: then it is not replaced.
    let config = fixture.home.config_path();
    let first = fixture.credential_store("a.json").after_replace(move || fs::write(&config, "{ three: 3 }").unwrap());
    let store = fixture.store_with(first);
    let error = fixture.commit(&fixture.lock(&store)).unwrap_err();
    let WriteError::PartlyWritten { written, source } = &error else { panic!("{error:?}") };
    assert_eq!(*written, [fixture.path("a.json"), fixture.path("b.json")]);
    assert!(matches!(&**source, WriteError::ConcurrentChange { file } if *file == fixture.home.config_path()));
    assert_eq!(fixture.home.config_text(), "{ three: 3 }");
    assert_eq!((fixture.text("a.json"), fixture.text("b.json")), (changed_store(), changed_store()));
    assert_eq!(recorded(&store), [store_record("a.json", None), store_record("b.json", Some(1))]);
    assert!(!fixture.intent_path().exists());
}

#[test]
fn failing_second_store_keeps_first_and_config() {
    let fixture = TestFixture::new();
    // Another program changes the second store without its lock.
    let other = fixture.path("b.json");
    let first = fixture.credential_store("a.json").after_replace(move || fs::write(&other, "{}").unwrap());
    let store = fixture.store_with(first);
    let error = fixture.commit(&fixture.lock(&store)).unwrap_err();
    assert!(
        matches!(&error, WriteError::PartlyWritten { written, .. } if *written == [fixture.path("a.json")]),
        "{error:?}"
    );
    assert_eq!((fixture.text("b.json").as_str(), fixture.home.config_text().as_str()), ("{}", CONFIG));
    assert_eq!(recorded(&store), [store_record("a.json", None)]);
}

/// The change of a process that was killed before it recorded anything.
fn fixture_after_kill() -> TestFixture {
    let fixture = TestFixture::new();
    let history = fixture.home.manager_dir().join("history.jsonl");
    fs::create_dir_all(&history).unwrap();
    assert_eq!(fixture.commit(&fixture.lock(&fixture.store())).unwrap(), CommitOutcome::NotRecorded);
    fs::remove_dir(history).unwrap();
    assert!(fixture.intent_path().exists());
    fixture
}

#[test]
fn next_write_records_files_of_killed_process() {
    for (unwritten, expected) in [
        (&[][..], vec![store_record("a.json", None), store_record("b.json", Some(1)), config_record(Some(1))]),
        (&["openclaw.json"], vec![store_record("a.json", None), store_record("b.json", Some(1))]),
        (&["openclaw.json", "b.json"], vec![store_record("a.json", None)]),
        (&["openclaw.json", "b.json", "a.json"], vec![]),
    ] {
        let fixture = fixture_after_kill();
        for name in unwritten {
            fs::write(fixture.path(name), if *name == "openclaw.json" { CONFIG } else { STORE }).unwrap();
        }
        let store = fixture.store();
        let pending = store.read_history().unwrap().pending;
        assert_eq!(pending.len(), expected.len(), "{unwritten:?}");
        drop(store.lock_for_write(&long_wait_policy()).unwrap());
        assert_eq!(recorded(&store), expected, "{unwritten:?}");
        assert!(!fixture.intent_path().exists(), "{unwritten:?}");
    }
}

#[test]
fn a_credential_store_that_cannot_be_read_keeps_the_intent() {
    let fixture = fixture_after_kill();
    fs::remove_file(fixture.path("a.json")).unwrap();
    fs::create_dir(fixture.path("a.json")).unwrap();
    drop(fixture.store().lock_for_write(&long_wait_policy()).unwrap());
    assert!(fixture.intent_path().exists() && recorded(&fixture.store()).is_empty());
}

#[test]
fn only_locked_targets_are_written() {
    let fixture = TestFixture::new();
    let store = fixture.store();
    let [b, config, a] = fixture.targets();
    for locked in [vec![b.clone(), a.clone()], vec![config, a]] {
        let guard = store.lock_targets(&locked, &long_wait_policy()).unwrap();
        assert!(!guard.covers(&fixture.targets()));
        assert!(matches!(fixture.commit(&guard), Err(WriteError::NotLocked { .. })));
    }
    assert!(matches!(fixture.home.store().lock_targets(&[b], &long_wait_policy()), Err(WriteError::NotLocked { .. })));
    assert_eq!((fixture.text("a.json").as_str(), fixture.home.config_text().as_str()), (STORE, CONFIG));
    assert_eq!(file_names(&fixture.home.state_dir()), ["a.json", "b.json", "model-manager", "openclaw.json"]);
}

#[test]
fn a_write_of_a_credential_store_alone_does_not_lock_the_configuration() {
    let fixture = TestFixture::new();
    let store = fixture.store();
    let guard =
        store.lock_targets(&[WriteTarget::CredentialStore(fixture.path("a.json"))], &long_wait_policy()).unwrap();
    assert_eq!(fixture.take_log(), ["lock a.json"]);
    let (path, edits) = (fixture.path("a.json"), add_credential());
    let change = || TargetChanges { stores: vec![store_change(&path, &edits)], files: vec![], time: UNIX_EPOCH };
    assert_eq!(guard.commit_and_record(&change()).unwrap(), CommitOutcome::Recorded(1));
    assert_eq!(guard.commit_and_record(&change()).unwrap(), CommitOutcome::Unchanged);
    assert_eq!(recorded(&store).len(), 1);
    assert_eq!((fixture.text("a.json"), fixture.home.config_text().as_str()), (changed_store(), CONFIG));
}
