//! Tests of a probe with addresses that OpenClaw has found for an agent.

use serde_json::json;
use testkit::TestHome;

use super::*;

/// A home whose provider has an address only in the `models.json` of its agent.
fn home_with_models(models: &str) -> TestHome {
    let home = TestHome::with_config(&json!({ "agents": { "defaults": { "model": "fake/m1" } } }).to_string());
    home.write_file("agents/main/agent/models.json", models);
    let profile = json!({ "type": "api_key", "provider": "fake", "key": "sk-ok-0123456789" });
    let store = json!({ "version": 1, "profiles": { "fake:ok": profile } });
    home.write_file("agents/main/agent/auth-profiles.json", store.to_string());
    home
}

#[test]
fn a_found_address_is_trusted_at_first_use_only() {
    let (first, second) = (FakeProvider::start(script_by_key()), FakeProvider::start(script_by_key()));
    let models = |url: &str| json!({ "providers": { "fake": provider_config(url, &json!("sk-other-0123456789")) } });
    let home = home_with_models(&models(&first.url()).to_string());
    assert_eq!(probe_json(&home, "")["results"][0]["status"], "ok");
    let seen = first.seen();
    assert_eq!(seen[0].headers["authorization"], "Bearer sk-ok-0123456789", "the stored key, not that of the file");
    // The key does not follow the address.
    home.write_file("agents/main/agent/models.json", models(&second.url()).to_string());
    assert_eq!(probe_json(&home, "")["results"][0]["reasonCode"], "host_not_allowed");
    assert!(second.seen().is_empty());
    let host = second.url().replace("http://", "");
    assert_eq!(probe_json(&home, &format!("--allow-host {host}"))["results"][0]["status"], "ok");
}

#[test]
fn a_broken_file_is_a_warning() {
    let home = home_with_models("{ \"providers\": { \"apiKey\": \"sk-broken-0123456789");
    let output = run(&home, "models status --probe");
    let stderr = stderr_of(&output);
    assert!(
        stderr.contains("warning: `~/.openclaw/agents/main/agent/models.json` is left out: it is not valid"),
        "{stderr}"
    );
    assert!(
        !stderr.contains("sk-broken") && text(&output.stdout).contains("the address of `fake` is not known"),
        "{stderr}"
    );
}
