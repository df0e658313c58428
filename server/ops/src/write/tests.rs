use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use contract::Effect;
use json5_edit::{Edit, KeyPath};
use rules::base::write_target::{ChangedCredential, CredentialStoreEdits};
use store::{CredentialStore, LockedCredentialStore, StoreTexts, WaitPolicy};
use testkit::TestHome;

use super::*;

const CONFIG: &str = "{ agents: { defaults: { model: 'a/b' } } }";
const STORE: &str = "{ \"profiles\": {} }";
const COMMAND: &str = "openclaw models set c/d";

/// A JSON file as a credential store. After a write it may save a file as an editor would.
#[derive(Debug, Clone)]
struct JsonStore {
    path: PathBuf,
    then_saves: Option<PathBuf>,
}

impl CredentialStore for JsonStore {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        Ok(StoreTexts { profiles: fs::read_to_string(&self.path).ok(), state: None })
    }

    fn lock_store(&self, _: &WaitPolicy) -> Result<Box<dyn LockedCredentialStore>, WriteError> {
        Ok(Box::new(self.clone()))
    }
}

impl LockedCredentialStore for JsonStore {
    fn has_state_document(&self) -> bool {
        false
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        CredentialStore::read_texts(self)
    }

    fn check_lock(&self) -> Result<(), WriteError> {
        Ok(())
    }

    fn replace_texts(&self, _: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError> {
        fs::write(&self.path, after.profiles.as_deref().unwrap()).unwrap();
        if let Some(config) = &self.then_saves {
            fs::write(config, "{ agents: {} }").unwrap();
        }
        Ok(())
    }
}

struct TestFixture {
    home: TestHome,
    store: HomeStore,
}

impl TestFixture {
    fn new() -> Self {
        Self::with_editor(false)
    }

    /// A home with a credential store. `saves`: an editor saves the configuration right after the store was written.
    fn with_editor(saves: bool) -> Self {
        let home = TestHome::with_config(CONFIG);
        home.write_file("credentials.json", STORE);
        let path = home.state_dir().join("credentials.json");
        let then_saves = saves.then(|| home.state_dir().join("openclaw.json"));
        let store = home.store().with_credential_store(Arc::new(JsonStore { path, then_saves }));
        Self { home, store }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.state_dir().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(
        &self,
        dry_run: bool,
        decide: &dyn Fn(&Snapshot) -> Result<Decision, OpError>,
    ) -> Result<Change<View>, OpError> {
        let (clock, policy) = (Clock::default(), WritePolicy::default());
        WriteJob {
            store: &self.store,
            clock: &clock,
            write_policy: &policy,
            op_path: "test",
            dry_run,
            expected_token: None,
            decide,
        }
        .run()
    }

    fn decide_both(&self) -> Decision {
        let path = KeyPath::from_keys(["profiles", "x:new", "key"]);
        let edits = CredentialStoreEdits {
            profile_edits: vec![Edit::Set { path, value: "sk-Canary1".into() }],
            changed: vec![ChangedCredential {
                id: "x:new".to_owned(),
                kind_before: None,
                kind_after: Some("api_key".to_owned()),
            }],
            ..CredentialStoreEdits::new(self.path("credentials.json"))
        };
        decide_config().with_store_edits(vec![edits], COMMAND)
    }
}

fn decide_config() -> Decision {
    let path = KeyPath::from_keys(["agents", "defaults", "model"]);
    let edits = vec![Edit::Set { path: path.clone(), value: "c/d".into() }];
    Decision::new(edits, Effect::ValueSet { path: path.to_string() })
}

/// The shown lines of each file.
fn shown(change: &Change<View>) -> Vec<(String, Vec<String>)> {
    let lines =
        |diff: &contract::Diff| diff.hunks.iter().flat_map(|hunk| &hunk.lines).map(|line| line.text.clone()).collect();
    change.diffs.iter().map(|diff| (diff.file.clone(), lines(diff))).collect()
}

#[test]
fn preview_shows_all_targets_hides_secrets_writes_nothing() {
    let fixture = TestFixture::new();
    let before = fixture.home.fingerprint();
    let change = fixture.run(true, &|_| Ok(fixture.decide_both())).unwrap();
    assert!(fixture.home.fingerprint() == before);
    let [(store, lines), (config, _)] = <[_; 2]>::try_from(shown(&change)).unwrap();
    assert_eq!((store.as_str(), lines), ("~/.openclaw/credentials.json", vec!["x:new (api_key)".to_owned()]));
    assert_eq!(config, "~/.openclaw/openclaw.json");
    assert!(!format!("{:?}{:?}", change.diffs, fixture.decide_both()).contains("Canary"));
}

#[test]
fn two_target_change_is_decided_again_when_locked_and_cannot_be_undone() {
    let fixture = TestFixture::new();
    let calls = Cell::new(0);
    let decide = |_: &Snapshot| {
        calls.set(calls.get() + 1);
        let is_locked = fixture.path("openclaw.json.lock").exists();
        assert_eq!(is_locked, calls.get() == 2);
        Ok(fixture.decide_both())
    };
    let change = fixture.run(false, &decide).unwrap();
    assert_eq!((calls.get(), change.written, change.id), (2, true, Some(2)));
    assert!(change.cannot_undo.unwrap().contains("credential stores"));
    assert!(fixture.text("credentials.json").contains("sk-Canary1") && fixture.text("openclaw.json").contains("c/d"));
    let files: Vec<_> = fixture.store.all_records().unwrap().into_iter().map(|record| record.change.file).collect();
    assert_eq!(files, ["~/.openclaw/credentials.json", "~/.openclaw/openclaw.json"]);
}

#[test]
fn config_failure_after_store_names_written_files_and_completion() {
    let fixture = TestFixture::with_editor(true);
    let error = fixture.run(false, &|_| Ok(fixture.decide_both())).unwrap_err();
    assert_eq!(error.code, Code::WriteFailed);
    let expected = "only a part of the change was made: `~/.openclaw/credentials.json` was written, and then: \
                    `~/.openclaw/openclaw.json` was changed by another program at the same time";
    assert_eq!(error.message, expected);
    assert_eq!(error.hints[0].text, format!("`{COMMAND}` makes the rest of the change"));
    assert!(!error.hints[0].is_for_pages());
    assert_eq!(fixture.text("openclaw.json"), "{ agents: {} }");
    let records = fixture.store.all_records().unwrap();
    assert_eq!(
        records.iter().map(|record| record.change.file.as_str()).collect::<Vec<_>>(),
        ["~/.openclaw/credentials.json"]
    );
    // The command that is named does the rest.
    assert!(fixture.run(false, &|_| Ok(decide_config())).unwrap().written);
}

#[test]
fn repeated_decision_locks_additional_targets() {
    let fixture = TestFixture::new();
    let calls = Cell::new(0);
    let decide = |_: &Snapshot| {
        calls.set(calls.get() + 1);
        if calls.get() > 1 {
            return Ok(fixture.decide_both());
        }
        // Another program saves before the configuration is locked.
        fs::write(fixture.path("openclaw.json"), CONFIG.replace("a/b", "x/y")).unwrap();
        Ok(decide_config())
    };
    let change = fixture.run(false, &decide).unwrap();
    assert_eq!((calls.get(), change.diffs.len(), change.id), (3, 2, Some(2)));
    assert!(fixture.text("credentials.json").contains("sk-Canary1"));
}
