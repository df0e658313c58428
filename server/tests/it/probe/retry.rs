//! Tests of what a probe leaves behind: cooldowns that end, and results with an age.

use serde_json::json;
use testkit::TestHome;

use super::*;

/// Whether the stored credential `fake:<name>` is in a cooldown.
fn is_in_cooldown(home: &TestHome, name: &str) -> bool {
    let path = home.state_dir().join("agents/main/agent/auth-profiles.json");
    let store: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    store["usageStats"][format!("fake:{name}")]["cooldownUntil"].is_i64()
}

#[test]
fn a_retry_succeeds_only_if_the_cooldown_ends() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["ok", "429", "401", "new"]);
    let path = "agents/main/agent/auth-profiles.json";
    let mut store: Value = serde_json::from_slice(&std::fs::read(home.state_dir().join(path)).unwrap()).unwrap();
    for name in ["429", "401"] {
        store["usageStats"][format!("fake:{name}")] =
            json!({ "errorCount": 1, "cooldownUntil": 4_102_444_800_000_i64 });
    }
    store["profiles"]["fake:new"]["key"] = json!("sk-ok-9876543210");
    home.write_file(path, store.to_string());
    for (name, code, expected) in [
        ("429", 1, "`fake:429` stays in its cooldown: rate limited"),
        ("401", 1, "`fake:401` stays in its cooldown: key not valid"),
        ("ok", 0, "the cooldown of `fake:ok` is over"),
        ("new", 0, "`fake:new` has no cooldown"),
    ] {
        let output = run(&home, &format!("models auth cooldown retry fake:{name}"));
        let out = text(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{name}: {out} {}", stderr_of(&output));
        assert!(out.contains(expected), "{name}: {out}");
        assert_eq!(is_in_cooldown(&home, name), code == 1, "{name}");
    }
    let output = run(&home, "models auth cooldown retry fake:429 --json");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &json["verdict"]["exitCode"]), (Some(1), &json!(1)));
    let unknown = run(&home, "models auth cooldown retry fake:nope");
    assert_eq!(unknown.status.code(), Some(1), "{}", stderr_of(&unknown));
}

#[test]
fn the_last_probe_is_named_with_its_age() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["ok", "401"]);
    run(&home, "models status --probe");
    // As if it was three hours and two days ago.
    let path = home.state_dir().join("model-manager/probes.json");
    let mut table: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for row in table["rows"].as_array_mut().unwrap() {
        let hours = if row["label"] == "fake:ok" { 3 } else { 50 };
        row["at"] = json!(row["at"].as_i64().unwrap() - hours * 3_600_000 - 60_000);
    }
    home.write_file("model-manager/probes.json", table.to_string());
    for line in ["models auth list", "models status"] {
        let out = text(&run(&home, line).stdout).replace('\u{a0}', " ");
        assert!(out.contains("answers · ") && out.contains("3 h ago"), "{line}: {out}");
        assert!(out.contains("key not valid · 2 d ago"), "{line}: {out}");
    }
    let json = |line: &str| serde_json::from_slice::<Value>(&run(&home, line).stdout).unwrap();
    let (list, status) = (json("models auth list --json"), json("models status --json"));
    let of_status = status["authProfiles"].as_object().unwrap().values().flat_map(|rows| rows.as_array().unwrap());
    let rows: Vec<_> = list["profiles"].as_array().unwrap().iter().chain(of_status).collect();
    for (label, tone, part) in [("fake:ok", "ok", "3 h ago"), ("fake:401", "plain", "key not valid · 2 d ago")] {
        let found: Vec<_> = rows.iter().filter(|row| row["source"] == format!("profile:{label}")).collect();
        assert_eq!(found.len(), 2, "{rows:?}");
        for row in found {
            let word = row["lastProbe"]["word"].as_str().unwrap();
            assert!(row["lastProbe"]["tone"] == tone && word.contains(part), "{row}");
        }
    }
    std::fs::remove_file(path).unwrap();
    let list = json("models auth list --json");
    assert!(list["profiles"].as_array().unwrap().iter().all(|row| row["lastProbe"].is_null()), "{list}");
}
