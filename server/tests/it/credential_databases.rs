//! Tests of the commands that write credentials, in homes that keep them in databases.

use std::path::PathBuf;

use json5_edit::Value;
use rusqlite::Connection;
use serde_json::json;
use testkit::TestHome;

use crate::{
    corpus::{CommandOutput, run_in_process},
    homes::RICH,
    reference::split_words,
};

const PROFILES: &str = r#"{"version":1,"profiles":{"openai:old":{"type":"api_key","provider":"openai","key":"made-up-old","theirs":[1.50]},"google:me":{"type":"oauth","provider":"google","access":"a","refresh":"r","expires":5}},"later":{"b":2}}"#;
const STATE: &str = r#"{"version":1,"order":{"openai":["openai:old"]},"usageStats":{"openai:old":{"lastUsed":1,"cooldownUntil":4000000000000}}}"#;

/// A database with its two cells: a table, its columns for the key and the text, and the keys.
struct Cells {
    file: PathBuf,
    profiles: [&'static str; 4],
    state: [&'static str; 4],
}

impl Cells {
    fn shared(home: &TestHome) -> Self {
        let cell = |key| ["config_machine_state", "state_key", "value_json", key];
        Self {
            file: home.state_dir().join("state/openclaw.sqlite"),
            profiles: cell("authProfiles.store"),
            state: cell("authProfiles.state"),
        }
    }

    fn of_agent(home: &TestHome, agent: &str) -> Self {
        Self {
            file: home.state_dir().join(format!("agents/{agent}/agent/openclaw-agent.sqlite")),
            profiles: ["auth_profile_store", "store_key", "store_json", "primary"],
            state: ["auth_profile_state", "state_key", "state_json", "primary"],
        }
    }

    fn create(&self, tables: &str) {
        std::fs::create_dir_all(self.file.parent().unwrap()).unwrap();
        let connection = Connection::open(&self.file).unwrap();
        connection.execute_batch(tables).unwrap();
        for ([table, key_column, text_column, key], text) in [(self.profiles, PROFILES), (self.state, STATE)] {
            let time = if table == "config_machine_state" { "updated_at_ms" } else { "updated_at" };
            let insert = format!("INSERT INTO {table} ({key_column}, {text_column}, {time}) VALUES (?1, ?2, 1)");
            connection.execute(&insert, [key, text]).unwrap();
        }
    }

    fn read(&self, [table, key_column, text_column, key]: [&str; 4]) -> Option<String> {
        let connection = Connection::open(&self.file).unwrap();
        let query = format!("SELECT {text_column} FROM {table} WHERE {key_column} = ?1");
        connection.query_row(&query, [key], |row| row.get(0)).ok()
    }

    fn profiles(&self) -> Value {
        serde_json::from_str(&self.read(self.profiles).unwrap()).unwrap()
    }

    fn state(&self) -> Value {
        self.read(self.state).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
    }
}

const SHARED_TABLES: &str = r#"
    CREATE TABLE config_machine_state (state_key TEXT NOT NULL PRIMARY KEY, value_json TEXT NOT NULL, updated_at_ms INTEGER NOT NULL) STRICT;
    INSERT INTO config_machine_state VALUES ('auth.sharedStore', '{"location":"state-db"}', 1);
    PRAGMA user_version = 18;"#;

const AGENT_TABLES: &str = "
    CREATE TABLE auth_profile_store (store_key TEXT NOT NULL PRIMARY KEY, store_json TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    CREATE TABLE auth_profile_state (state_key TEXT NOT NULL PRIMARY KEY, state_json TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    PRAGMA user_version = 1;";

/// Homes of the two generations with databases, with the cells that all agents use.
fn homes() -> Vec<(&'static str, TestHome, Cells)> {
    let (shared, agents) = (TestHome::with_config(RICH), TestHome::with_config(RICH));
    let shared_cells = Cells::shared(&shared);
    shared_cells.create(SHARED_TABLES);
    let agent_cells = Cells::of_agent(&agents, "main");
    agent_cells.create(AGENT_TABLES);
    vec![("shared-db", shared, shared_cells), ("agent-db", agents, agent_cells)]
}

fn run(home: &TestHome, line: &str) -> CommandOutput {
    run_in_process(home, &split_words(line))
}

fn succeed(home: &TestHome, line: &str) {
    let output = run(home, line);
    assert_eq!(output.code, 0, "{line}: {}", output.stderr);
}

#[test]
fn credentials_are_stored_renamed_and_removed_in_databases() {
    for (name, home, cells) in homes() {
        succeed(&home, "models auth paste-api-key --provider openai --profile-id openai:new");
        let profiles = cells.profiles();
        assert_eq!(profiles["profiles"]["openai:new"]["provider"], "openai", "{name}");
        assert_eq!(profiles["later"], json!({ "b": 2 }), "{name}");
        assert!(cells.read(cells.profiles).unwrap().contains("1.50"), "{name}: a number was written anew");
        succeed(&home, "models auth rename openai:old openai:backup");
        assert_eq!(cells.state()["order"]["openai"], json!(["openai:backup"]), "{name}");
        assert_eq!(cells.state()["usageStats"]["openai:backup"]["lastUsed"], 1, "{name}");
        succeed(&home, "models auth remove openai:backup --yes");
        assert_eq!(cells.profiles()["profiles"].get("openai:backup"), None, "{name}");
        assert_eq!(cells.state().get("order"), None, "{name}");
        assert!(!home.state_dir().join("agents/main/agent/auth-profiles.json").exists(), "{name}");
    }
}

#[test]
fn orders_and_cooldowns_are_changed_in_databases() {
    for (name, home, cells) in homes() {
        succeed(&home, "models auth cooldown clear openai:old");
        assert_eq!(cells.state()["usageStats"]["openai:old"], json!({ "lastUsed": 1 }), "{name}");
        succeed(&home, "models auth order set --provider openai openai:old");
        assert_eq!(cells.state().get("order"), None, "{name}: the stored order would come first");
        let config = std::fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
        assert!(config.contains("openai:old"), "{name}");
        succeed(&home, "models auth order clear --provider openai");
    }
}

#[test]
fn an_agent_without_a_database_gets_none() {
    for (name, home, _) in homes() {
        let before = home.fingerprint();
        for line in [
            "models auth paste-api-key --provider openai --agent work",
            "models auth order set --provider openai --agent work openai:old",
            "models auth copy openai:old --to-agent work",
        ] {
            let output = run(&home, line);
            assert_eq!(output.code, 1, "{name}: {line}");
            assert!(output.stderr.contains("only OpenClaw may create one"), "{name}: {}", output.stderr);
        }
        for line in ["models auth rename google:me google:you", "models auth copy google:me --to-agent work"] {
            let output = run(&home, line);
            assert_eq!((output.code, output.stderr.contains("is a sign-in")), (1, true), "{name}: {}", output.stderr);
        }
        assert_eq!(home.fingerprint(), before, "{name}");
    }
}

#[test]
fn an_agent_with_a_database_has_its_own_credentials() {
    for (name, home, cells) in homes() {
        let own = Cells::of_agent(&home, "work");
        own.create(AGENT_TABLES);
        let shared = (cells.profiles(), cells.state());
        succeed(&home, "models auth paste-token --provider anthropic --agent work");
        assert_eq!(own.profiles()["profiles"]["anthropic:manual"]["type"], "token", "{name}");
        succeed(&home, "models auth order set --provider openai --agent work openai:old");
        succeed(&home, "models auth order clear --provider openai --agent work");
        assert_eq!(own.state().get("order"), None, "{name}");
        assert_eq!((cells.profiles(), cells.state()), shared, "{name}");
    }
}

/// Makes the lock of a gateway whose process is this one.
fn add_gateway_lock(home: &TestHome) {
    let dir = home.state_dir().join(format!("tmp/openclaw-{}", rustix::process::geteuid().as_raw()));
    std::fs::create_dir_all(&dir).unwrap();
    let config = home.state_dir().join("openclaw.json");
    let lock = json!({ "pid": std::process::id(), "configPath": config, "role": "gateway" });
    std::fs::write(dir.join("gateway.0123abcd.lock"), lock.to_string()).unwrap();
}

#[test]
fn a_write_says_whether_the_running_gateway_takes_it() {
    for (name, home, _) in homes() {
        let note = "note: the running gateway ";
        let output = run(&home, "models auth rename openai:old openai:a");
        assert!(!output.stderr.contains(note), "{name}: none runs: {}", output.stderr);
        add_gateway_lock(&home);
        let output = run(&home, "models auth rename openai:a openai:b");
        let of_store =
            if name == "shared-db" { "takes this change by itself within" } else { "may keep the credentials" };
        assert!(output.stderr.contains(&format!("{note}{of_store}")), "{name}: {}", output.stderr);
        let output = run(&home, "models auth order set --provider openai openai:b --dry-run");
        assert!(!output.stderr.contains(note), "{name}: nothing was written: {}", output.stderr);
        let output = run(&home, "models set openai/gpt-5.2");
        assert!(output.stderr.contains(&format!("{note}takes this change by itself\n")), "{name}: {}", output.stderr);
        let output = run(&home, "models auth rename openai:b openai:c --json");
        let change: Value = serde_json::from_str(&output.stdout).unwrap();
        let expected = if name == "shared-db" { json!(true) } else { Value::Null };
        assert_eq!(change["gateway"]["reloads"], expected, "{name}: {}", output.stdout);
        assert!(change["gateway"]["text"].as_str().unwrap().starts_with("the running gateway"), "{name}");
        let output = run(&home, "models auth rename openai:c openai:c");
        assert!(!output.stderr.contains(note), "{name}: nothing changed: {}", output.stderr);
    }
}

#[test]
fn a_newer_schema_with_known_tables_is_written_with_a_warning() {
    for (name, home, cells) in homes() {
        let (newest, range) = if name == "shared-db" { (18, "15 to 18") } else { (23, "1 to 23") };
        let connection = Connection::open(&cells.file).unwrap();
        connection.pragma_update(None, "user_version", newest + 1).unwrap();
        drop(connection);
        let tested = format!("has version {}; this program was tested with {range}\n", newest + 1);
        for line in ["models auth rename openai:old openai:new", "models set openai/gpt-5.2"] {
            let output = run(&home, line);
            assert_eq!(
                (output.code, output.stderr.matches(&tested).count()),
                (0, 1),
                "{name} {line}: {}",
                output.stderr
            );
        }
        assert_eq!(cells.profiles()["profiles"]["openai:new"]["key"], "made-up-old", "{name}");
        let connection = Connection::open(&cells.file).unwrap();
        let [table, ..] = cells.profiles;
        connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN sealed TEXT")).unwrap();
        drop(connection);
        let before = home.fingerprint();
        for line in ["models auth rename openai:new openai:old", "models set openai/gpt-5.1"] {
            let output = run(&home, line);
            assert_eq!(output.code, 1, "{name} {line}");
            assert!(
                output.stderr.contains("tables of credentials are not the known ones"),
                "{name}: {}",
                output.stderr
            );
        }
        assert_eq!(home.fingerprint(), before, "{name}");
        assert_eq!(run(&home, "models status").code, 0, "{name}: it can be viewed");
    }
}

/// A home that OpenClaw 2026.8 or later has written, without any store.
fn home_without_store() -> TestHome {
    TestHome::with_config(r#"{ "meta": { "migrations": { "modelPolicyAllowlist": true } } }"#)
}

#[test]
fn a_missing_store_is_created_on_request_only() {
    let paste = "models auth paste-api-key --provider openai";
    let home = home_without_store();
    let before = home.fingerprint();
    let output = run(&home, paste);
    assert_eq!(output.code, 1, "{}", output.stdout);
    for way in ["`--create-store`", "`openclaw models auth login --provider <name>`", "`--generation seeds`"] {
        assert!(output.stderr.contains(way), "{way}: {}", output.stderr);
    }
    succeed(&home, &format!("{paste} --create-store --dry-run"));
    assert_eq!(home.fingerprint(), before, "nothing is created");
    succeed(&home, &format!("{paste} --create-store"));
    let cells = Cells::shared(&home);
    assert_eq!(cells.profiles()["profiles"]["openai:default"]["type"], "api_key");
    assert!(!home.state_dir().join("agents/main/agent/auth-profiles.json").exists());
    succeed(&home, &format!("{paste} --profile-id openai:b --generation shared-db"));
    succeed(&home, &format!("{paste} --profile-id openai:c"));
    assert_eq!(cells.profiles()["profiles"].as_object().unwrap().len(), 3);
    let output = run(&home, &format!("{paste} --generation seeds"));
    assert!(output.code == 1 && output.stderr.contains("in databases already"), "{}", output.stderr);
}

#[test]
fn the_generation_of_a_new_store_can_be_named() {
    let paste = "models auth paste-api-key --provider openai";
    let json = |home: &TestHome| home.state_dir().join("agents/main/agent/auth-profiles.json").exists();
    let home = home_without_store();
    let output = run(&home, &format!("{paste} --generation seeds"));
    assert!(output.code == 0 && json(&home), "{}", output.stderr);
    assert!(output.stderr.contains("only an OpenClaw up to 2026.6.1 reads the new file"), "{}", output.stderr);
    let output = run(&home, &format!("{paste} --create-store"));
    assert!(output.code == 1 && output.stderr.contains("in JSON files already"), "{}", output.stderr);
    let home = TestHome::with_config("{}");
    let output = run(&home, &format!("{paste} --generation shared-db"));
    assert!(output.code == 0 && !json(&home), "{}", output.stderr);
    assert!(output.stderr.contains("only an OpenClaw from 2026.8 on reads the new database"), "{}", output.stderr);
    assert_eq!(Cells::shared(&home).profiles()["profiles"]["openai:default"]["provider"], "openai");
}
