//! Tests of reading credential stores of every generation. None may leave a trace.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
};

use rules::{
    auth::store_files::{StoreLayout, StoreObstacle},
    base::home::{HomeVars, ResolvedPath},
    document::view::View,
};
use rusqlite::Connection;
use serde_json::json;
use store::{HomeStore, StoredCredentials, VaultError};

const STORE: &str =
    r#"{ "version": 1, "profiles": { "openai:a": { "type": "api_key", "provider": "openai", "key": "sk-Canary" } } }"#;
const STATE: &str = r#"{ "version": 1, "order": { "openai": ["openai:a"] } }"#;

struct TestHome {
    dir: tempfile::TempDir,
    store: HomeStore,
}

impl TestHome {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Some(dir.path().to_str().unwrap().to_owned());
        let vars = HomeVars { home, cwd: dir.path().to_path_buf(), ..HomeVars::default() };
        Self { store: HomeStore::find_home(&vars, None), dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.dir.path().join(".openclaw").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn agent_dir(&self, agent: &str) -> PathBuf {
        self.dir.path().join(format!(".openclaw/agents/{agent}/agent"))
    }

    fn write_agent_database(&self, agent: &str, store: &str, state: &str) {
        let connection = open_wal(&self.path(&format!("agents/{agent}/agent/openclaw-agent.sqlite")));
        connection
            .execute_batch(
                "CREATE TABLE auth_profile_store (store_key TEXT PRIMARY KEY, store_json TEXT, updated_at INTEGER) STRICT;
                CREATE TABLE auth_profile_state (state_key TEXT PRIMARY KEY, state_json TEXT, updated_at INTEGER) STRICT;",
            )
            .unwrap();
        connection.execute("INSERT INTO auth_profile_store VALUES ('primary', ?1, 1)", [store]).unwrap();
        connection.execute("INSERT INTO auth_profile_state VALUES ('primary', ?1, 1)", [state]).unwrap();
    }

    fn write_shared_database(&self, rows: &[(&str, &str)]) -> Connection {
        let connection = open_wal(&self.path("state/openclaw.sqlite"));
        connection
            .execute_batch(
                "CREATE TABLE config_machine_state (state_key TEXT PRIMARY KEY, value_json TEXT, updated_at_ms INTEGER) STRICT;",
            )
            .unwrap();
        for (key, value) in rows {
            connection.execute("INSERT INTO config_machine_state VALUES (?1, ?2, 1)", [key, value]).unwrap();
        }
        connection
    }

    /// Reads, and asserts that no file has appeared, gone or changed.
    fn read(&self, agent: Option<&str>) -> Result<StoredCredentials, VaultError> {
        let before = files_of(self.dir.path());
        let dir = ResolvedPath { path: self.agent_dir(agent.unwrap_or("main")), reason: String::new() };
        let found = self.store.read_credentials(&View::default(), &dir.into());
        assert_eq!(files_of(self.dir.path()), before, "a read left a trace");
        found
    }
}

fn open_wal(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA journal_mode=WAL;").unwrap();
    connection
}

/// All files with their bytes, without the index of a write-ahead log: its lock bytes are not part of its content.
fn files_of(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut left = vec![dir.to_path_buf()];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let is_index = path.to_str().unwrap().ends_with("-shm");
                found.push((path.clone(), if is_index { Vec::new() } else { fs::read(&path).unwrap() }));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn an_empty_home_has_a_json_layout_and_no_store() {
    let found = TestHome::new().read(None).unwrap();
    assert_eq!((found.layout, found.shared, found.own), (StoreLayout::JsonFiles, None, None));
    assert_eq!(found.shared_path, "~/.openclaw/agents/main/agent/auth-profiles.json");
}

#[test]
fn json_stores_are_read() {
    let home = TestHome::new();
    fs::write(home.path("agents/main/agent/auth-profiles.json"), STORE).unwrap();
    fs::write(home.path("agents/work/agent/auth-profiles.json"), STORE.replace("openai:a", "openai:b")).unwrap();
    let found = home.read(Some("work")).unwrap();
    assert_eq!(found.layout, StoreLayout::JsonFiles);
    assert!(found.shared.unwrap().profiles.pointer("/profiles/openai:a").is_some());
    let own = found.own.unwrap();
    assert!(own.profiles.pointer("/profiles/openai:b").is_some() && own.state.is_none());
    assert_eq!(home.read(Some("main")).unwrap().own, None);
}

#[test]
fn databases_of_agents_are_read() {
    let home = TestHome::new();
    home.write_agent_database("main", STORE, STATE);
    home.write_agent_database("work", "{\"version\":1,\"profiles\":{}}", STATE);
    let found = home.read(Some("work")).unwrap();
    assert_eq!(found.layout, StoreLayout::AgentDatabases);
    let shared = found.shared.unwrap();
    assert!(shared.profiles.pointer("/profiles/openai:a").is_some());
    assert_eq!(shared.state.unwrap().pointer("/order/openai"), Some(&json!(["openai:a"])));
    assert_eq!(shared.display_path, "~/.openclaw/agents/main/agent/openclaw-agent.sqlite");
    assert!(found.own.unwrap().profiles.pointer("/profiles").unwrap().as_object().unwrap().is_empty());
}

#[test]
fn the_shared_database_is_read_while_it_is_in_use() {
    let home = TestHome::new();
    let rows = [("auth.sharedStore", r#"{"location":"state-db"}"#), ("authProfiles.store", STORE)];
    let in_use = home.write_shared_database(&rows);
    home.write_agent_database("main", "{\"version\":1,\"profiles\":{}}", STATE);
    for _ in 0..2 {
        let found = home.read(None).unwrap();
        assert_eq!(found.layout, StoreLayout::SharedDatabase);
        let shared = found.shared.unwrap();
        assert!(shared.profiles.pointer("/profiles/openai:a").is_some() && shared.state.is_none());
        assert!(found.own.unwrap().state.is_some());
    }
    drop(in_use);
    assert!(home.read(None).unwrap().shared.is_some());
}

#[test]
fn a_shared_database_without_the_store_leads_to_the_agents() {
    for owner in [None, Some(r#"{"location":"legacy-main"}"#)] {
        let home = TestHome::new();
        home.write_agent_database("main", STORE, STATE);
        let rows: Vec<_> = owner.into_iter().map(|owner| ("auth.sharedStore", owner)).collect();
        home.write_shared_database(&rows);
        assert_eq!(home.read(None).unwrap().layout, StoreLayout::AgentDatabases, "{owner:?}");
    }
}

/// Writes files into a home.
type PrepareHome = fn(&TestHome);

#[test]
fn a_broken_or_foreign_store_is_named_and_never_empty() {
    let cases: [(PrepareHome, &str); 6] = [
        (
            |home| fs::write(home.path("agents/main/agent/auth-profiles.json"), "{\n \"sk-Canary").unwrap(),
            "could not read the credentials in `~/.openclaw/agents/main/agent/auth-profiles.json`: it is not valid JSON (line 2, column 11)",
        ),
        (
            |home| fs::create_dir_all(home.path("agents/main/agent/auth-profiles.json")).unwrap(),
            "could not read the credentials in `~/.openclaw/agents/main/agent/auth-profiles.json`: it is not a regular file",
        ),
        (
            |home| fs::write(home.path("state/openclaw.sqlite"), "sk-Canary, and no database").unwrap(),
            "could not read the credentials in `~/.openclaw/state/openclaw.sqlite`: it is not a SQLite database",
        ),
        (
            |home| drop(home.write_shared_database(&[("auth.sharedStore", r#"{"location":"cloud"}"#)])),
            "could not read the credentials in `~/.openclaw/state/openclaw.sqlite`: `auth.sharedStore` names an unknown place, so another OpenClaw has written it",
        ),
        (
            |home| {
                let rows = [("auth.sharedStore", r#"{"location":"state-db"}"#), ("authProfiles.store", "{ sk-Canary")];
                drop(home.write_shared_database(&rows));
            },
            "could not read the credentials in `~/.openclaw/state/openclaw.sqlite`: the cell `authProfiles.store` is not valid JSON (line 1, column 3)",
        ),
        (
            |home| {
                let connection = open_wal(&home.path("agents/main/agent/openclaw-agent.sqlite"));
                connection.execute_batch("CREATE TABLE auth_profile_store (id TEXT, secret TEXT);").unwrap();
            },
            "could not read the credentials in `~/.openclaw/agents/main/agent/openclaw-agent.sqlite`: its tables have another form, so another OpenClaw has written it",
        ),
    ];
    for (prepare, expected) in cases {
        let home = TestHome::new();
        prepare(&home);
        assert_eq!(home.read(None).unwrap_err().to_string(), expected);
    }
}

#[test]
fn debug_output_has_no_secret() {
    let home = TestHome::new();
    fs::write(home.path("agents/main/agent/auth-profiles.json"), STORE).unwrap();
    let found = home.read(None).unwrap();
    assert!(!format!("{found:?}").contains("Canary"));
}

/// The obstacle and the warning of the shared store.
fn obstacle_and_warning(home: &TestHome) -> (Option<StoreObstacle>, Option<String>) {
    let shared = home.read(None).unwrap().files.shared;
    (shared.obstacle, shared.warning)
}

#[test]
fn the_files_of_every_layout_are_named() {
    let home = TestHome::new();
    let files = home.read(Some("work")).unwrap().files;
    let own = files.own.unwrap();
    assert_eq!(files.shared.path, home.agent_dir("main").join("auth-profiles.json"));
    assert_eq!(own.display_path, "~/.openclaw/agents/work/agent/auth-profiles.json");
    for file in [&files.shared, &own] {
        assert!(!file.exists && !file.has_state_document && file.obstacle.is_none(), "{file:?}");
    }
    home.write_agent_database("main", STORE, STATE);
    let files = home.read(Some("work")).unwrap().files;
    assert_eq!(files.layout, StoreLayout::AgentDatabases);
    assert!(files.shared.exists && files.shared.has_state_document && files.shared.obstacle.is_none());
    assert!(!files.own.unwrap().exists);
    drop(home.write_shared_database(&[("auth.sharedStore", r#"{"location":"state-db"}"#)]));
    let files = home.read(None).unwrap().files;
    assert_eq!(files.layout, StoreLayout::SharedDatabase);
    assert!(files.shared.exists && files.shared.path == home.path("state/openclaw.sqlite"));
    assert_eq!(files.own.unwrap().path, home.agent_dir("main").join("openclaw-agent.sqlite"));
}

#[test]
fn a_newer_schema_is_a_warning_and_other_columns_are_an_obstacle() {
    let home = TestHome::new();
    home.write_agent_database("main", STORE, STATE);
    let run = |sql: &str| {
        let path = home.agent_dir("main").join("openclaw-agent.sqlite");
        Connection::open(path).unwrap().execute_batch(sql).unwrap();
    };
    run("PRAGMA user_version = 23");
    assert_eq!(obstacle_and_warning(&home), (None, None));
    run("PRAGMA user_version = 24");
    let warning = "the schema of `~/.openclaw/agents/main/agent/openclaw-agent.sqlite` has version 24; this program was tested with 1 to 23";
    assert_eq!(obstacle_and_warning(&home), (None, Some(warning.to_owned())));
    run("UPDATE auth_profile_state SET state_json = '{\"version\":2}'");
    assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::UnknownVersion));
    run("ALTER TABLE auth_profile_state ADD COLUMN sealed TEXT");
    assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::UnknownTables));
    run("DROP TABLE auth_profile_state");
    assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::UnknownTables));
    run("DROP TABLE auth_profile_store");
    assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::NoTables));
    assert!(!home.read(None).unwrap().files.shared.exists);
}

#[test]
fn the_first_credential_goes_into_the_state_database_of_a_new_openclaw_only() {
    for (version, layout) in [(18, StoreLayout::SharedDatabase), (12, StoreLayout::JsonFiles)] {
        let home = TestHome::new();
        home.write_shared_database(&[]).pragma_update(None, "user_version", version).unwrap();
        let found = home.read(None).unwrap();
        assert_eq!((found.layout, found.files.layout, found.shared), (layout, layout, None), "{version}");
        let beside = StoreObstacle::JsonBesideDatabase;
        let expected = (layout == StoreLayout::JsonFiles).then_some(beside);
        assert_eq!(found.files.shared.obstacle, expected);
    }
}

#[test]
fn a_json_file_beside_a_database_is_read_and_never_written() {
    let home = TestHome::new();
    fs::write(home.path("agents/main/agent/auth-profiles.json"), STORE).unwrap();
    home.write_shared_database(&[]).pragma_update(None, "user_version", 18).unwrap();
    let found = home.read(None).unwrap();
    assert!(found.shared.is_some());
    assert_eq!(found.files.shared.obstacle, Some(StoreObstacle::JsonBesideDatabase));
}

#[test]
fn files_that_cannot_be_replaced_safely_are_named() {
    let home = TestHome::new();
    let path = home.path("agents/main/agent/auth-profiles.json");
    fs::write(&path, STORE).unwrap();
    fs::hard_link(&path, home.path("other.json")).unwrap();
    assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::HardLinks));
    fs::remove_file(home.path("other.json")).unwrap();
    fs::set_permissions(home.agent_dir("main"), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::UnsafeDirectory));
    fs::set_permissions(home.agent_dir("main"), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(obstacle_and_warning(&home).0, None);
    // Only root can give a file away.
    if chown(&path, Some(65_534), None).is_ok() {
        assert_eq!(obstacle_and_warning(&home).0, Some(StoreObstacle::OtherOwner));
    }
}
