//! Tests of `models status --probe` and `models probe` with fake providers.

mod agent_models;
mod aws;
mod hosts;
mod own_port;
mod retry;

use std::{
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use testkit::{
    TestHome,
    fake::{Answer, FakeProvider, Script, Text},
};

use crate::process::openclaw_command;

/// An answer in the format of `openai-completions`.
const OK_STREAM: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"OK\"},\"finish_reason\":null}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

pub(crate) fn ok_answer() -> Answer {
    let headers = [("content-type".to_owned(), "text/event-stream".to_owned())].into();
    Answer { headers, body: Text::Plain(OK_STREAM.to_owned()), ..Answer::default() }
}

fn error(status: u16, message: &str, code: &str) -> Answer {
    Answer::json(status, json!({ "error": { "message": message, "type": "x", "code": code } }))
}

/// Answers by the key, as OpenClaw was asked when its probes were recorded.
fn script_by_key() -> Script {
    let answers = vec![
        error(401, "Incorrect API key provided: sk-401-0123456789", "invalid_api_key").for_header("sk-401"),
        error(402, "Insufficient credits", "").for_header("sk-402"),
        error(403, "permission_error: not allowed", "").for_header("sk-403"),
        error(404, "The model `m1` does not exist", "model_not_found").for_header("sk-404"),
        error(400, "bad thing", "").for_header("sk-400"),
        error(429, "Rate limit reached", "rate_limit_exceeded").for_header("sk-429"),
        error(500, "boom", "").for_header("sk-500"),
        error(503, "overloaded", "").for_header("sk-503"),
        Answer { delay_ms: 20_000, ..ok_answer() }.for_header("sk-slow"),
        ok_answer().for_header("sk-ok"),
    ];
    Script { answers, resets: false }
}

/// A configuration with a provider at the address of a fake one.
fn provider_config(url: &str, key: &Value) -> Value {
    json!({ "baseUrl": format!("{url}/v1"), "api": "openai-completions", "apiKey": key,
        "models": [{ "id": "m1", "name": "M1", "cost": { "input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0 } }] })
}

fn home_with_key(provider: &FakeProvider, key: &str) -> TestHome {
    let config = json!({
        "models": { "providers": { "fake": provider_config(&provider.url(), &json!(key)) } },
        "agents": { "defaults": { "model": { "primary": "fake/m1" } } },
    });
    TestHome::with_config(&config.to_string())
}

/// A home with a stored key for each word.
fn home_with_profiles(provider: &FakeProvider, names: &[&str]) -> TestHome {
    let config = json!({
        "models": { "providers": { "fake": provider_config(&provider.url(), &Value::Null) } },
        "agents": { "defaults": { "model": { "primary": "fake/m1" } } },
    });
    let home = TestHome::with_config(&config.to_string());
    let profile = |name: &&str| {
        let key = format!("sk-{name}-0123456789");
        (format!("fake:{name}"), json!({ "type": "api_key", "provider": "fake", "key": key }))
    };
    let profiles: serde_json::Map<_, _> = names.iter().map(profile).collect();
    let stats = json!({ "fake:ok": { "errorCount": 2, "cooldownUntil": 4_102_444_800_000_i64 } });
    let store = json!({ "version": 1, "profiles": profiles, "usageStats": stats });
    home.write_file("agents/main/agent/auth-profiles.json", store.to_string());
    home
}

fn run(home: &TestHome, line: &str) -> Output {
    command(home, line).output().unwrap()
}

fn command(home: &TestHome, line: &str) -> Command {
    let mut command = openclaw_command(home);
    command.args(line.split(' '));
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a command printed to stderr.
fn stderr_of(output: &Output) -> String {
    text(&output.stderr)
}

/// The results of `models status --probe --json`, by label.
fn probe_json(home: &TestHome, more: &str) -> Value {
    let output = run(home, format!("models status --json --probe {more}").trim());
    assert_eq!(text(&output.stderr).matches("Error").count(), 0, "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    json["auth"]["probes"].clone()
}

fn row<'a>(probes: &'a Value, label: &str) -> &'a Value {
    let rows = probes["results"].as_array().unwrap();
    rows.iter().find(|row| row["label"] == label).unwrap_or_else(|| panic!("{label}: {probes}"))
}

#[test]
fn each_status_of_a_provider_is_told_apart() {
    let provider = FakeProvider::start(script_by_key());
    let names = ["ok", "401", "402", "403", "404", "400", "429", "500", "503"];
    let home = home_with_profiles(&provider, &names);
    let stored = home.state_dir().join("agents/main/agent/auth-profiles.json");
    let before = std::fs::read(&stored).unwrap();
    let probes = probe_json(&home, "--probe-concurrency 4");
    assert_eq!(std::fs::read(&stored).unwrap(), before, "cooldowns are left alone");
    assert_eq!(probes["totalTargets"], 9);
    assert_eq!(probes["options"], json!({ "profileIds": [], "timeoutMs": 8000, "concurrency": 4, "maxTokens": 8 }));
    let expected = [
        ("ok", "ok", Value::Null),
        ("401", "auth", json!("401 Incorrect API key provided: ‹hidden›")),
        ("402", "billing", json!("402 Insufficient credits")),
        ("403", "auth", json!("403 permission_error: not allowed")),
        ("404", "unknown", json!("404 The model `m1` does not exist")),
        ("400", "format", json!("400 bad thing")),
        ("429", "rate_limit", json!("429 Rate limit reached")),
        ("500", "timeout", json!("500 boom")),
        ("503", "rate_limit", json!("503 overloaded")),
    ];
    for (name, status, error) in expected {
        let row = row(&probes, &format!("fake:{name}"));
        assert_eq!((&row["status"], &row["error"]), (&json!(status), &error), "{name}: {row}");
        assert_eq!(
            (&row["model"], &row["source"], &row["mode"]),
            (&json!("fake/m1"), &json!("profile"), &json!("api_key"))
        );
        assert!(row["latencyMs"].is_u64() && (status == "ok") == row["reasonCode"].is_null(), "{row}");
    }
    assert_eq!(provider.seen().len(), 9, "one request each, without a repetition");
}

#[test]
fn the_request_is_a_short_one() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_key(&provider, "sk-ok-0123456789");
    assert_eq!(probe_json(&home, "--probe-max-tokens 5")["results"][0]["source"], "models.json");
    let seen = provider.seen();
    assert_eq!((seen.len(), seen[0].path.as_str()), (1, "/v1/chat/completions"));
    assert_eq!(seen[0].headers["authorization"], "Bearer sk-ok-0123456789");
    let body: Value = serde_json::from_str(&seen[0].body).unwrap();
    assert_eq!((&body["model"], &body["max_completion_tokens"]), (&json!("m1"), &json!(5)));
    assert!(seen[0].body.contains("Reply with OK. Do not use tools.") && seen[0].body.len() < 400, "{}", seen[0].body);
}

#[test]
fn a_timeout_is_kept_and_counts_as_a_warning() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["slow"]);
    let begin = Instant::now();
    let output = run(&home, "models status --probe --probe-timeout 500 --check");
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("timed out · 5"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("`fake/m1` with `fake:slow`: timed out"), "{}", text(&output.stderr));
}

#[test]
fn check_counts_refused_credentials() {
    let provider = FakeProvider::start(script_by_key());
    for (name, code) in [("ok", 0), ("401", 1), ("402", 1), ("429", 0), ("404", 0)] {
        let home = home_with_key(&provider, &format!("sk-{name}-0123456789"));
        let output = run(&home, "models status --probe --check");
        assert_eq!(output.status.code(), Some(code), "{name}: {}", text(&output.stderr));
        assert_eq!(run(&home, "models status --probe").status.code(), Some(0), "{name}");
    }
}

#[test]
fn the_text_has_a_row_for_each_credential() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["ok", "401"]);
    let output = run(&home, "models status --probe --probe-profile fake:ok,fake:401");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let probes = out.split_once("\nAuth probes\n").unwrap().1;
    assert!(probes.contains("fake/m1             fake:ok (api_key)         ok · "), "{probes}");
    assert!(probes.contains("fake:401 (api_key)        key not valid · "), "{probes}");
    assert!(probes.contains("  ↳ 401 Incorrect API key provided: ‹hidden›"), "{probes}");
    assert!(probes.contains("\nProbed 2 targets in "), "{probes}");
    assert!(err.contains("Probing: 2 requests…"), "{err}");
    assert!(!(out + &err).contains("0123456789"));
}

#[test]
fn a_wait_that_the_provider_asks_for_is_told() {
    let mut limited = error(429, "slow down", "rate_limit_exceeded");
    limited.headers.insert("retry-after".to_owned(), "30".to_owned());
    let provider = FakeProvider::start(Script::always(limited));
    let home = home_with_key(&provider, "sk-any-0123456789");
    let row = probe_json(&home, "")["results"][0].clone();
    assert_eq!((&row["reasonCode"], &row["retryAfterMs"]), (&json!("rate_limit"), &json!(30_000)), "{row}");
    for line in ["models status --probe", "models probe", "models probe --last"] {
        let printed = text(&run(&home, line).stdout);
        assert!(printed.contains("slow down") && printed.contains("  ↳ try again in "), "{line}: {printed}");
    }
    let marked = text(&run(&home, "models auth list").stdout);
    assert!(marked.contains("rate limited"), "{marked}");
}

#[test]
fn filters_leave_credentials_out() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["ok", "401", "429"]);
    let labels = |more: &str| {
        let probes = probe_json(&home, more);
        let mut labels: Vec<_> =
            probes["results"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap().to_owned()).collect();
        labels.sort();
        labels.join(" ")
    };
    assert_eq!(labels("--probe-profile fake:401 --probe-profile fake:ok"), "fake:401 fake:ok");
    assert_eq!(labels("--probe-provider fake"), "fake:401 fake:429 fake:ok");
    for (line, expected) in [
        ("--probe-provider fkae", "fake"),
        ("--probe-profile fake:okk", "fake:ok"),
        ("--probe-timeout 0", "from 1 to 600000"),
        ("--probe-timeout abc", "--probe-timeout must be a positive number (ms)"),
        ("--probe-concurrency=-1", "--probe-concurrency must be > 0"),
        ("--probe-max-tokens 99999", "from 1 to 4096"),
        ("--agent nobody", "nobody"),
    ] {
        let output = run(&home, &format!("models status --probe {line}"));
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{line}: {err}");
        assert!(err.contains(expected), "{line}: {err}");
    }
    assert_eq!(run(&home, "models status --probe --plain").status.code(), Some(1));
    assert_eq!(provider.seen().len(), 5, "a refused command sends nothing");
}

#[test]
fn without_a_credential_nothing_is_sent() {
    let home = TestHome::with_config("{}");
    let output = run(&home, "models status --probe");
    let out = text(&output.stdout);
    assert!(out.contains("Auth probes") && out.contains("No probe targets."), "{out}");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn a_dry_run_sends_and_writes_nothing() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["ok", "401"]);
    run(&home, "models status");
    let before = home.fingerprint();
    for line in ["models status --probe --dry-run", "models probe --dry-run"] {
        let output = run(&home, line);
        assert!(text(&output.stdout).starts_with("2 requests, at most $0"), "{line}: {}", text(&output.stdout));
    }
    let output = run(&home, "models probe --dry-run --json");
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["plan"]["requests"], 2);
    assert!(home.fingerprint() == before && provider.seen().is_empty());
}

#[test]
fn many_requests_need_a_confirmation() {
    let provider = FakeProvider::start(script_by_key());
    let names: Vec<_> = (0..21).map(|number| format!("ok{number}")).collect();
    let home = home_with_profiles(&provider, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let output = run(&home, "models status --probe");
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(err.contains("nothing was sent: 21 requests") && err.contains("`--yes` sends them"), "{err}");
    assert!(provider.seen().is_empty());
    assert_eq!(run(&home, "models status --probe --yes").status.code(), Some(0));
    assert_eq!(provider.seen().len(), 21);
}

#[test]
fn results_are_kept() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["ok", "401"]);
    let nothing = run(&home, "models probe --last");
    assert!(text(&nothing.stderr).contains("Nothing was probed yet"), "{}", text(&nothing.stderr));
    run(&home, "models status --probe");
    let kept = std::fs::read_to_string(home.state_dir().join("model-manager/probes.json")).unwrap();
    assert!(!kept.contains("0123456789"), "{kept}");
    let before = home.fingerprint();
    let last = text(&run(&home, "models probe --last").stdout);
    assert!(last.contains("fake:ok (api_key)") && last.contains(", just now"), "{last}");
    let json: Value = serde_json::from_slice(&run(&home, "models probe --last --json").stdout).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), 2);
    assert!(home.fingerprint() == before, "reading leaves no trace");
}

#[test]
fn a_chain_without_a_model_is_an_error() {
    let provider = FakeProvider::start(script_by_key());
    let output = run(&home_with_key(&provider, "sk-ok-0123456789"), "models probe --chain image");
    let stderr = stderr_of(&output);
    assert!(stderr.contains("no image model is configured") && stderr.contains("set-image"), "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

/// A home whose chain has a step at each fake provider.
fn home_with_chain(providers: &[(&str, &FakeProvider, &str)]) -> TestHome {
    let entry = |(id, provider, key): &(&str, &FakeProvider, &str)| {
        ((*id).to_owned(), provider_config(&provider.url(), &json!(format!("sk-{key}-0123456789"))))
    };
    let entries: serde_json::Map<_, _> = providers.iter().map(entry).collect();
    let models: Vec<_> = providers.iter().map(|(id, ..)| format!("{id}/m1")).collect();
    let (primary, fallbacks) = models.split_first().unwrap();
    let config = json!({
        "models": { "providers": entries },
        "agents": { "defaults": { "model": { "primary": primary, "fallbacks": fallbacks } },
            "list": [{ "id": "main" }, { "id": "work" }] },
    });
    TestHome::with_config(&config.to_string())
}

#[test]
fn a_chain_has_a_verdict() {
    let provider = FakeProvider::start(script_by_key());
    for (keys, code, verdict) in [
        (["ok", "ok"], 0, "both steps answer; if one fails, two answers in 0."),
        (["401", "ok"], 2, "1 of 2 steps answers"),
        (["401", "429"], 1, "none of 2 steps answers"),
    ] {
        let home = home_with_chain(&[("one", &provider, keys[0]), ("two", &provider, keys[1])]);
        let output = run(&home, "models probe");
        assert_eq!(output.status.code(), Some(code), "{keys:?}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains(verdict), "{keys:?}: {}", text(&output.stdout));
        let json: Value = serde_json::from_slice(&run(&home, "models probe --json").stdout).unwrap();
        assert_eq!(
            (json["state"].as_str(), json["verdict"]["exitCode"].as_u64()),
            (Some("finished"), u64::try_from(code).ok())
        );
    }
}

#[test]
fn models_and_agents_can_be_named() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_chain(&[("one", &provider, "ok"), ("two", &provider, "ok")]);
    let output = run(&home, "models probe two/m1");
    assert!(text(&output.stdout).contains("the only step answers"), "{}", text(&output.stdout));
    assert_eq!(provider.seen().len(), 1);
    let output = run(&home, "models probe --all-agents");
    let out = text(&output.stdout);
    assert!(out.contains("main: both steps answer") && out.contains("work: both steps answer"), "{out}");
    assert_eq!(provider.seen().len(), 3, "what agents share is tried once");
    let output = run(&home, "models probe two/m9x nope");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    let empty = TestHome::with_config("{ agents: { defaults: { model: 'xai/grok-4' } } }");
    let output = run(&empty, "models probe");
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("no credential") && out.contains("openclaw models auth add --provider xai"), "{out}");
}

#[test]
fn an_interrupt_cancels_the_requests() {
    let provider = FakeProvider::start(script_by_key());
    let home = home_with_profiles(&provider, &["slow", "ok"]);
    let child = command(&home, "models status --probe").spawn().unwrap();
    let begin = Instant::now();
    while provider.open_connections() == 0 || provider.seen().len() < 2 {
        assert!(begin.elapsed() < Duration::from_secs(20), "no request came");
        std::thread::sleep(Duration::from_millis(5));
    }
    let cancelled = Instant::now();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert!(cancelled.elapsed() < Duration::from_secs(2), "{:?}", cancelled.elapsed());
    assert!(text(&output.stdout).contains("fake:ok (api_key)"), "{}", text(&output.stdout));
}
