use contract::{FindingKind, ModelRef};
use serde_json::{Value, json};

use super::*;
use crate::auth::{
    check::check_credentials,
    report::test_report::{HOUR, NOW, with_report},
};

const MINUTE: i64 = 60_000;

fn chain(primary: &str, fallbacks: &[&str]) -> Value {
    json!({ "agents": { "defaults": { "model": { "primary": primary, "fallbacks": fallbacks } } } })
}

fn store(profiles: &Value, usage: &Value) -> Value {
    json!({ "version": 1, "profiles": profiles, "usageStats": usage })
}

fn probe(provider: &str, profile: Option<&str>, status: &str, code: Option<&str>, ago: i64) -> ProbeRow {
    ProbeRow {
        agent: "main".to_owned(),
        provider: provider.to_owned(),
        model: Some(format!("{provider}/any")),
        profile_id: profile.map(str::to_owned),
        label: profile.map_or_else(|| format!("env {}_API_KEY", provider.to_uppercase()), str::to_owned),
        source: if profile.is_some() { "profile" } else { "env" }.to_owned(),
        status: status.to_owned(),
        reason_code: code.map(str::to_owned),
        word: "word".to_owned(),
        error: code.map(|code| format!("said {code}")),
        latency_ms: Some(5),
        at: NOW - ago,
        ..ProbeRow::default()
    }
}

fn main_agent() -> BTreeSet<String> {
    BTreeSet::from(["main".to_owned()])
}

fn findings(config: Value, store: &Value, variables: &[&str], probes: &[ProbeRow]) -> Vec<Finding> {
    with_report(config, store, variables, |report| {
        diagnose(report, &ConfiguredSteps::of(report.view), probes, &main_agent())
    })
}

/// Severity, sentence, evidence, command, and the target of the repair on a page.
fn lines(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        let target = finding.page.as_ref().map_or("-", |page| &page.target);
        let Finding { severity, what, why, command, .. } = finding;
        format!("{severity:?}: {what} | {why} | {command} | {target}")
    };
    findings.iter().map(line).collect()
}

#[test]
fn a_provider_without_a_key_is_named_in_the_words_of_openclaw() {
    let found = findings(chain("anthropic/claude-opus-4-5", &[]), &store(&json!({}), &json!({})), &[], &[]);
    let expected = "Bad: No API key found for provider \"anthropic\" | `ANTHROPIC_API_KEY` is not set, and no credential \
        is stored; step 1 of the text chain needs it | openclaw models auth add --provider anthropic | \
        /auth#key-of-anthropic";
    assert_eq!(lines(&found), [expected]);
    // The gateway may have the key in its environment.
    assert_eq!(doctor_checks(&found)[0].verdict, Verdict::Warn);
}

#[test]
fn the_refusal_of_a_replaced_key_does_not_count() {
    let key = json!({ "type": "api_key", "provider": "anthropic", "key": "sk-ant-api03-0123456789" });
    let store = store(&json!({ "anthropic:work": key }), &json!({}));
    let is_refused = |masked: Option<&str>| {
        let refused = probe("anthropic", Some("anthropic:work"), "auth", Some("auth"), MINUTE);
        let refused = ProbeRow { masked: masked.map(str::to_owned), ..refused };
        !findings(chain("anthropic/claude-opus-4-5", &[]), &store, &[], &[refused]).is_empty()
    };
    assert!(is_refused(None), "an older version kept no label");
    assert!(!is_refused(Some("sk-ant-api03…9999")));
}

#[test]
fn a_token_that_has_expired_or_is_refused_is_replaced() {
    let token = |expires: i64| json!({ "type": "token", "provider": "anthropic", "token": "t", "expires": expires });
    let login = json!({ "type": "oauth", "provider": "xai", "access": "a", "expires": NOW - HOUR });
    let profiles = json!({ "anthropic:work": token(NOW - 50 * HOUR), "xai:me": login });
    let found = findings(chain("anthropic/claude-opus-4-5", &["xai/grok-4"]), &store(&profiles, &json!({})), &[], &[]);
    let expected = [
        "Bad: None of the 2 steps for text requests can answer now, so OpenClaw says “All models failed” | 1. \
         `anthropic/claude-opus-4-5`: `anthropic:work` has expired; 2. `xai/grok-4`: `xai:me` has expired | openclaw \
         models probe | -",
        "Bad: `anthropic:work` has expired | it expired 2\u{a0}d ago; step 1 of the text chain needs it | openclaw models \
         auth setup-token --provider anthropic --profile-id anthropic:work | /auth#secret-anthropic_3a_work",
        "Bad: OAuth token refresh failed: `xai:me` has expired | it expired 1\u{a0}h ago; step 2 of the text chain needs it \
         | openclaw models auth login --provider xai | /auth#key-of-xai",
    ];
    assert_eq!(lines(&found), expected);
    assert!(doctor_checks(&found).iter().all(|check| check.verdict == Verdict::Bad));

    let probes = [probe("anthropic", Some("anthropic:work"), "auth", Some("auth"), 3 * MINUTE)];
    let valid = store(&json!({ "anthropic:work": token(NOW + 90 * 24 * HOUR) }), &json!({}));
    let refused = findings(chain("anthropic/claude-opus-4-5", &[]), &valid, &[], &probes);
    let expected = "Bad: `anthropic` refuses `anthropic:work` | the last probe, 3\u{a0}min ago: said auth; step 1 of the text \
        chain needs it | openclaw models auth setup-token --provider anthropic --profile-id anthropic:work | \
        /auth#secret-anthropic_3a_work";
    assert_eq!(lines(&refused), [expected]);
    // A request has succeeded since, or the probe is too old.
    let used = json!({ "anthropic:work": { "lastUsed": NOW - MINUTE } });
    let used = store(&json!({ "anthropic:work": token(NOW + 90 * 24 * HOUR) }), &used);
    assert_eq!(findings(chain("anthropic/claude-opus-4-5", &[]), &used, &[], &probes), []);
    let old = [probe("anthropic", Some("anthropic:work"), "auth", Some("auth"), 25 * HOUR)];
    assert_eq!(findings(chain("anthropic/claude-opus-4-5", &[]), &valid, &[], &old), []);
}

#[test]
fn an_unknown_model_is_replaced_by_the_closest_one() {
    let config = chain("openai/gpt-52", &["anthropic/claude-opus-4-5"]);
    let found = findings(config, &store(&json!({}), &json!({})), &["OPENAI_API_KEY", "ANTHROPIC_API_KEY"], &[]);
    let expected = "Warn: Unknown model: openai/gpt-52 | it is not in the catalog or your config; step 1 of the text \
        chain needs it | openclaw models set openai/gpt-5.2 | model/set";
    assert_eq!(lines(&found), [expected]);
    let page = found[0].page.as_ref().unwrap();
    assert_eq!(page.label, "Replace with openai/gpt-5.2");
    assert_eq!(serde_json::from_str::<Value>(&page.op).unwrap()["model"], "openai/gpt-5.2");
    // The check of names says it already.
    assert_eq!(doctor_checks(&found), []);
    // A model that has answered is known to its provider.
    let answered =
        ProbeRow { model: Some("openai/gpt-52".to_owned()), ..probe("openai", None, "ok", None, 2 * MINUTE) };
    let config = chain("openai/gpt-52", &[]);
    assert_eq!(findings(config, &store(&json!({}), &json!({})), &["OPENAI_API_KEY"], &[answered]), []);
}

#[test]
fn a_model_that_its_provider_does_not_know_is_a_finding_of_the_doctor() {
    let model = "anthropic/claude-opus-4-5";
    let missing = probe("anthropic", None, "unknown", Some("model_not_found"), MINUTE);
    let missing = ProbeRow { model: Some(model.to_owned()), ..missing };
    let found = findings(chain(model, &[]), &store(&json!({}), &json!({})), &["ANTHROPIC_API_KEY"], &[missing]);
    assert_eq!(found[0].id, format!("model-not-found:{model}"));
    let checks = doctor_checks(&found);
    assert_eq!(checks.len(), 1, "the check of names does not know what a provider said");
    assert!(checks[0].detail.starts_with("Unknown model: anthropic/claude-opus-4-5 is not known to its provider"));
}

#[test]
fn a_probe_counts_for_the_agents_and_the_credential_that_it_was_made_with() {
    let refused = |agent: &str, variable: &str| ProbeRow {
        agent: agent.to_owned(),
        label: format!("env {variable}"),
        ..probe("anthropic", None, "auth", Some("auth"), MINUTE)
    };
    let counts = |row: ProbeRow, agents: &[&str]| {
        let agents = agents.iter().map(|id| (*id).to_owned()).collect();
        let nothing = store(&json!({}), &json!({}));
        let variables = ["ANTHROPIC_API_KEY"];
        with_report(chain("anthropic/claude-opus-4-5", &[]), &nothing, &variables, |report| {
            !diagnose(report, &ConfiguredSteps::of(report.view), &[row], &agents).is_empty()
        })
    };
    assert!(counts(refused("main", "ANTHROPIC_API_KEY"), &["main"]));
    assert!(counts(refused("main", "ANTHROPIC_API_KEY"), &["work", "main"]));
    assert!(!counts(refused("main", "ANTHROPIC_API_KEY"), &["work"]));
    assert!(!counts(refused("main", "ANTHROPIC_OAUTH_TOKEN"), &["main"]), "another variable");
}

#[test]
fn each_failure_of_a_probe_has_a_finding() {
    let model = "anthropic/claude-opus-4-5";
    let found = |code: &str, base_url: Option<&str>| {
        let mut config = chain(model, &["openai/gpt-5.2"]);
        if let Some(url) = base_url {
            config["models"] = json!({ "providers": { "anthropic": { "baseUrl": url, "models": [] } } });
        }
        let failed = probe("anthropic", None, "unknown", Some(code), MINUTE);
        let rows = [ProbeRow { model: Some(model.to_owned()), ..failed }, probe("openai", None, "ok", None, MINUTE)];
        let variables = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"];
        let found = findings(config, &store(&json!({}), &json!({})), &variables, &rows);
        found.into_iter().next().map(|finding| (finding.id, finding.what)).unwrap_or_default()
    };
    let local = Some("http://127.0.0.1:8080");
    for (code, base_url, id, what) in [
        ("connection_refused", local, "not-running:anthropic", "The server of `anthropic` does not run"),
        ("connection_refused", None, "network:anthropic", "`anthropic` could not be reached"),
        ("tls_failed", None, "network:anthropic", "`anthropic` could not be reached"),
        (
            "no_root_certificates",
            None,
            "no-root-certificates",
            "This machine has no root certificates, so no provider can be asked",
        ),
        (
            "not_permitted",
            None,
            "not-permitted:ANTHROPIC_API_KEY:anthropic/claude-opus-4-5",
            "`anthropic` does not permit `anthropic/claude-opus-4-5` with `ANTHROPIC_API_KEY`",
        ),
    ] {
        assert_eq!(found(code, base_url), (id.to_owned(), what.to_owned()), "{code}");
    }
}

#[test]
fn the_causes_of_a_dead_chain_are_told_apart() {
    let key = |provider: &str| json!({ "type": "api_key", "provider": provider, "key": "k" });
    let profiles = json!({
        "anthropic:old": { "type": "token", "provider": "anthropic", "token": "t", "expires": NOW - HOUR },
        "openai:a": key("openai"),
        "xai:a": key("xai"),
    });
    let usage = json!({
        "openai:a": { "cooldownUntil": NOW + 4 * MINUTE, "cooldownReason": "rate_limit", "failureCounts": { "rate_limit": 1 } },
        "xai:a": { "disabledUntil": NOW + 5 * HOUR, "disabledReason": "billing" },
    });
    let fallbacks = ["openai/gpt-5.2", "xai/grok-4", "google/gemini-2.5-pro", "anthropic/claude-haiku-9-9", "openai/"];
    let config = chain("anthropic/claude-opus-4-5", &fallbacks);
    let found = findings(config, &store(&profiles, &usage), &[], &[]);
    assert_eq!(
        found[0].why,
        "1. `anthropic/claude-opus-4-5`: `anthropic:old` has expired; 2. `openai/gpt-5.2`: rate limit, in cooldown for 4 \
         m; 3. `xai/grok-4`: billing, disabled for 5 h; 4. `google/gemini-2.5-pro`: no API key; 5. \
         `anthropic/claude-haiku-9-9`: unknown model; 6. `openai/`: neither a model nor an alias"
    );
    // One of the causes is a key that the gateway may have.
    assert_eq!(doctor_checks(&found)[0].verdict, Verdict::Warn);
    let ids: Vec<_> = found.iter().map(|finding| finding.id.as_str()).collect();
    let expected = [
        "all-failed-here:text:main",
        "expired:anthropic:old",
        "rate-limit:openai:a",
        "billing:xai:a",
        "no-credential:google",
        "unknown-model:anthropic/claude-haiku-9-9",
        "no-model:step 6 of the text chain",
    ];
    assert_eq!(ids, expected);
    assert!(found.iter().all(|finding| finding.severity == Tone::Bad));
    let retry = &found[2];
    assert_eq!(retry.command, "openclaw models auth cooldown clear openai:a");
    assert_eq!(retry.page.as_ref().unwrap().target, "auth/cooldown");
    assert!(retry.why.starts_with("OpenClaw has it in cooldown for 4 m (rate limited)"), "{}", retry.why);
}

#[test]
fn the_primary_counts_the_most_although_the_default_is_asked_in_its_place() {
    let found = findings(chain("nonsense/", &["xai/grok-4"]), &store(&json!({}), &json!({})), &[], &[]);
    let own_default = "anthropic/claude-opus-4-6";
    assert_eq!(
        found[0].why,
        format!(
            "1. `{own_default}`: no API key; 2. `nonsense/`: neither a model nor an alias; 3. `xai/grok-4`: no API key"
        )
    );
    let ids: Vec<_> = found.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!(ids[1..], ["no-model:step 1 of the text chain", "no-credential:anthropic", "no-credential:xai"]);
}

#[test]
fn a_headline_says_what_was_tried_and_for_whom() {
    let config = json!({ "agents": {
        "defaults": { "model": { "primary": "anthropic/claude-opus-4-5", "fallbacks": ["openai/gpt-5.2"] } },
        "list": [{ "id": "main", "default": true }, { "id": "work" }],
    } });
    let key = json!({ "type": "api_key", "provider": "openai", "key": "k" });
    let usage = json!({ "openai:a": { "cooldownUntil": NOW + MINUTE, "cooldownReason": "rate_limit" } });
    let of_work = |store: &Value| {
        with_report(config.clone(), store, &[], |report| {
            let agents = report.view.agents();
            let agent = agents.all.iter().find(|agent| agent.id == "work").unwrap();
            let report = ReportRequest { agent, ..*report };
            diagnose(&report, &ConfiguredSteps::of(report.view), &[], &main_agent()).remove(0).what
        })
    };
    assert_eq!(
        of_work(&store(&json!({}), &json!({}))),
        "None of the 2 steps for text requests of agent `work` can answer now, so OpenClaw says “All models failed”"
    );
    assert_eq!(
        of_work(&store(&json!({ "openai:a": key }), &usage)),
        "All models failed: none of the 2 steps for text requests of agent `work` can answer now"
    );
}

#[test]
fn a_network_that_is_down_is_one_cause_for_all_providers() {
    let variables = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"];
    let config = || chain("anthropic/claude-opus-4-5", &["openai/gpt-5.2"]);
    let nothing = store(&json!({}), &json!({}));
    let down = |provider| probe(provider, None, "timeout", Some("host_not_found"), MINUTE);
    let found = findings(config(), &nothing, &variables, &[down("anthropic"), down("openai")]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].id.as_str(), found[0].severity), ("network", Tone::Bad));
    assert_eq!(found[0].what, "No provider could be reached");
    assert!(found[0].why.contains("this machine seems to have no network"), "{}", found[0].why);
    // If one answers, only the other one is not reachable.
    let answers = probe("openai", None, "ok", None, MINUTE);
    let found = findings(config(), &nothing, &variables, &[down("anthropic"), answers]);
    assert_eq!(lines(&found).len(), 1);
    assert_eq!((found[0].what.as_str(), found[0].severity), ("`anthropic` could not be reached", Tone::Warn));
}

#[test]
fn a_step_that_another_one_can_take_over_for_is_a_warning() {
    let config = chain("anthropic/claude-opus-4-5", &["openai/gpt-5.2", "anthropic/claude-sonnet-4-5"]);
    let found = findings(config, &store(&json!({}), &json!({})), &["OPENAI_API_KEY"], &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Tone::Warn);
    assert!(
        found[0].why.ends_with("step 1 of the text chain and step 3 of the text chain need it"),
        "{}",
        found[0].why
    );
}

#[test]
fn a_credential_that_ends_soon_is_renewed() {
    let token = |expires: i64| json!({ "type": "token", "provider": "anthropic", "token": "t", "expires": expires });
    let profiles = json!({ "anthropic:a": token(NOW + 50 * HOUR), "anthropic:b": token(NOW - HOUR) });
    let found = findings(chain("anthropic/claude-opus-4-5", &[]), &store(&profiles, &json!({})), &[], &[]);
    let whats: Vec<_> = found.iter().map(|finding| (finding.severity, finding.what.as_str())).collect();
    assert_eq!(whats, [(Tone::Warn, "`anthropic:a` expires in 2 d"), (Tone::Warn, "`anthropic:b` has expired")]);
}

#[test]
fn every_provider_that_cannot_answer_has_a_finding() {
    let config = || chain("anthropic/claude-opus-4-5", &["openai/gpt-5.2", "google/gemini-2.5-pro"]);
    let profiles = json!({ "openai:a": { "type": "api_key", "provider": "openai", "key": "k" } });
    let usage = json!({ "openai:a": { "cooldownUntil": NOW + MINUTE } });
    with_report(config(), &store(&profiles, &usage), &[], |report| {
        let found = diagnose(report, &ConfiguredSteps::of(report.view), &[], &main_agent());
        let models: Vec<ModelRef> = crate::auth::report::models_in_use(report.view, report.agent);
        let providers = report.all_providers();
        let check = check_credentials(&providers, &report.model_credentials(&providers, &models));
        let blocked: Vec<_> = check.findings.iter().filter(|one| one.kind == FindingKind::CannotAnswer).collect();
        assert_eq!(blocked.len(), 3);
        for one in blocked {
            let named = |finding: &Finding| finding.id.contains(&format!(":{}", one.provider));
            assert!(found.iter().any(named), "{}", one.text);
        }
    });
}
