mod found_requests;

use contract::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    auth::report::{
        models_of_chain,
        test_report::{self, HOUR, NOW},
    },
    probe::{chain::find_step_targets, cost::CostEstimate, filter::ProbeFilterError},
};

/// Gives the report of a home to a check.
fn with_report<T>(
    config: &Value,
    profiles: &Value,
    variables: &[&str],
    check: impl FnOnce(&ReportRequest<'_>, &[ProviderCredentials]) -> T,
) -> T {
    let store = json!({ "version": 1, "profiles": profiles });
    test_report::with_report(config.clone(), &store, variables, |report| check(report, &report.all_providers()))
}

/// The targets as rows: model, label, mode, source, and the code if nothing is sent.
fn rows(config: &Value, profiles: &Value, variables: &[&str], filter: (Option<&str>, &[&str])) -> Vec<String> {
    with_report(config, profiles, variables, |report, providers| {
        let ids: Vec<_> = filter.1.iter().map(|id| (*id).to_owned()).collect();
        let filter = ProbeFilter::parse(report, providers, filter.0, &ids).unwrap();
        find_targets(report, providers, &filter).iter().map(row).collect()
    })
}

fn row(target: &ProbeTarget) -> String {
    let not_sent = target.request.as_ref().err();
    let code = not_sent.map(|reason| format!(": {} {}", reason.status.as_str(), reason.code)).unwrap_or_default();
    let (model, source) = (target.model_label(), target.source.as_str());
    format!("{model} {} ({}) {source}{code}", target.label, target.mode_word())
}

fn fake(more: &Value) -> Value {
    let mut config = json!({
        "models": { "providers": { "fake": {
            "baseUrl": "http://127.0.0.1:47811/v1", "api": "openai-completions", "models": [{ "id": "m1" }],
        } } },
        "agents": { "defaults": { "model": "fake/m1" } },
    });
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    config
}

fn key(provider: &str) -> Value {
    json!({ "type": "api_key", "provider": provider, "key": "sk-0123456789abcdef" })
}

#[test]
fn every_credential_is_probed_with_the_model_in_use() {
    let config = json!({
        "agents": { "defaults": { "model": { "primary": "groq/a", "fallbacks": ["openai/b", "groq/c"] } } },
    });
    let profiles = json!({
        "groq:home": { "type": "api_key", "provider": "groq", "key": "k-0123456789abcdef", "email": "a@b.example" },
        "google:spare": key("google"),
    });
    let found = rows(&config, &profiles, &["GROQ_API_KEY", "OPENAI_API_KEY"], (None, &[]));
    let google = found.iter().find(|row| row.starts_with("google/gemini")).unwrap();
    assert!(google.ends_with(" google:spare (api_key) profile"), "{google}");
    let others: Vec<_> = found.iter().filter(|row| *row != google).collect();
    assert_eq!(
        others,
        [
            "groq/a groq:home (a@b.example) (api_key) profile",
            "groq/a env GROQ_API_KEY (api_key) env",
            "openai/b env OPENAI_API_KEY (api_key) env",
        ]
    );
}

#[test]
fn what_cannot_be_used_is_told_without_a_request() {
    let profiles = json!({
        "fake:exp": { "type": "token", "provider": "fake", "token": "t", "expires": NOW - HOUR },
        "fake:none": { "type": "api_key", "provider": "fake" },
        "fake:bad": { "type": "token", "provider": "fake", "token": "t", "expires": -1 },
        "fake:mode": key("fake"),
        "fake:ok": key("fake"),
        "fake:spare": key("fake"),
    });
    let config = fake(&json!({ "auth": {
        "order": { "fake": ["fake:exp", "fake:none", "fake:bad", "fake:mode", "fake:ok"] },
        "profiles": { "fake:mode": { "provider": "fake", "mode": "token" } },
    } }));
    let mut found = rows(&config, &profiles, &[], (None, &[]));
    found.sort();
    assert_eq!(
        found,
        [
            "fake/m1 fake:bad (token) profile: unknown invalid_expires",
            "fake/m1 fake:exp (token) profile: unknown expired",
            "fake/m1 fake:mode (api_key) profile: unknown ineligible_profile",
            "fake/m1 fake:none (api_key) profile: unknown missing_credential",
            "fake/m1 fake:ok (api_key) profile",
            "fake/m1 fake:spare (api_key) profile: unknown excluded_by_auth_order",
        ]
    );
    // One that is asked for by its id is probed all the same.
    assert_eq!(rows(&config, &profiles, &[], (None, &["fake:spare"])), ["fake/m1 fake:spare (api_key) profile"]);
}

#[test]
fn sentences_are_those_of_the_reference() {
    for (reason, expected) in [
        ("expired", "[expired]: token credentials are expired."),
        ("invalid_expires", "[invalid_expires]: token expires must be a positive Unix ms timestamp."),
        ("missing_credential", "[missing_credential]: no inline credential or SecretRef is configured."),
        ("mode_mismatch", "[ineligible_profile]: profile is incompatible with provider config."),
    ] {
        let expected = format!("Auth profile credentials are missing or expired.\n↳ Auth reason {expected}");
        assert_eq!(SkipReason::ineligible(reason).sentence, expected);
    }
    let unresolved = SkipReason::unresolved("file:default:/x");
    assert!(unresolved.sentence.ends_with("could not resolve SecretRef \"file:default:/x\"."));
}

#[test]
fn servers_without_keys_and_providers_without_models_have_rows() {
    let config = json!({ "models": { "providers": { "house": {
        "baseUrl": "http://127.0.0.1:1/v1", "api": "openai-completions", "models": [{ "id": "m" }],
    } } } });
    let profiles = json!({ "nomodel:x": key("nomodel"), "github-copilot:x": key("github-copilot") });
    let found = rows(&config, &profiles, &[], (None, &[]));
    assert!(found.contains(&"nomodel/- nomodel:x (api_key) profile: no_model no_model".to_owned()), "{found:?}");
    assert!(found.contains(&"house/m models.json (api_key) models.json".to_owned()), "{found:?}");
    let copilot = found.iter().find(|row| row.starts_with("github-copilot/")).unwrap();
    assert!(copilot.ends_with("unknown unsupported"), "{copilot}");
}

#[test]
fn a_sign_in_that_has_expired_is_left_to_openclaw() {
    let profiles = json!({ "anthropic:me": {
        "type": "oauth", "provider": "anthropic", "access": "a", "refresh": "r", "expires": NOW - HOUR,
    } });
    let config = json!({ "agents": { "defaults": { "model": "anthropic/claude" } } });
    assert_eq!(
        rows(&config, &profiles, &[], (None, &[])),
        ["anthropic/claude anthropic:me (oauth) profile: unknown expired"]
    );
}

#[test]
fn a_sign_in_is_sent_only_where_it_is_accepted() {
    let sign_in = |provider: &str| json!({ "type": "oauth", "provider": provider, "access": "a", "refresh": "r", "expires": NOW + HOUR });
    let profiles = json!({ "anthropic:me": sign_in("anthropic"), "openai:me": sign_in("openai") });
    let found = rows(&json!({}), &profiles, &[], (None, &[]));
    assert!(found[0].ends_with("anthropic:me (oauth) profile"), "{found:?}");
    assert!(found[1].ends_with("openai:me (oauth) profile: unknown unsupported"), "{found:?}");
}

#[test]
fn filters_name_providers_and_profiles() {
    let config = fake(&json!({}));
    let profiles = json!({ "fake:a": key("fake"), "fake:b": key("fake"), "groq:x": key("groq") });
    let count =
        |provider: Option<&str>, ids: &[&str]| rows(&config, &profiles, &["GROQ_API_KEY"], (provider, ids)).len();
    assert_eq!(count(None, &[]), 4);
    assert_eq!(count(Some("fake"), &[]), 2);
    assert_eq!(count(Some(" FAKE "), &[]), 2);
    assert_eq!(count(Some("mistral"), &[]), 0);
    assert_eq!(count(None, &["fake:a, groq:x", "", "fake:a"]), 2);
    assert_eq!(count(Some("groq"), &["groq:x"]), 1);
    with_report(&config, &profiles, &[], |report, providers| {
        let error = |provider: Option<&str>, id: &str| {
            ProbeFilter::parse(report, providers, provider, &[id.to_owned()]).unwrap_err()
        };
        let unknown = error(None, "fake:aa");
        assert_eq!(unknown.to_string(), "Unknown profile: fake:aa");
        assert!(matches!(unknown, ProbeFilterError::Profile { suggestions, .. } if suggestions[0] == "fake:a"));
        let provider = error(Some("antropic"), "");
        assert_eq!(provider.to_string(), "Unknown provider: antropic");
        assert!(matches!(provider, ProbeFilterError::Provider(error) if error.suggestions[0] == "anthropic"));
        assert_eq!(error(Some("groq"), "fake:a").to_string(), "the profile `fake:a` is not one of `groq`");
        assert_eq!(error(None, "sk-ant-0123456789").to_string(), "Unknown profile: ‹hidden›");
        let errors = [error(None, "fake:aa"), error(Some("antropic"), ""), error(Some("groq"), "fake:a")];
        crate::base::hint_check::assert_hints_suit_pages(&errors, 3);
    });
}

#[test]
fn each_step_is_asked_with_the_credentials_that_it_would_use() {
    let config = json!({
        "agents": { "defaults": { "model": { "primary": "anthropic/a", "fallbacks": ["openai/b", "mistral/c", "anthropic/d"] } } },
    });
    let profiles = json!({ "anthropic:one": key("anthropic"), "anthropic:two": key("anthropic") });
    with_report(&config, &profiles, &["ANTHROPIC_API_KEY", "OPENAI_API_KEY"], |report, providers| {
        let models = models_of_chain(report.view, report.agent, Role::Text);
        let steps = find_step_targets(report, providers, &models);
        let labels = |step: &crate::probe::chain::StepTargets| {
            let labels: Vec<_> = step.targets.iter().map(|target| target.label.as_str()).collect();
            format!("{}: {}", step.model, labels.join(", "))
        };
        assert_eq!(
            steps.iter().map(labels).collect::<Vec<_>>(),
            [
                "anthropic/a: anthropic:one, anthropic:two",
                "openai/b: env OPENAI_API_KEY",
                "mistral/c: ",
                "anthropic/d: anthropic:one, anthropic:two",
            ]
        );
    });
}

#[test]
fn the_cost_is_told_before() {
    let config = json!({
        "models": { "providers": { "priced": {
            "baseUrl": "https://h.example/v1", "api": "openai-completions",
            "models": [{ "id": "m", "cost": { "input": 1000, "output": 4000, "cacheRead": 0, "cacheWrite": 0 } }],
        } } },
        "agents": { "defaults": { "model": { "primary": "priced/m", "fallbacks": ["house/x", "ollama/y"] } } },
    });
    let profiles = json!({ "priced:a": key("priced"), "house:a": key("house"), "openai:a": key("openai") });
    let estimate = |filter: &[&str]| {
        with_report(&config, &profiles, &[], |report, providers| {
            let ids: Vec<_> = filter.iter().map(|id| (*id).to_owned()).collect();
            let filter = ProbeFilter::parse(report, providers, None, &ids).unwrap();
            CostEstimate::of(report.view, &find_targets(report, providers, &filter), 8)
        })
    };
    let priced = estimate(&["priced:a"]);
    assert_eq!((priced.phrase(), priced.needs_confirmation()), ("1 request, at most $0.07".to_owned(), true));
    let cheap = estimate(&["openai:a"]);
    assert!(cheap.phrase().starts_with("1 request, at most $0.0") && !cheap.needs_confirmation(), "{cheap:?}");
    assert_eq!(estimate(&["house:a"]).requests, 0);
    let many = CostEstimate { requests: 21, dollars: 0.0, without_price: 0 };
    assert!(many.needs_confirmation() && !CostEstimate { requests: 20, ..many }.needs_confirmation());
    for (estimate, expected) in [
        (CostEstimate { requests: 2, dollars: 0.0, without_price: 2 }, "2 requests, at an unknown price"),
        (
            CostEstimate { requests: 3, dollars: 0.00012, without_price: 1 },
            "3 requests, at most $0.0002, and 1 of them at an unknown price",
        ),
        (CostEstimate { requests: 1, dollars: 0.0, without_price: 0 }, "1 request, at most $0"),
        (CostEstimate::default(), "0 requests"),
    ] {
        assert_eq!(estimate.phrase(), expected);
    }
}
