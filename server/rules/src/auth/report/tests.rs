use contract::{CredentialStatus, Generation};
use serde_json::{Value, json};

use super::{
    test_report::{HOUR, NOW, with_report},
    *,
};

/// The rows of a report: provider, source, status, reason, and a mark for the one that pays.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method alone does not fit all lifetimes")]
fn rows(config: Value, store: &Value, variables: &[&str]) -> Vec<String> {
    let report = with_report(config, store, variables, |request| request.all_providers());
    let row = |of: &ProviderCredentials, one: &CredentialInfo| {
        let pays = if one.is_chosen { "→ " } else { "" };
        let reason = one.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{pays}{}: {} {}{reason}", of.provider, one.source, one.status.as_str())
    };
    report
        .iter()
        .flat_map(|of| {
            let missing =
                of.missing.as_ref().map(|text| format!("{}: {}", of.provider, text.split('.').next().unwrap()));
            of.credentials.iter().map(|one| row(of, one)).chain(missing).collect::<Vec<_>>()
        })
        .collect()
}

fn model(primary: &str) -> Value {
    json!({ "agents": { "defaults": { "model": primary } } })
}

fn store(profiles: &Value, usage: &Value) -> Value {
    json!({ "version": 1, "profiles": profiles, "usageStats": usage })
}

#[test]
fn a_provider_in_use_without_a_credential_is_missing() {
    let found = rows(model("anthropic/claude-opus-5-5"), &store(&json!({}), &json!({})), &["OPENAI_API_KEY"]);
    assert_eq!(
        found,
        ["anthropic: No API key found for provider \"anthropic\"", "→ openai: env: OPENAI_API_KEY active"]
    );
}

#[test]
fn stored_credentials_have_a_state() {
    let token = |expires: Value| json!({ "type": "token", "provider": "anthropic", "token": "t", "expires": expires });
    let profiles = json!({
        "anthropic:far": token(json!(NOW + 30 * 24 * HOUR)),
        "anthropic:near": token(json!(NOW + 48 * HOUR)),
        "anthropic:over": token(json!(NOW - HOUR)),
        "anthropic:bad": token(json!("soon")),
        "anthropic:empty": { "type": "api_key", "provider": "anthropic" },
        "anthropic:ref": { "type": "api_key", "provider": "anthropic", "key": "${NOT_SET}" },
        "anthropic:cool": { "type": "api_key", "provider": "anthropic", "key": "k" },
        "anthropic:off": { "type": "api_key", "provider": "anthropic", "key": "k" },
    });
    let usage = json!({
        "anthropic:cool": { "cooldownUntil": NOW + HOUR, "failureCounts": { "rate_limit": 1 } },
        "anthropic:off": { "disabledUntil": NOW + 5 * HOUR, "disabledReason": "billing" },
    });
    let found = rows(model("anthropic/claude-opus-5-5"), &store(&profiles, &usage), &[]);
    let expected = [
        "→ anthropic: profile:anthropic:far active",
        "anthropic: profile:anthropic:near expiring",
        "anthropic: profile:anthropic:ref missing (unresolved_ref)",
        "anthropic: profile:anthropic:cool cooldown (rate_limit)",
        "anthropic: profile:anthropic:off disabled (billing)",
        "anthropic: profile:anthropic:over expired (expired)",
        "anthropic: profile:anthropic:bad missing (invalid_expires)",
        "anthropic: profile:anthropic:empty missing (missing_credential)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_order_leaves_others_out_and_names_its_layer() {
    let mut config = model("openai/gpt-5.6");
    config["auth"] = json!({ "order": { "openai": ["openai:b"] } });
    let key = json!({ "type": "api_key", "provider": "openai", "key": "k" });
    let profiles = store(&json!({ "openai:a": key, "openai:b": key }), &json!({}));
    let found = rows(config, &profiles, &["OPENAI_API_KEY"]);
    let expected = [
        "→ openai: profile:openai:b active",
        "openai: profile:openai:a active (excluded_by_auth_order)",
        "openai: env: OPENAI_API_KEY active",
    ];
    assert_eq!(found, expected);
}

#[test]
fn providers_in_use_come_first_in_the_order_of_the_chain() {
    let config = json!({ "agents": { "defaults": {
        "model": { "primary": "xai/grok-4.7", "fallbacks": ["openai/gpt-5.6"] },
    } } });
    let variables = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "XAI_API_KEY"];
    let found = rows(config, &store(&json!({}), &json!({})), &variables);
    let providers: Vec<_> = found.iter().map(|row| row.trim_start_matches("→ ").split(':').next().unwrap()).collect();
    assert_eq!(providers, ["xai", "openai", "anthropic"]);
}

#[test]
fn weaker_orders_are_listed_with_their_layers() {
    let ordered = |ids: &[&str]| {
        let key = json!({ "type": "api_key", "provider": "openai", "key": "k" });
        let document = json!({ "version": 1, "profiles": { "openai:a": key }, "order": { "openai": ids } });
        ProfileStore::read(&document, None, Generation::JsonStore).unwrap()
    };
    let config = json!({ "auth": {
        "order": { "openai": ["openai:c"] },
        "profiles": { "openai:d": { "provider": "openai", "mode": "api_key" } },
    } });
    let view = View::new(config);
    let (machine, location, agents) = (MachineFacts::default(), StoreLocation::default(), view.agents());
    let layers = |store: &ProfileStore| {
        let (agent, warn_ms) = (&agents.all[0], DEFAULT_WARN_MS);
        let request =
            ReportRequest { view: &view, agent, store, machine: &machine, location: &location, warn_ms, now: NOW };
        let of = request.one_provider("openai").unwrap();
        let text = |order: &CredentialOrder| format!("{:?} {}", order.layer, order.profiles.join(" "));
        (of.order.as_ref().map(text), of.weaker_orders.iter().map(text).collect::<Vec<_>>())
    };
    let (own, shared) = (ordered(&["openai:a"]), ordered(&["openai:b"]));
    let configured = ["Config openai:c", "ConfigProfiles openai:d"];
    let (first, rest) = layers(&own.merged_over(shared));
    assert_eq!(first.as_deref(), Some("AgentStore openai:a"));
    assert_eq!(rest, [&["SharedStore openai:b"], &configured[..]].concat());
}

#[test]
fn a_cooldown_of_one_model_leaves_the_credential_for_others() {
    let key = json!({ "type": "api_key", "provider": "openai", "key": "k" });
    let profiles = json!({ "version": 1, "profiles": { "openai:a": key } });
    let usage = json!({ "openai:a": { "cooldownUntil": NOW + HOUR, "cooldownModel": "openai/gpt-5.6" } });
    let state = json!({ "version": 1, "usageStats": usage });
    let store = ProfileStore::read(&profiles, Some(&state), Generation::SharedDb).unwrap();
    let document =
        json!({ "agents": { "defaults": { "model": { "primary": "openai/gpt-5.6", "fallbacks": ["openai/o5"] } } } });
    let view = View::new(document).with_generation(Generation::SharedDb);
    let agents = view.agents();
    let request = ReportRequest {
        view: &view,
        agent: &agents.all[0],
        store: &store,
        machine: &MachineFacts::default(),
        location: &StoreLocation::default(),
        warn_ms: DEFAULT_WARN_MS,
        now: NOW,
    };
    let providers = request.all_providers();
    let row = &providers[0].credentials[0];
    assert_eq!((row.status, row.unusable_model.as_deref()), (CredentialStatus::Cooldown, Some("openai/gpt-5.6")));
    let models = request.model_credentials(&providers, &models_in_use(&view, &agents.all[0]));
    let obstacles: Vec<_> = models.iter().map(|one| one.obstacle.as_deref()).collect();
    let expected =
        "every stored credential of `openai` is paused; the next one is in cooldown for 1h, for `gpt-5.6` only";
    assert_eq!(obstacles, [Some(expected), None]);
}

#[test]
fn every_provider_is_listed_if_that_is_asked_for() {
    let view = View::new(model("xai/grok-4.7"));
    let (store, agents) = (ProfileStore::default(), view.agents());
    let request = ReportRequest {
        view: &view,
        agent: &agents.all[0],
        store: &store,
        machine: &MachineFacts::default(),
        location: &StoreLocation::default(),
        warn_ms: DEFAULT_WARN_MS,
        now: NOW,
    };
    let found = request.every_provider();
    assert_eq!(found[0].provider, "xai");
    let anthropic = found.iter().find(|of| of.provider == "anthropic").unwrap();
    assert_eq!(anthropic.variables, ["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"]);
    let bedrock = found.iter().find(|of| of.provider == "amazon-bedrock").unwrap();
    assert!(bedrock.credentials.is_empty() && bedrock.variables.contains(&"AWS_PROFILE".to_owned()));
}
