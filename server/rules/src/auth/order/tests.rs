use contract::Generation;
use serde_json::{Value, json};

use super::*;
use crate::auth::vectors::{read_cases, store_of, view_of};

const NOW: i64 = 1_773_403_200_000;

fn candidate_ids(order: &ProviderOrder) -> Vec<&str> {
    order.candidates.iter().map(|one| one.id.as_str()).collect()
}

fn left_out(order: &ProviderOrder) -> Vec<(&str, &str)> {
    order.left_out.iter().map(|one| (one.id.as_str(), one.eligibility.as_str())).collect()
}

#[test]
fn orders_are_those_of_the_reference() {
    let cases = read_cases(include_str!("../../../tests/data/auth/order.jsonl"));
    assert_eq!(cases.len(), 22);
    for case in cases {
        let name = &case["name"];
        let view = view_of(&case);
        let store = store_of(&case, &view);
        let request = OrderRequest {
            view: &view,
            store: &store,
            provider: case["provider"].as_str().unwrap(),
            model: None,
            preferred: case["preferred"].as_str(),
            now: case["now"].as_i64().unwrap(),
        };
        let order = ProviderOrder::find(&request);
        assert_eq!(json!(candidate_ids(&order)), case["order"], "{name}");
        for (id, expected) in case["eligibility"].as_object().unwrap() {
            let provider = credential_provider(request.provider, view.generation());
            let found = request.usable_profile(id, &provider).err().unwrap_or(Eligibility::Ok);
            assert_eq!(found.as_str(), expected, "{name} {id}");
        }
    }
}

fn find(config: Value, store: &ProfileStore, provider: &str) -> ProviderOrder {
    let view = View::new(config);
    ProviderOrder::find(&OrderRequest { view: &view, store, provider, model: None, preferred: None, now: NOW })
}

fn read(store: &Value) -> ProfileStore {
    ProfileStore::read(store, None, Generation::JsonStore).unwrap()
}

fn keys(ids: &[&str]) -> Value {
    let entry = json!({ "type": "api_key", "provider": "a", "key": "k" });
    Value::Object(ids.iter().map(|id| ((*id).to_owned(), entry.clone())).collect())
}

#[test]
fn the_layer_says_what_decides() {
    let config_order = json!({ "auth": { "order": { "A": ["a:2"] } } });
    let config_profiles = json!({ "auth": { "profiles": { "a:2": { "provider": "a", "mode": "api_key" } } } });
    let mut nothing = config_profiles.clone();
    nothing["auth"]["order"] = json!({ "a": [" "] });
    let missing = json!({ "auth": { "profiles": { "a:0": { "provider": "a", "mode": "api_key" } } } });
    let stored = json!({ "profiles": keys(&["a:1", "a:2"]), "order": { "a": ["a:1"] } });
    let plain = json!({ "profiles": keys(&["a:1", "a:2"]) });
    let (excluded, unnamed) = ("excluded_by_auth_order", "not_in_auth_profiles");
    let agent = read(&stored);
    let shared = ProfileStore::default().merged_over(read(&stored));
    let plain = read(&plain);
    for (config, store, layer, candidates, out) in [
        (&config_order, &agent, OrderLayer::AgentStore, &["a:1"][..], &[("a:2", excluded)][..]),
        (&config_order, &shared, OrderLayer::SharedStore, &["a:1"], &[("a:2", excluded)]),
        (&config_order, &plain, OrderLayer::Config, &["a:2"], &[("a:1", excluded)]),
        (&nothing, &plain, OrderLayer::Config, &[], &[("a:1", excluded), ("a:2", excluded)]),
        (&config_profiles, &plain, OrderLayer::ConfigProfiles, &["a:2"], &[("a:1", unnamed)]),
        (&missing, &plain, OrderLayer::Store, &["a:1", "a:2"], &[("a:0", "profile_missing")]),
        (&json!({}), &plain, OrderLayer::Store, &["a:1", "a:2"], &[]),
    ] {
        let order = find(config.clone(), store, "a");
        assert_eq!((order.layer, candidate_ids(&order)), (layer, candidates.to_vec()), "{config}");
        assert_eq!(left_out(&order), out, "{config}");
    }
}

#[test]
fn repeated_and_inactive_entries_do_not_count() {
    let mut profiles = keys(&["a:1", "a:2"]);
    profiles["a:2"]["setup"] = json!({ "phase": "new" });
    let store = json!({ "profiles": profiles, "order": { "a": ["a:1", "a:9", "a:1", "a:2", "a:9"] } });
    let order = find(json!({}), &read(&store), "a");
    assert_eq!(candidate_ids(&order), ["a:1"]);
    assert_eq!(left_out(&order), [("a:9", "profile_missing"), ("a:2", "setup_pending")]);
}

#[test]
fn a_plan_uses_the_credentials_of_its_provider_but_not_its_order() {
    let profiles = json!({
        "v:1": { "type": "api_key", "provider": "volcengine", "key": "k" },
        "v:2": { "type": "api_key", "provider": "volcengine-plan", "key": "k" },
    });
    let store = read(&json!({ "profiles": profiles, "order": { "volcengine": ["v:2"] } }));
    assert_eq!(candidate_ids(&find(json!({}), &store, "volcengine")), ["v:2"]);
    assert_eq!(candidate_ids(&find(json!({}), &store, "volcengine-plan")), ["v:1", "v:2"]);
}

#[test]
fn a_cooldown_of_another_model_does_not_count() {
    let usage = json!({ "a:1": { "cooldownUntil": NOW + 5, "cooldownModel": "m1", "cooldownReason": "rate_limit" } });
    let store = read(&json!({ "profiles": keys(&["a:1", "a:2"]), "usageStats": usage }));
    let view = View::default();
    for (model, expected, until) in [
        (Some("m1"), ["a:2", "a:1"], Some(NOW + 5)),
        (None, ["a:2", "a:1"], Some(NOW + 5)),
        (Some("m2"), ["a:1", "a:2"], None),
    ] {
        let request = OrderRequest { view: &view, store: &store, provider: "a", model, preferred: None, now: NOW };
        let order = ProviderOrder::find(&request);
        assert_eq!(candidate_ids(&order), expected, "{model:?}");
        let first = order.candidates.iter().find(|one| one.id == "a:1").unwrap();
        assert_eq!(first.unusable_until, until);
        assert_eq!(first.reason.is_some(), until.is_some());
    }
}
