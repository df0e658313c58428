//! Tests of noticing changes of the files beside the configuration.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rules::{
    base::home::{HomeVars, ResolvedPath},
    document::view::View,
};
use rusqlite::Connection;
use store::{ConfigWatcher, HomeStore};

/// How long a page may show old data.
const LIMIT: Duration = Duration::from_millis(300);

struct TestHome {
    dir: tempfile::TempDir,
    store: HomeStore,
}

impl TestHome {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("work")).unwrap();
        fs::create_dir_all(dir.path().join(".openclaw")).unwrap();
        let home = Some(dir.path().to_str().unwrap().to_owned());
        let vars = HomeVars { home, cwd: dir.path().join("work"), ..HomeVars::default() };
        Self { store: HomeStore::find_home(&vars, None), dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn shared_database(&self) -> Connection {
        let connection = Connection::open(self.path(".openclaw/state/openclaw.sqlite")).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode=WAL;
                CREATE TABLE sessions (id TEXT);
                CREATE TABLE config_machine_state (state_key TEXT PRIMARY KEY, value_json TEXT, updated_at_ms INTEGER) STRICT;
                INSERT INTO config_machine_state VALUES ('auth.sharedStore', '{\"location\":\"state-db\"}', 1);",
            )
            .unwrap();
        connection
    }
}

/// Whether a change is noticed soon. A slow machine gets more time than a page may take.
fn notices(watcher: &mut ConfigWatcher) -> bool {
    let start = Instant::now();
    while start.elapsed() < LIMIT * 30 {
        if watcher.wait_for_change(Duration::from_secs(1)).unwrap() {
            return true;
        }
    }
    false
}

/// Whether nothing is noticed while events settle.
fn notices_nothing(watcher: &mut ConfigWatcher) -> bool {
    !watcher.wait_for_change(LIMIT).unwrap() && !watcher.wait_for_change(LIMIT).unwrap()
}

fn write_cell(database: &Connection, text: &str) {
    let query = "INSERT OR REPLACE INTO config_machine_state VALUES ('authProfiles.store', ?1, 2)";
    database.execute(query, [text]).unwrap();
}

#[test]
fn files_beside_the_configuration_are_watched() {
    let home = TestHome::new();
    let mut watcher = ConfigWatcher::start_watching(home.store.clone()).unwrap();
    for name in [
        "work/.env",
        ".openclaw/.env",
        ".openclaw/agents/main/agent/auth-profiles.json",
        ".openclaw/agents/new/agent/auth-profiles.json",
        ".openclaw/agents/new/agent/models.json",
    ] {
        let path = home.path(name);
        for text in ["{}", "{ }"] {
            fs::write(&path, text).unwrap();
            assert!(notices(&mut watcher), "{name} {text}");
        }
        fs::write(home.path(".openclaw/replacement"), "{  }").unwrap();
        fs::rename(home.path(".openclaw/replacement"), &path).unwrap();
        assert!(notices(&mut watcher), "{name} replaced");
        fs::remove_file(&path).unwrap();
        assert!(notices(&mut watcher), "{name} removed");
    }
}

#[test]
fn a_change_is_noticed_within_300_ms() {
    let home = TestHome::new();
    let path = home.path(".openclaw/agents/main/agent/auth-profiles.json");
    fs::write(&path, "{}").unwrap();
    let mut watcher = ConfigWatcher::start_watching(home.store.clone()).unwrap();
    let time = |text: &str| {
        fs::write(&path, text).unwrap();
        let start = Instant::now();
        assert!(notices(&mut watcher), "{text}");
        start.elapsed()
    };
    // The fastest of several: other tests use the processor, too.
    let fastest = ["1", "12", "123", "1234"].map(time).into_iter().min().unwrap();
    assert!(fastest < LIMIT, "{fastest:?}");
}

#[test]
fn the_directory_that_the_configuration_gives_to_an_agent_is_watched() {
    let home = TestHome::new();
    fs::write(home.path(".openclaw/openclaw.json"), "{ agents: { list: [{ id: 'a', agentDir: '~/elsewhere' }] } }")
        .unwrap();
    let mut watcher = ConfigWatcher::start_watching(home.store.clone()).unwrap();
    fs::write(home.path("elsewhere/auth-profiles.json"), "{}").unwrap();
    assert!(notices(&mut watcher));
}

#[test]
fn of_a_database_only_the_credentials_count() {
    let home = TestHome::new();
    let database = home.shared_database();
    let mut watcher = ConfigWatcher::start_watching(home.store.clone()).unwrap();
    for text in ["{}", "{ }"] {
        write_cell(&database, text);
        assert!(notices(&mut watcher), "{text}");
    }
    database.execute("INSERT INTO sessions VALUES ('a')", []).unwrap();
    assert!(notices_nothing(&mut watcher));
    write_cell(&database, "{  }");
    assert!(notices(&mut watcher));
    // The last connection moves the write-ahead log into the database.
    drop(database);
    assert!(notices_nothing(&mut watcher));
}

#[test]
fn a_new_database_is_noticed() {
    let home = TestHome::new();
    let mut watcher = ConfigWatcher::start_watching(home.store.clone()).unwrap();
    let database = home.shared_database();
    assert!(notices(&mut watcher));
    write_cell(&database, "{}");
    assert!(notices(&mut watcher));
}

fn read_all(store: &HomeStore, agent_dir: &Path) {
    store.read_config().unwrap();
    let dir = ResolvedPath { path: agent_dir.to_path_buf(), reason: String::new() };
    store.read_credentials(&View::default(), &dir.into()).unwrap();
}

#[test]
fn reading_causes_no_events() {
    let home = TestHome::new();
    let open = home.shared_database();
    write_cell(&open, r#"{ "version": 1, "profiles": {} }"#);
    let agent_dir = home.path(".openclaw/agents/main/agent/auth-profiles.json").parent().unwrap().to_path_buf();
    drop(Connection::open(agent_dir.join("openclaw-agent.sqlite")).unwrap());
    fs::write(home.path("work/.env"), "A=1").unwrap();
    let mut watcher = ConfigWatcher::start_watching(home.store.clone()).unwrap();
    while watcher.wait_for_change(LIMIT).unwrap() {}
    for _ in 0..20 {
        read_all(&home.store, &agent_dir);
    }
    // Without an event, the whole time passes.
    let start = Instant::now();
    assert!(!watcher.wait_for_change(LIMIT).unwrap());
    assert!(start.elapsed() >= LIMIT, "an event came after {:?}", start.elapsed());
}
