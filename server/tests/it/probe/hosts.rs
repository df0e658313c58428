//! Tests of where a probe sends a key, and of what is shown when that fails.

use serde_json::json;
use testkit::TestHome;

use super::*;

#[test]
fn a_key_goes_only_to_known_hosts() {
    let (first, second) = (FakeProvider::start(script_by_key()), FakeProvider::start(script_by_key()));
    let home = home_with_key(&first, "sk-ok-0123456789");
    assert_eq!(probe_json(&home, "")["results"][0]["status"], "ok");
    let config = std::fs::read_to_string(home.state_dir().join("openclaw.json")).unwrap();
    home.write_file("openclaw.json", config.replace(&first.url(), &second.url()));
    let probes = probe_json(&home, "");
    assert_eq!(probes["results"][0]["reasonCode"], "host_not_allowed", "{probes}");
    assert!(probes["results"][0]["latencyMs"].is_null() && second.seen().is_empty());
    let host = second.url().replace("http://", "");
    assert_eq!(probe_json(&home, &format!("--allow-host {host}"))["results"][0]["status"], "ok");
    assert_eq!(probe_json(&home, "")["results"][0]["status"], "ok", "it is recorded");
}

#[test]
fn loopback_is_never_asked_through_a_proxy() {
    let (provider, proxy) = (FakeProvider::start(script_by_key()), FakeProvider::start(Script::always(ok_answer())));
    let home = home_with_key(&provider, "sk-ok-0123456789");
    let output = command(&home, "models status --probe --json").env("HTTP_PROXY", proxy.url()).output().unwrap();
    assert!(text(&output.stdout).contains(r#""status": "ok""#), "{}", text(&output.stdout));
    assert_eq!((provider.seen().len(), proxy.seen().len()), (1, 0));
    // Another host is.
    let config = json!({
        "models": { "providers": { "fake": provider_config("http://provider.test", &json!("sk-ok-0123456789")) } },
        "agents": { "defaults": { "model": { "primary": "fake/m1" } } },
    });
    let home = TestHome::with_config(&config.to_string());
    let output = command(&home, "models status --probe").env("http_proxy", proxy.url()).output().unwrap();
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1, "{}", text(&output.stdout));
    assert_eq!(seen[0].path, "http://provider.test/v1/chat/completions");
}

#[test]
fn a_failing_network_and_a_missing_encryption_are_said() {
    let config = json!({
        "models": { "providers": { "fake": provider_config("http://provider.test", &json!("sk-ok-0123456789")) } },
        "agents": { "defaults": { "model": { "primary": "fake/m1" } } },
    });
    let home = TestHome::with_config(&config.to_string());
    // Nothing listens at this port.
    let output = command(&home, "models status --probe").env("http_proxy", "http://127.0.0.1:1").output().unwrap();
    let stderr = text(&output.stderr);
    assert!(stderr.contains("warning: no request got through the proxy"), "{stderr}");
    assert!(stderr.contains("the key of `fake` is sent to http://provider.test without encryption"), "{stderr}");
}

#[test]
fn a_secret_in_an_address_is_hidden_when_it_is_repeated() {
    let script = Script::always(error(404, "Invalid URL (POST /made-up-gateway-key/v1/chat/completions)", "x"));
    let provider = FakeProvider::start(script);
    let url = format!("{}/made-up-gateway-key", provider.url());
    let config = json!({
        "models": { "providers": { "fake": provider_config(&url, &json!("sk-ok-0123456789")) } },
        "agents": { "defaults": { "model": { "primary": "fake/m1" } } },
    });
    let home = TestHome::with_config(&config.to_string());
    let error = probe_json(&home, "")["results"][0]["error"].to_string();
    assert!(error.contains("Invalid URL") && error.contains("‹hidden›"), "{error}");
    assert!(!error.contains("made-up-gateway-key"), "{error}");
}

#[test]
fn an_unreadable_table_of_hosts_lets_no_key_out() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_key(&provider, "sk-ok-0123456789");
    for text in ["{", r#"{"version":2,"rows":[]}"#] {
        home.write_file("model-manager/hosts.json", text);
        let output = run(&home, "models status --probe");
        assert!(stderr_of(&output).contains("warning: `hosts.json` cannot be read"), "{}", stderr_of(&output));
        assert!(provider.seen().is_empty());
        assert_eq!(std::fs::read_to_string(home.state_dir().join("model-manager/hosts.json")).unwrap(), text);
    }
}
