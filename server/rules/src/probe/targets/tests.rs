use contract::Role;
use serde_json::{Value, json};

use super::*;
use crate::{
    auth::{
        aws_profile::{AwsFiles, find_aws_profile},
        environment::MachineFacts,
        profile_store::ProfileStore,
        report::{
            models_of_chain,
            test_report::{self, HOUR, NOW},
        },
        resolve::StoreLocation,
    },
    base::env::{Env, Variables},
    document::view::{AgentModels, View},
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

/// The first request of a home without stored credentials, as its address or as the reason against it.
fn first_request(view: &View, machine: &MachineFacts) -> String {
    let (agents, location, store) = (view.agents(), StoreLocation::default(), ProfileStore::default());
    let agent = &agents.all[0];
    let (location, warn_ms, now) = (&location, HOUR, NOW);
    let report = ReportRequest { view, agent, store: &store, machine, location, warn_ms, now };
    let targets = find_targets(&report, &report.all_providers(), &ProbeFilter::default());
    match &targets[0].request {
        Ok(endpoint) => format!("{} {}", endpoint.api.as_str(), endpoint.base_url),
        Err(reason) => format!("{}: {}", reason.code, reason.sentence),
    }
}

fn view_with(config: Value, variables: &[(&str, &str)]) -> View {
    let set: Variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    View::new(config).with_env(Env::new(vec![set]))
}

/// The request for Bedrock with what the files of AWS say.
fn bedrock_request(config_file: Option<&str>, variables: &[(&str, &str)]) -> String {
    let profile = variables.iter().find(|(name, _)| *name == "AWS_PROFILE").map(|(_, name)| *name);
    let files = |text| find_aws_profile(AwsFiles { credentials: None, config: Some(text) }, profile);
    let machine = MachineFacts { aws_profile: config_file.map(files), ..MachineFacts::default() };
    let config = json!({ "agents": { "defaults": { "model": "amazon-bedrock/m" } } });
    let found = first_request(&view_with(config, variables), &machine);
    found.replace("bedrock-converse-stream https://bedrock-runtime.", "")
}

#[test]
fn keys_of_aws_in_files_sign_a_request_and_others_say_what_they_are() {
    let keys = "aws_access_key_id = A\naws_secret_access_key = S\n";
    let default = format!("[default]\nregion = eu-west-3\n{keys}");
    let work = format!("[profile work]\nregion = eu-west-3\n{keys}");
    let set = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "S")];
    let missing_but_variables = "unsupported: the AWS profile `other`, which `AWS_PROFILE` names, is not in \
        `~/.aws/credentials` or `~/.aws/config`. To use the keys in variables, unset `AWS_PROFILE`";
    for (file, variables, expected) in [
        // OpenClaw asks for the region of a profile only if `AWS_PROFILE` names one.
        (Some(&*default), &[][..], "us-east-1.amazonaws.com"),
        (Some(&*work), &[("AWS_PROFILE", "work")], "eu-west-3.amazonaws.com"),
        (Some(&*work), &[("AWS_PROFILE", "work"), ("AWS_REGION", "us-west-2")], "us-west-2.amazonaws.com"),
        (Some("[default]\nsso_session = s"), &set, "us-east-1.amazonaws.com"),
        (None, &set, "us-east-1.amazonaws.com"),
        (
            Some("[default]\ncredential_process = /bin/x"),
            &[],
            "unsupported: the AWS profile `default` gets its keys from a program (`credential_process`), which cannot be \
             probed yet. To probe it, set the variables that `aws configure export-credentials --profile default --format \
             env` prints",
        ),
        (
            Some("[default]"),
            &[],
            "unsupported: neither a variable nor the AWS profile `default` has keys of AWS; OpenClaw would use the role of \
             this machine, which cannot be probed yet",
        ),
        (
            None,
            &[("AWS_PROFILE", "work")],
            "unsupported: the AWS profile `work`, which `AWS_PROFILE` names, is not in `~/.aws/credentials` or \
             `~/.aws/config`",
        ),
        // The SDK of OpenClaw passes over variables if `AWS_PROFILE` names a profile.
        (Some(&*work), &[set[0], set[1], ("AWS_PROFILE", "work")], "eu-west-3.amazonaws.com"),
        (Some(&*work), &[set[0], set[1], ("AWS_PROFILE", "other")], missing_but_variables),
        (None, &[set[0], set[1], ("AWS_PROFILE", "other")], missing_but_variables),
    ] {
        assert_eq!(bedrock_request(file, variables), expected, "{file:?} {variables:?}");
    }
}

/// The request for a provider whose address is in the configuration, or in the `models.json` of an agent.
fn house_request(configured: &Value, agent: &str, found: Result<Value, String>) -> String {
    let config = json!({
        "agents": { "defaults": { "model": "groq/m" } },
        "models": { "providers": { "groq": configured } },
    });
    found_request(config, ("GROQ_API_KEY", "gk"), agent, found)
}

/// The first request of a home with one variable, and with the providers of the `models.json` of an agent.
fn found_request(config: Value, variable: (&str, &str), agent: &str, found: Result<Value, String>) -> String {
    let models = AgentModels { agent: agent.to_owned(), display_path: "~/models.json".to_owned(), providers: found };
    let view = view_with(config, &[variable]).with_agent_models([models].into());
    first_request(&view, &MachineFacts::default())
}

#[test]
fn a_format_that_openclaw_has_found_belongs_to_the_address_beside_it() {
    let found = |entry: &Value| Ok(json!({ "groq": entry, "openrouter": entry, "house": entry }));
    let api = json!({ "api": "anthropic-messages", "models": [{ "id": "m", "api": "ollama" }] });
    let with_address = json!({ "api": "anthropic-messages", "baseUrl": "https://found.example/v1" });
    for (configured, entry, expected) in [
        (json!({}), &api, "openai-completions https://api.groq.com/openai/v1"),
        (json!({ "baseUrl": "https://own.example/v1" }), &api, "openai-completions https://own.example/v1"),
        (json!({ "baseUrl": "https://own.example/v1" }), &with_address, "openai-completions https://own.example/v1"),
        (json!({ "api": "openai-responses" }), &with_address, "openai-responses https://found.example/v1"),
        (json!({}), &with_address, "anthropic-messages https://found.example"),
    ] {
        assert_eq!(house_request(&configured, "main", found(entry)), expected, "{configured} {entry}");
    }
    let key = ("OPENROUTER_API_KEY", "key");
    for (model, expected) in [
        ("openrouter/auto", "openai-completions https://openrouter.ai/api/v1"),
        ("openrouter/a/b", "anthropic-messages https://found.example"),
    ] {
        let config = json!({ "agents": { "defaults": { "model": model } } });
        assert_eq!(found_request(config, key, "main", found(&with_address)), expected, "{model}");
    }
    let config = json!({
        "agents": { "defaults": { "model": "house/m" } },
        "models": { "providers": { "house": { "apiKey": "key" } } },
    });
    let unsupported = json!({ "api": "google-gemini-cli" });
    assert_eq!(
        found_request(config, key, "main", found(&unsupported)),
        "unsupported: requests in the format `google-gemini-cli` cannot be sent yet"
    );
}

#[test]
fn an_address_that_openclaw_has_found_counts_after_the_configuration() {
    let own = json!({ "baseUrl": " https://found.example/v1 ", "api": "anthropic-messages" });
    let found = |entry: &Value| Ok(json!({ "Groq": entry, "broken": 5 }));
    let built_in = "openai-completions https://api.groq.com/openai/v1";
    for (configured, agent, models, expected) in [
        (json!({}), "main", found(&own), "anthropic-messages https://found.example"),
        (json!({}), "other", found(&own), built_in),
        (json!({}), "main", Err("it is not valid JSON".to_owned()), built_in),
        (json!({}), "main", Ok(json!([])), built_in),
        (json!({}), "main", found(&json!({ "baseUrl": "  ", "models": 5 })), built_in),
        (
            json!({ "baseUrl": "https://own.example/v1", "api": "openai-responses" }),
            "main",
            found(&own),
            "openai-responses https://own.example/v1",
        ),
        (
            json!({}),
            "main",
            found(&json!({ "baseUrl": "https://found.example", "models": [{ "id": "m", "api": "openai-responses" }] })),
            "openai-responses https://found.example",
        ),
        (
            json!({}),
            "main",
            found(&json!({ "baseUrl": "https://me:key@found.example" })),
            "invalid_address: the address of `groq` in `~/models.json` is not a plain `https://` or `http://` address \
             without user name and parameters",
        ),
    ] {
        assert_eq!(house_request(&configured, agent, models.clone()), expected, "{configured} {agent} {models:?}");
    }
}
