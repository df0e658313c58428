use contract::{Code, Generation};
use serde_json::{Value, json};

use super::*;
use crate::{
    auth::{
        environment::MachineFacts,
        profile_store::ProfileStore,
        report::{DEFAULT_WARN_MS, models_in_use},
        resolve::StoreLocation,
    },
    base::env::{Env, Variables},
    document::view::View,
};

const NOW: i64 = 1_773_403_200_000;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn marks(fallbacks: &[&str], profiles: &Value, usage: &Value, variables: &[&str]) -> CredentialMarks {
    marks_with_results(fallbacks, profiles, usage, variables, |_| {})
}

fn marks_with_results(
    fallbacks: &[&str],
    profiles: &Value,
    usage: &Value,
    variables: &[&str],
    add_results: impl FnOnce(&mut [ProviderCredentials]),
) -> CredentialMarks {
    let set: Variables = variables.iter().map(|name| ((*name).to_owned(), "value".to_owned())).collect();
    let providers = json!({
        "house": { "api": "openai-completions", "baseUrl": "http://localhost:1", "models": [{ "id": "m" }] },
        "club": { "baseUrl": "https://club.example", "apiKey": "sk-club", "models": [{ "id": "m" }] },
    });
    let model = json!({ "primary": "anthropic/claude-opus-5-5", "fallbacks": fallbacks });
    let view = View::new(json!({
        "agents": { "defaults": { "model": model } },
        "models": { "providers": providers },
    }));
    let view = view.with_env(Env::new(vec![set])).with_generation(Generation::SharedDb);
    let state = json!({ "version": 1, "usageStats": usage });
    let profiles = json!({ "version": 1, "profiles": profiles });
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
    CredentialMarks::of_models(&request, &models_in_use(&view, &agents.all[0]), add_results)
}

fn words(found: &CredentialMarks) -> Vec<(Tone, &str)> {
    found.marks.values().map(|mark| (mark.tone, mark.word.as_str())).collect()
}

fn key(provider: &str) -> Value {
    json!({ "type": "api_key", "provider": provider, "key": "k" })
}

#[test]
fn a_credential_is_marked_with_its_state() {
    let token = |expires: i64| json!({ "type": "token", "provider": "anthropic", "token": "t", "expires": expires });
    let none = json!({});
    for (profile, usage, expected) in [
        (key("anthropic"), none.clone(), (Tone::Plain, "anthropic:work")),
        (token(NOW + 30 * DAY), none.clone(), (Tone::Plain, "anthropic:work")),
        (token(NOW + 3 * DAY), none.clone(), (Tone::Warn, "expires in 3 d")),
        (token(NOW - 1), none.clone(), (Tone::Bad, "expired")),
        (key("openai"), none, (Tone::Bad, "no credential")),
        (key("anthropic"), json!({ "cooldownUntil": NOW + 4 * MINUTE }), (Tone::Warn, "cooldown 4 m")),
        (
            key("anthropic"),
            json!({ "disabledUntil": NOW + 300 * MINUTE, "disabledReason": "billing" }),
            (Tone::Bad, "disabled 5 h"),
        ),
    ] {
        let usage = json!({ "anthropic:work": usage });
        let found = marks(&[], &json!({ "anthropic:work": profile }), &usage, &[]);
        assert_eq!(words(&found), [expected], "{profile} {usage}");
        assert_eq!(found.needs_attention(), expected.0 != Tone::Plain, "{profile} {usage}");
        assert_eq!(found.notice.is_some(), expected.0 != Tone::Plain, "{profile} {usage}");
    }
}

#[test]
fn a_credential_outside_of_a_store_is_marked_with_its_place() {
    let variables = ["ANTHROPIC_API_KEY"];
    let found = marks(&["house/m", "club/m"], &json!({}), &json!({}), &variables);
    let expected =
        [(Tone::Plain, "ANTHROPIC_API_KEY"), (Tone::Plain, "key in the configuration"), (Tone::Plain, "no key needed")];
    assert_eq!(words(&found), expected);
    let reason = found.marks["anthropic/claude-opus-5-5"].reason.as_deref();
    assert_eq!(reason, Some("set, not checked; it pays because the variable is set"));
}

#[test]
fn a_cooldown_of_one_model_is_no_other_models() {
    let usage = json!({ "anthropic:a": {
        "cooldownUntil": NOW + 4 * MINUTE,
        "cooldownReason": "rate_limit",
        "cooldownModel": "claude-opus-5-5",
    } });
    let one = json!({ "anthropic:a": key("anthropic") });
    let found = marks(&["anthropic/claude-sonnet-5-5"], &one, &usage, &[]);
    assert_eq!(words(&found), [(Tone::Warn, "cooldown 4 m"), (Tone::Plain, "anthropic:a")]);
    let expected = "`anthropic/claude-opus-5-5` cannot answer now: `anthropic:a` has failed (rate_limit), so it is not \
                    used for 4 m.";
    assert_eq!(found.notice.as_deref(), Some(expected));
    let two = json!({ "anthropic:a": key("anthropic"), "anthropic:b": key("anthropic") });
    let found = marks(&["anthropic/claude-sonnet-5-5"], &two, &usage, &[]);
    assert_eq!(words(&found), [(Tone::Plain, "anthropic:b"), (Tone::Plain, "anthropic:a")]);
}

#[test]
fn the_key_of_the_configuration_may_be_disabled() {
    let usage = json!({ "inline-api-key:club": { "disabledUntil": NOW + 60 * MINUTE, "disabledReason": "billing" } });
    let found = marks(&["club/m"], &json!({ "anthropic:a": key("anthropic") }), &usage, &[]);
    assert_eq!(found.marks["club/m"].word, "disabled 1 h");
}

#[test]
fn the_notice_is_short() {
    let fallbacks = ["openai/gpt-5.6", "xai/grok-4.7", "google/gemini-3.8-flash", "mistral/large"];
    let found = marks(&fallbacks, &json!({}), &json!({}), &[]);
    let expected = "`anthropic` cannot answer now: it has no usable credential. `openai` cannot answer now: it has no \
                    usable credential. `xai` cannot answer now: it has no usable credential. And 2 more.";
    assert_eq!(found.notice.as_deref(), Some(expected));
}

#[test]
fn a_name_that_looks_like_a_key_is_hidden() {
    let id = "anthropic:sk-ant-0123456789abcdef";
    let found = marks(&[], &json!({ id: key("anthropic") }), &json!({}), &[]);
    assert!(!format!("{found:?}").contains("sk-ant"), "{found:?}");
}

#[test]
fn nothing_is_known_if_the_store_cannot_be_read() {
    let error = OpError::new(Code::CredentialsUnreadable, "could not read it".to_owned());
    let found = CredentialMarks::unknown(&error, &[ModelRef::new("a", "b").unwrap()]);
    assert_eq!(words(&found), [(Tone::Plain, "not known")]);
    assert_eq!(found.notice.as_deref(), Some("could not read it."));
    assert!(found.needs_attention());
}

#[test]
fn a_route_shows_the_result_of_a_probe() {
    let profiles = json!({ "anthropic:work": key("anthropic") });
    let proof = Mark { tone: Tone::Ok, word: "answers · 0.3 s".to_owned(), reason: None };
    let found = marks_with_results(&[], &profiles, &json!({}), &[], |providers| {
        for one in providers.iter_mut().flat_map(|of| &mut of.credentials) {
            one.proof = Some(proof.clone());
        }
    });
    let line = &found.route_credentials["anthropic/claude-opus-5-5"][0];
    assert_eq!((line.tone, line.words.as_str()), (Tone::Ok, "anthropic:work, answers · 0.3 s"));
}
