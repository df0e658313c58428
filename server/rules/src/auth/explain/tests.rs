use contract::Generation;
use serde_json::{Value, json};

use super::*;
use crate::auth::{
    environment::MachineFacts, profile_store::ProfileStore, report::DEFAULT_WARN_MS, resolve::StoreLocation,
};

const NOW: i64 = 1_773_403_200_000;

fn explain(op: &ExplainRoute, usage: &Value) -> Result<RouteExplanation, OpError> {
    let view = View::new(json!({ "agents": { "defaults": {
        "model": { "primary": "anthropic/claude-opus-5-5", "fallbacks": ["openai/gpt-5.6"] },
        "models": { "openai/gpt-5.6": { "alias": "fast" } },
    } } }));
    let view = view.with_generation(Generation::SharedDb);
    let profiles = json!({ "version": 1, "profiles": {
        "anthropic:me": { "type": "api_key", "provider": "anthropic", "key": "k" },
        "anthropic:old": { "type": "token", "provider": "anthropic", "token": "t", "expires": NOW - 1 },
        "xai:me": { "type": "api_key", "provider": "xai", "key": "k" },
        "sk-ant-0123456789": { "type": "api_key", "provider": "zai", "key": "k" },
    } });
    let state = json!({ "version": 1, "usageStats": usage });
    let store = ProfileStore::read(&profiles, Some(&state), Generation::SharedDb).unwrap();
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
    explain_route(&request, op)
}

fn of_model(typed: &str) -> ExplainRoute {
    ExplainRoute { model: Some(typed.to_owned()), ..ExplainRoute::default() }
}

fn with_profile(typed: &str) -> Result<String, OpError> {
    let op = ExplainRoute { profile: Some(typed.to_owned()), ..ExplainRoute::default() };
    let profile = explain(&op, &json!({ "anthropic:me": { "cooldownUntil": NOW + 60_000 } }))?.profile.unwrap();
    Ok(format!("{} {}: {}", profile.id, profile.is_used, profile.why))
}

#[test]
fn a_model_is_found_by_alias_step_and_ref() {
    for (typed, model, why) in [
        ("FAST", "openai/gpt-5.6", "is step 2 of the chain: it is asked when those before it fail"),
        ("openai/gpt-5.6", "openai/gpt-5.6", "is step 2 of the chain: it is asked when those before it fail"),
        ("XAI/grok-4.7", "xai/grok-4.7", "is not in the chain, so it is only asked when a request names it"),
    ] {
        let found = explain(&of_model(typed), &json!({})).unwrap();
        assert_eq!((found.model.as_str(), found.why.as_str()), (model, why), "{typed}");
    }
    let error = explain(&of_model("nope"), &json!({})).unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::ModelInvalid, "`nope` is neither an alias nor a `provider/model`")
    );
    assert!(!explain(&of_model("a/sk-ant-0123456789"), &json!({})).unwrap_err().message.contains("sk-ant"));
}

#[test]
fn each_step_has_its_payer_or_the_reason_why_there_is_none() {
    let found = explain(&ExplainRoute::default(), &json!({})).unwrap();
    let steps: Vec<_> = found.chain.iter().map(|step| (step.pays_with.as_deref(), step.obstacle.as_deref())).collect();
    assert_eq!(steps, [(Some("profile:anthropic:me"), None), (None, Some("`openai` has no usable credential"))]);
    assert_eq!(found.why, "is asked first: it is the primary of the defaults");
}

#[test]
fn a_cooldown_of_one_model_does_not_stop_the_others() {
    let usage = json!({ "anthropic:me": { "cooldownUntil": NOW + 60_000, "cooldownModel": "claude-sonnet-5-5" } });
    assert!(explain(&ExplainRoute::default(), &usage).unwrap().chain[0].can_answer);
    let usage = json!({ "anthropic:me": { "cooldownUntil": NOW + 60_000, "cooldownModel": "claude-opus-5-5" } });
    assert!(!explain(&ExplainRoute::default(), &usage).unwrap().chain[0].can_answer);
}

#[test]
fn a_credential_that_a_request_asks_for_is_used_or_refused() {
    for (typed, expected) in [
        ("anthropic:me", "anthropic:me true: no other credential is tried then, although it is in cooldown for 1m"),
        ("anthropic:old", "anthropic:old false: it has expired"),
        (
            "xai:me",
            "xai:me true: no other credential is tried then; it is a credential of `xai`, which `anthropic` may refuse",
        ),
    ] {
        assert_eq!(with_profile(typed).unwrap(), expected);
    }
    let error = with_profile("antropic:me").unwrap_err();
    assert_eq!(error.message, "no stored credential has the id `antropic:me`");
    assert!(error.hints[0].text.contains("anthropic:me"), "{:?}", error.hints);
    assert!(!format!("{:?}", with_profile("sk-ant-01234").unwrap_err()).contains("sk-ant"));
}
