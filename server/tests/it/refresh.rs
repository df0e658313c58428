//! Tests of `models refresh` and `models list --refresh` with a fake upstream.

use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::{Value, json};
use testkit::{
    TestHome,
    fake::{
        Answer, FakeProvider, Script,
        feeds::{models_dev_list, open_router_list, upstream},
    },
};

use crate::{
    harness::{CONFIG, EXAMPLES},
    process::openclaw_command,
};

fn usual_upstream() -> FakeProvider {
    FakeProvider::start(upstream(&open_router_list(400), &models_dev_list(1700)))
}

/// A home whose lists are asked for at this address.
fn home_at(url: &str) -> TestHome {
    let home = TestHome::with_config(CONFIG);
    home.write_file("endpoints.json", json!({ "openrouter.ai": url, "models.dev": url }).to_string());
    home
}

fn command(home: &TestHome, words: &[&str]) -> Command {
    let mut command = openclaw_command(home);
    command.env("OPENCLAW_ENDPOINTS", home.state_dir().join("endpoints.json")).args(words);
    command
}

fn run(home: &TestHome, words: &[&str]) -> Output {
    command(home, words).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn lists_are_fetched_and_then_known() {
    let upstream = usual_upstream();
    let home = home_at(&upstream.url());
    let set = ["models", "set", "anthropic/model-0003"];
    assert_eq!(run(&home, &set).status.code(), Some(1), "the model is not known yet");
    let output = run(&home, &["models", "refresh"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("openrouter    400 models: 400 new"), "{text}");
    assert!(text.contains("models.dev    1700 models: 1700 new"), "{text}");
    assert!(text.contains("new in models.dev: anthropic/model-0000, ") && text.contains(" and 1695 more"), "{text}");
    assert_eq!(run(&home, &set).status.code(), Some(0));
    let listed = run(&home, &["models", "list", "--all", "--search", "vendor/model-0001", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed[0]["contextWindow"], 262_144);

    let output = run(&home, &["models", "refresh", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let states: Vec<_> = report["lists"].as_array().unwrap().iter().map(|list| &list["state"]).collect();
    assert_eq!(states, ["unchanged", "unchanged"]);

    let listed = run(&home, &["models", "list", "--refresh", "--plain"]);
    assert!(stderr(&listed).contains("openrouter: 400 models: not changed since"), "{}", stderr(&listed));
    assert!(listed.status.success() && stdout(&listed).lines().all(|line| line.contains('/')));
}

#[test]
fn without_an_answer_the_known_models_are_listed() {
    let upstream = FakeProvider::start(Script::always(Answer { status: 503, ..Answer::default() }));
    let home = home_at(&upstream.url());
    let output = run(&home, &["models", "refresh"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("the server has a problem (503); try again later; the built-in catalog of"));
    let listed = run(&home, &["models", "list", "--refresh", "--plain"]);
    assert_eq!(listed.status.code(), Some(0));
    assert!(stdout(&listed).contains("anthropic/claude-opus-4-5") && stderr(&listed).contains("503"));
}

#[test]
fn other_addresses_are_shown_by_doctor() {
    let home = home_at("http://127.0.0.1:9");
    let output = run(&home, &["models", "doctor"]);
    assert!(stdout(&output).contains("http://127.0.0.1:9 instead of models.dev"), "{}", stdout(&output));
    home.write_file("endpoints.json", "{");
    let output = run(&home, &["models", "refresh"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("endpoints.json") && stderr(&output).contains("line 1"), "{}", stderr(&output));
    assert!(stdout(&run(&home, &["models", "doctor"])).contains("no list is refreshed"));
}

#[test]
fn the_example_commands_fetch_no_list() {
    let upstream = usual_upstream();
    let home = home_at(&upstream.url());
    for words in EXAMPLES.iter().map(|example| example.command).filter(|words| !words.is_empty()) {
        run(&home, words);
    }
    for words in [
        &["models"][..],
        &["models", "list", "--all"],
        &["models", "list", "--local"],
        &["models", "refresh", "--dry-run"],
    ] {
        assert!(run(&home, words).status.success(), "{words:?}");
    }
    assert!(upstream.seen().is_empty());
    assert!(!home.state_dir().join("model-manager/catalog").exists());
}

/// 2099-01-01, later than every embedded catalog of these tests.
const LATE: &str = "4070908800";

/// Puts a catalog into the database of a home, as OpenClaw downloads it.
fn write_downloaded(home: &TestHome, row: &str) {
    let path = home.state_dir().join("state/openclaw.sqlite");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = Connection::open(path).unwrap();
    let table = "CREATE TABLE IF NOT EXISTS config_machine_state (state_key TEXT NOT NULL PRIMARY KEY,
        value_json TEXT NOT NULL, updated_at_ms INTEGER NOT NULL) STRICT;";
    connection.execute_batch(table).unwrap();
    let insert = "INSERT OR REPLACE INTO config_machine_state VALUES ('modelCatalog.remote', ?1, 1)";
    connection.execute(insert, [row]).unwrap();
}

/// A row with one model and one whose id is hostile.
fn downloaded(date: &str, id: &str) -> String {
    let bundle = json!({
        "schemaVersion": 1, "generatedAt": date,
        "providers": { "anthropic": { "baseUrl": "https://evil.example", "models": [
            { "id": id, "name": "<script>", "contextWindow": 123_000, "baseUrl": "https://evil.example" },
            { "id": "claude-\u{1b}[2J" }
        ] } }
    });
    json!({ "bundle_json": bundle.to_string(), "generated_at": date }).to_string()
}

fn run_late(home: &TestHome, words: &[&str]) -> Output {
    command(home, words).env("OPENCLAW_TEST_TIME", LATE).output().unwrap()
}

/// The models that are listed and have `from-openclaw` in their ids.
fn from_openclaw(home: &TestHome) -> Vec<Value> {
    let listed = run_late(home, &["models", "list", "--all", "--search", "from-openclaw", "--json"]);
    assert!(listed.status.success(), "{}", stderr(&listed));
    let listed: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
    listed.into_iter().filter(|model| model["key"].as_str().unwrap().contains("from-openclaw")).collect()
}

#[test]
fn a_newer_catalog_that_openclaw_downloaded_is_used() {
    let upstream = FakeProvider::start(Script::always(Answer { status: 503, ..Answer::default() }));
    let home = home_at(&upstream.url());
    write_downloaded(&home, &downloaded("2098-12-01T04:00:00Z", "claude-from-openclaw"));
    assert!(from_openclaw(&home).is_empty(), "a list reads only what was kept");
    let output = run_late(&home, &["models", "refresh"]);
    assert!(stdout(&output).contains(": 1 new"), "{output:?}");
    let found = from_openclaw(&home);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["key"], &found[0]["contextWindow"]),
        (&json!("anthropic/claude-from-openclaw"), &json!(123_000))
    );
    assert!(!found[0].to_string().contains("script") && !found[0].to_string().contains("evil"), "{found:?}");

    // What cannot be used leaves what was kept.
    let newer_format =
        downloaded("2098-12-02", "claude-newer-from-openclaw").replace(r#"schemaVersion\":1"#, r#"schemaVersion\":2"#);
    let of_evil = downloaded("2098-12-02", "claude-newer-from-openclaw").replace("anthropic", "evil");
    for (row, part) in [
        ("{", "not complete"),
        ("[]", "not complete"),
        (&newer_format, "does not know"),
        (&of_evil, "no models"),
        (&downloaded("2998-12-02", "claude-newer-from-openclaw"), "in the future"),
        (&"x".repeat((16 << 20) + 1), "16 MiB"),
    ] {
        write_downloaded(&home, row);
        let output = run_late(&home, &["models", "refresh"]);
        let text = stdout(&output);
        assert!(text.contains(part) && text.contains("the list of 2098-12-01 stays in use"), "{part}: {text}");
        assert_eq!(from_openclaw(&home), found, "{part}");
    }
}

#[test]
fn an_older_catalog_that_openclaw_downloaded_is_ignored() {
    let upstream = usual_upstream();
    let home = home_at(&upstream.url());
    write_downloaded(&home, &downloaded("2020-01-01", "claude-from-openclaw"));
    let output = run_late(&home, &["models", "refresh"]);
    assert!(output.status.success() && !stdout(&output).contains("openclaw "), "{output:?}");
    assert!(from_openclaw(&home).is_empty());
    // Newer than the embedded catalog, but older than the list of models.dev that was fetched.
    write_downloaded(&home, &downloaded("2098-12-01", "claude-from-openclaw"));
    assert!(run_late(&home, &["models", "refresh"]).status.success());
    assert!(from_openclaw(&home).is_empty());
}
