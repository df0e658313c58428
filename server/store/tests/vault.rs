//! Tests of reading credential stores of every generation. None may leave a trace.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use rules::auth::store_files::StoreLayout;
use rules::{
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
