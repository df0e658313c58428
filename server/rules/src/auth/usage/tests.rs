use contract::Generation;
use serde_json::{Value, json};

use super::*;
use crate::{
    auth::vectors::{read_cases, view_of},
    document::view::View,
};

const MINUTE_MS: i64 = 60_000;
const NOW: i64 = 1_773_403_200_000;

fn settings(generation: Generation) -> CooldownSettings {
    CooldownSettings::read(&View::default().with_generation(generation), "a")
}

fn failure(reason: FailureReason, model: Option<&str>) -> Failure<'_> {
    Failure { reason, provider: "a", model }
}

#[test]
fn a_failure_counts_as_in_the_reference() {
    let cases = read_cases(include_str!("../../../tests/data/auth/cooldown.jsonl"));
    assert_eq!(cases.len(), 22);
    for case in cases {
        let name = &case["name"];
        let view = View::new(json!({ "auth": { "cooldowns": case["cooldowns"] } }));
        let provider = case["provider"].as_str().unwrap();
        let settings = CooldownSettings::read(&view, provider);
        let found = json!({
            "billingBackoffMs": settings.billing_backoff_ms,
            "billingMaxMs": settings.billing_max_ms,
            "failureWindowMs": settings.failure_window_ms,
        });
        assert_eq!(found, case["resolvedMs"], "{name}");
        let reason = FailureReason::parse(case["reason"].as_str().unwrap());
        let existing = ProfileUsage::read(&case["existing"]);
        let now = case["now"].as_i64().unwrap();
        let next = existing.after_failure(&Failure { reason, provider, model: Some("m") }, now, &settings);
        assert_eq!(next, ProfileUsage::read(&case["next"]), "{name}");
    }
}

#[test]
fn the_reason_is_inferred_as_in_the_reference() {
    let cases = read_cases(include_str!("../../../tests/data/auth/unavailable-reason.jsonl"));
    assert_eq!(cases.len(), 2);
    for case in cases {
        let ids = case["profileIds"].as_array().unwrap();
        let usages: Vec<_> =
            ids.iter().map(|id| ProfileUsage::read(&case["usageStats"][id.as_str().unwrap()])).collect();
        let found = inferred_reason(&usages, case["now"].as_i64().unwrap());
        assert_eq!(found.map(FailureReason::as_str), case["reason"].as_str(), "{}", case["name"]);
    }
}

#[test]
fn an_ended_window_is_removed_as_in_the_reference() {
    let cases = read_cases(include_str!("../../../tests/data/auth/order.jsonl"));
    let mut compared = 0;
    for case in cases.iter().filter(|case| case.get("usageStatsAfter").is_some()) {
        for (id, after) in case["usageStatsAfter"].as_object().unwrap() {
            let usage = ProfileUsage::read(&case["store"]["usageStats"][id]);
            let now = case["now"].as_i64().unwrap();
            assert_eq!(usage.without_ended_windows(now), ProfileUsage::read(after), "{} {id}", case["name"]);
            compared += 1;
        }
        assert_eq!(view_of(case).generation(), Generation::JsonStore);
    }
    assert_eq!(compared, 2);
}

#[test]
fn inferred_reasons_have_weights() {
    let active = json!(NOW + 1);
    for (usage, expected) in [
        (json!({ "disabledUntil": active, "disabledReason": "billing", "failureCounts": { "auth": 9 } }), "billing"),
        (json!({ "cooldownUntil": active, "failureCounts": { "format": 1, "auth": 1 } }), "auth"),
        (json!({ "cooldownUntil": active, "failureCounts": { "rate_limit": 2, "unknown": 2 } }), "rate_limit"),
        (json!({ "cooldownUntil": active, "failureCounts": { "timeout": 0 } }), "unknown"),
        (json!({ "cooldownUntil": active }), "unknown"),
        (json!({ "cooldownUntil": active, "cooldownReason": "overloaded" }), "overloaded"),
        (json!({ "blockedUntil": active }), "rate_limit"),
        (json!({ "disabledUntil": active }), "unknown"),
    ] {
        let found = inferred_reason([&ProfileUsage::read(&usage)], NOW).map(FailureReason::as_str);
        assert_eq!(found, Some(expected), "{usage}");
    }
    assert_eq!(inferred_reason([&ProfileUsage::default()], NOW), None);
}

#[test]
fn a_window_concerns_a_provider_and_a_model() {
    let until = NOW + 5;
    let model = |key: &str, limited: &str| json!({ key: until, key.replace("Until", "Model"): limited });
    for (usage, provider, asked, expected) in [
        (json!({ "cooldownUntil": until }), "a", None, Some((UnusableKind::Cooldown, until))),
        (json!({ "cooldownUntil": NOW }), "a", None, None),
        (json!({ "cooldownUntil": until }), "openrouter", None, None),
        (json!({ "disabledUntil": until }), "kilocode", None, None),
        (model("cooldownUntil", "m1"), "a", Some("m1"), Some((UnusableKind::Cooldown, until))),
        (model("cooldownUntil", "a/m1"), "a", Some("M1"), Some((UnusableKind::Cooldown, until))),
        (model("cooldownUntil", "m1"), "a", Some("m2"), None),
        (model("cooldownUntil", "m1"), "a", None, Some((UnusableKind::Cooldown, until))),
        (model("blockedUntil", "m1"), "a", Some("m2"), None),
        (model("blockedUntil", "m1"), "a", Some("a/m1"), Some((UnusableKind::Blocked, until))),
        (
            json!({ "cooldownUntil": until + 9, "disabledUntil": until, "disabledReason": "billing" }),
            "a",
            None,
            Some((UnusableKind::Disabled, until + 9)),
        ),
    ] {
        let usage = ProfileUsage::read(&usage);
        let found = usage.unusable_kind(provider, asked, NOW).zip(usage.unusable_until(provider, asked, NOW));
        assert_eq!(found, expected, "{usage:?} {provider} {asked:?}");
        assert_eq!(usage.is_usable(provider, asked, NOW), expected.is_none());
    }
}

#[test]
fn failures_on_shared_db_rest_for_less_time_and_one_model() {
    let settings = settings(Generation::SharedDb);
    let first = ProfileUsage::default().after_failure(&failure(FailureReason::RateLimit, Some("m1")), NOW, &settings);
    assert_eq!(first.cooldown_until, Some(NOW + MINUTE_MS / 2));
    assert_eq!((first.cooldown_model.as_deref(), first.cooldown_reason), (Some("m1"), Some(FailureReason::RateLimit)));
    assert!(first.is_usable("a", Some("m2"), NOW) && !first.is_usable("a", Some("m1"), NOW));

    let same = first.after_failure(&failure(FailureReason::RateLimit, Some("a/m1")), NOW + 1, &settings);
    assert_eq!((same.cooldown_until, same.cooldown_model.as_deref()), (first.cooldown_until, Some("m1")));
    let other = first.after_failure(&failure(FailureReason::RateLimit, Some("m2")), NOW + 1, &settings);
    assert_eq!((other.cooldown_until, other.cooldown_model), (first.cooldown_until, None));
    let auth = first.after_failure(&failure(FailureReason::Auth, Some("m1")), NOW + 1, &settings);
    assert_eq!((auth.cooldown_model, auth.cooldown_reason), (None, Some(FailureReason::Auth)));

    let ended = ProfileUsage { cooldown_classification: Some("transient".to_owned()), ..first.clone() };
    let again = ended.after_failure(&failure(FailureReason::Billing, Some("m1")), NOW + MINUTE_MS, &settings);
    assert_eq!((again.cooldown_until, again.error_count), (first.cooldown_until, 1));
    let again = ended.after_failure(&failure(FailureReason::Auth, Some("m1")), NOW + MINUTE_MS, &settings);
    assert_eq!((again.cooldown_model, again.cooldown_classification), (None, None));

    let usage = ProfileUsage { error_count: 7, ..ProfileUsage::default() };
    let later = usage.after_failure(&failure(FailureReason::Overloaded, Some("m1")), NOW, &settings);
    assert_eq!((later.cooldown_until, later.cooldown_model), (Some(NOW + 5 * MINUTE_MS), None));
}

#[test]
fn older_generations_store_no_reason_of_a_cooldown() {
    for generation in [Generation::JsonStore, Generation::AgentDb] {
        let failed = failure(FailureReason::RateLimit, Some("m1"));
        let usage = ProfileUsage::default().after_failure(&failed, NOW, &settings(generation));
        assert_eq!((usage.cooldown_until, usage.cooldown_reason), (Some(NOW + MINUTE_MS), None), "{generation:?}");
        assert_eq!(usage.unusable_reason("a", None, NOW), Some(FailureReason::RateLimit));
    }
}

#[test]
fn some_failures_do_not_count() {
    let settings = settings(Generation::JsonStore);
    let before = ProfileUsage { last_used: Some(5), ..ProfileUsage::default() };
    assert_eq!(before.after_failure(&failure(FailureReason::Timeout, None), NOW, &settings), before);
    let openrouter = Failure { reason: FailureReason::Billing, provider: "openrouter", model: None };
    assert_eq!(before.after_failure(&openrouter, NOW, &settings), before);
}

#[test]
fn success_clears_everything_but_the_last_failure() {
    let usage = ProfileUsage::read(&json!({
        "cooldownUntil": NOW + 1, "cooldownReason": "auth", "cooldownModel": "m", "disabledUntil": NOW + 2,
        "disabledReason": "billing", "blockedUntil": NOW + 3, "errorCount": 3, "failureCounts": { "auth": 3 },
        "lastFailureAt": NOW - 1, "lastProbeAt": NOW - 2,
    }));
    let expected = ProfileUsage {
        last_used: Some(NOW),
        last_failure_at: Some(NOW - 1),
        last_probe_at: Some(NOW - 2),
        ..ProfileUsage::default()
    };
    assert_eq!(usage.after_success(NOW), expected);
}

#[test]
fn every_stored_member_is_read() {
    let usage = ProfileUsage::read(&json!({
        "lastUsed": 1, "blockedUntil": 2, "blockedReason": "subscription_limit", "blockedSource": "usage",
        "blockedModel": "m", "blockedScope": "profile", "cooldownUntil": 3, "cooldownReason": "newer_word",
        "cooldownClassification": "transient", "cooldownModel": "n", "disabledUntil": 4.5,
        "disabledReason": "auth_permanent", "errorCount": 6, "failureCounts": { "billing": 2, "auth": "x" },
        "lastFailureAt": "7", "lastProbeAt": 8,
    }));
    assert_eq!((usage.last_used, usage.blocked_until, usage.cooldown_until), (Some(1), Some(2), Some(3)));
    assert_eq!((usage.disabled_until, usage.last_failure_at, usage.last_probe_at), (Some(4), None, Some(8)));
    assert_eq!(usage.cooldown_reason, Some(FailureReason::Unknown));
    assert_eq!(usage.disabled_reason, Some(FailureReason::AuthPermanent));
    let words = [
        &usage.blocked_reason,
        &usage.blocked_source,
        &usage.blocked_model,
        &usage.blocked_scope,
        &usage.cooldown_classification,
        &usage.cooldown_model,
    ];
    assert_eq!(
        words.map(|word| word.as_deref().unwrap()),
        ["subscription_limit", "usage", "m", "profile", "transient", "n"]
    );
    assert_eq!((usage.error_count, usage.failure_counts), (6, BTreeMap::from([(FailureReason::Billing, 2)])));
    let odd: [Value; 3] = [json!(null), json!([]), json!({ "blockedReason": "key sk-live-1234", "errorCount": -4 })];
    assert!(odd.iter().all(|value| ProfileUsage::read(value) == ProfileUsage::default()));
}
