//! Homes with a credential store of each kind, as OpenClaw leaves it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use json5_edit::{Edit, KeyPath, Value};
use rules::base::{
    typed_secret::Secret,
    write_target::{CredentialStoreEdits, SecretSlot, WriteTarget},
};
use rusqlite::{Connection, types::Value as Cell};
use store::{
    CommitOutcome, CredentialRecord, CredentialStoreChange, HomeStore, RecordAuthor, TargetChanges, WaitPolicy,
    WriteError, WriteGuard,
};

use crate::test_home::{TestHome, long_wait_policy};

/// The documents that a database has first. The number and the unknown keys must survive.
pub(crate) const PROFILES: &str = r#"{"version":1,"profiles":{"openai:a":{"type":"api_key","provider":"openai","key":"sk-Canary0","theirs":[1.50]}},"later":{"b":2}}"#;
pub(crate) const STATE: &str =
    r#"{"version":1,"order":{"openai":["openai:a"]},"usageStats":{"openai:a":{"errorCount":1}}}"#;

/// The document that a JSON file has first.
pub(crate) const JSON_TEXT: &str = r#"{
  "version": 1,
  "profiles": {
    "openai:a": { "type": "api_key", "provider": "openai", "key": "sk-Canary0", "theirs": [1.50] }
  },
  "later": { "b": 2 },
  "order": { "openai": ["openai:a"] },
  "usageStats": { "openai:a": { "errorCount": 1 } }
}
"#;

const AGENT_TABLES: &str = "
    CREATE TABLE auth_profile_store (store_key TEXT NOT NULL PRIMARY KEY, store_json TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    CREATE TABLE auth_profile_state (state_key TEXT NOT NULL PRIMARY KEY, state_json TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    CREATE TABLE sessions (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO sessions VALUES (1, 'one'), (2, hex(randomblob(9000)));
    PRAGMA user_version = 23;";

const SHARED_TABLES: &str = r#"
    CREATE TABLE config_machine_state (state_key TEXT NOT NULL PRIMARY KEY, value_json TEXT NOT NULL, updated_at_ms INTEGER NOT NULL) STRICT;
    INSERT INTO config_machine_state VALUES
        ('config.lastTouchedAt', '"2026-01-01T00:00:00.000Z"', 1), ('plugins.installedIndex', hex(randomblob(40000)), 1),
        ('auth.sharedStore', '{"location":"state-db"}', 1);
    PRAGMA user_version = 18;"#;

const SCHEMA_META: &str = "
    CREATE TABLE schema_meta (meta_key TEXT NOT NULL PRIMARY KEY, role TEXT, schema_version INTEGER, updated_at INTEGER) STRICT;
    INSERT INTO schema_meta VALUES ('primary', 'global', 18, 1);";

/// A kind of credential store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Agent,
    Shared,
}

pub(crate) const KINDS: [Kind; 3] = [Kind::Json, Kind::Agent, Kind::Shared];

/// All rows of all tables, by table and key.
pub(crate) type Rows = BTreeMap<(String, String), Vec<Cell>>;

impl Kind {
    pub(crate) fn from_name(name: &str) -> Self {
        KINDS.into_iter().find(|kind| format!("{kind:?}") == name).unwrap()
    }

    /// The path below the state directory.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Json => "agents/main/agent/auth-profiles.json",
            Self::Agent => "agents/main/agent/openclaw-agent.sqlite",
            Self::Shared => "state/openclaw.sqlite",
        }
    }
}

/// A home and the kind of its credential store.
pub(crate) struct StoreHome {
    pub(crate) home: TestHome,
    pub(crate) kind: Kind,
}

impl StoreHome {
    pub(crate) fn new(kind: Kind) -> Self {
        let created = Self::without_documents(kind);
        match kind {
            Kind::Json => fs::write(created.path(), JSON_TEXT).unwrap(),
            Kind::Agent | Kind::Shared => created.write_cells(PROFILES, STATE),
        }
        created
    }

    /// A home without a JSON file, or with a database without credentials.
    pub(crate) fn without_documents(kind: Kind) -> Self {
        let created = Self { home: TestHome::with_config("{ count: 0 }"), kind };
        fs::create_dir_all(created.dir()).unwrap();
        if kind != Kind::Json {
            let tables = if kind == Kind::Agent { AGENT_TABLES } else { SHARED_TABLES };
            let connection = Connection::open(created.path()).unwrap();
            connection.execute_batch("PRAGMA auto_vacuum = 2; PRAGMA journal_mode = WAL;").unwrap();
            connection.execute_batch(&format!("{SCHEMA_META}{tables}")).unwrap();
        }
        created
    }

    pub(crate) fn path(&self) -> PathBuf {
        store_path(&self.home.store(), self.kind)
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.path().parent().unwrap().to_path_buf()
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    pub(crate) fn write_cells(&self, profiles: &str, state: &str) {
        let (first, second) = match self.kind {
            Kind::Json => unreachable!("no database"),
            Kind::Agent => (
                "INSERT OR REPLACE INTO auth_profile_store VALUES ('primary', ?1, 1)",
                "INSERT OR REPLACE INTO auth_profile_state VALUES ('primary', ?1, 1)",
            ),
            Kind::Shared => (
                "INSERT OR REPLACE INTO config_machine_state VALUES ('authProfiles.store', ?1, 1)",
                "INSERT OR REPLACE INTO config_machine_state VALUES ('authProfiles.state', ?1, 1)",
            ),
        };
        let connection = self.connect();
        connection.execute(first, [profiles]).unwrap();
        connection.execute(second, [state]).unwrap();
    }

    /// The table and the key of the rows with credentials, and with their order and usage.
    pub(crate) fn cells(&self) -> [(String, String); 2] {
        let named = |table: &str, key: &str| (table.to_owned(), key.to_owned());
        match self.kind {
            Kind::Json => unreachable!("no database"),
            Kind::Agent => [named("auth_profile_store", "primary"), named("auth_profile_state", "primary")],
            Kind::Shared => [
                named("config_machine_state", "authProfiles.store"),
                named("config_machine_state", "authProfiles.state"),
            ],
        }
    }

    /// The text of the credentials and the text of their order and usage. A JSON file has only the first.
    pub(crate) fn texts(&self) -> (Option<String>, Option<String>) {
        if self.kind == Kind::Json {
            return (fs::read_to_string(self.path()).ok(), None);
        }
        let rows = self.rows();
        let [profiles, state] = self.cells().map(|cell| match &rows.get(&cell)?[1] {
            Cell::Text(text) => Some(text.clone()),
            other => unreachable!("{other:?}"),
        });
        (profiles, state)
    }

    pub(crate) fn rows(&self) -> Rows {
        let connection = self.connect();
        let mut rows = Rows::new();
        for table in ["config_machine_state", "auth_profile_store", "auth_profile_state", "schema_meta", "sessions"] {
            let Ok(mut query) = connection.prepare(&format!("SELECT * FROM {table}")) else { continue };
            let columns = query.column_count();
            let mut found = query.query([]).unwrap();
            while let Some(row) = found.next().unwrap() {
                let cells: Vec<Cell> = (0..columns).map(|column| row.get(column).unwrap()).collect();
                let Cell::Text(key) = &cells[0] else {
                    rows.insert((table.to_owned(), format!("{:?}", cells[0])), cells);
                    continue;
                };
                rows.insert((table.to_owned(), key.clone()), cells);
            }
        }
        rows
    }

    pub(crate) fn lock(&self, policy: &WaitPolicy) -> Result<WriteGuard, WriteError> {
        self.home.store().lock_targets(&[WriteTarget::CredentialStore(self.path())], policy)
    }

    /// Locks the store, makes the edits and records them.
    pub(crate) fn commit(&self, edits: &CredentialStoreEdits) -> Result<CommitOutcome, WriteError> {
        commit_edits(&self.home.store(), edits)
    }

    /// The edits of a new credential: a secret, and its place in the order.
    pub(crate) fn paste(&self, id: &str, secret: &str) -> CredentialStoreEdits {
        paste(self.path(), id, secret)
    }
}

pub(crate) fn store_path(store: &HomeStore, kind: Kind) -> PathBuf {
    store.home.state_dir.path.join(kind.file())
}

pub(crate) fn commit_edits(store: &HomeStore, edits: &CredentialStoreEdits) -> Result<CommitOutcome, WriteError> {
    let guard = store.lock_targets(&[WriteTarget::CredentialStore(edits.store.clone())], &long_wait_policy())?;
    commit_locked(&guard, edits)
}

pub(crate) fn commit_locked(guard: &WriteGuard, edits: &CredentialStoreEdits) -> Result<CommitOutcome, WriteError> {
    let stores = vec![store_change(edits)];
    guard.commit_and_record(&TargetChanges { stores, files: Vec::new(), time: SystemTime::now() })
}

pub(crate) fn store_change(edits: &CredentialStoreEdits) -> CredentialStoreChange<'_> {
    let changed = CredentialRecord { id: "x:y".to_owned(), kind_before: None, kind_after: Some("token".to_owned()) };
    CredentialStoreChange {
        store: &edits.store,
        display_path: "the store".to_owned(),
        edits,
        author: RecordAuthor::Cli,
        op: "test",
        changed: vec![changed],
    }
}

pub(crate) fn set(keys: &[&str], value: impl Into<Value>) -> Edit {
    Edit::Set { path: KeyPath::from_keys(keys.iter().copied()), value: value.into().into() }
}

pub(crate) fn remove(keys: &[&str]) -> Edit {
    Edit::Remove { path: KeyPath::from_keys(keys.iter().copied()) }
}

/// The edits of a new credential: a secret, and its place in the order.
pub(crate) fn paste(store: PathBuf, id: &str, secret: &str) -> CredentialStoreEdits {
    let slot = KeyPath::from_keys(["profiles", id, "key"]);
    CredentialStoreEdits {
        profile_edits: vec![set(&["profiles", id, "type"], "api_key"), set(&["profiles", id, "provider"], "openai")],
        state_edits: vec![set(&["order", "openai"], vec![id.to_owned()])],
        secrets: vec![SecretSlot { path: slot, secret: Secret::new(secret).into() }],
        ..CredentialStoreEdits::new(store)
    }
}

/// The names in a directory without those of a database that is in use.
pub(crate) fn lasting_names(dir: &Path) -> Vec<String> {
    let mut names = crate::test_home::file_names(dir);
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names
}
