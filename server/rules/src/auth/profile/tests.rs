use contract::Generation;
use serde_json::{Value, json};

use super::*;

const OLD: Generation = Generation::JsonStore;
const NEW: Generation = Generation::SharedDb;

/// Kind, label and expiry of an entry, or why it is rejected.
fn read(entry: &Value, generation: Generation) -> String {
    match Profile::read("id", entry, generation) {
        Ok(profile) => format!("{} {} {:?}", profile.kind.as_str(), profile.label(), profile.expiry),
        Err(rejected) => rejected.to_string(),
    }
}

#[test]
fn entries_are_read_in_all_their_spellings() {
    let key = "sk-0123456789abcdef";
    let reference = json!({ "source": "env", "provider": "default", "id": "K" });
    let unknown_type = "its type is not `api_key`, `token` or `oauth`";
    for (entry, generation, expected) in [
        (json!({ "type": "api_key", "provider": "a", "key": key }), OLD, "api_key …cdef Never"),
        (json!({ "mode": "api_key", "provider": "a", "key": key }), OLD, "api_key …cdef Never"),
        (json!({ "type": "api_key", "provider": "a", "apiKey": key }), OLD, "api_key …cdef Never"),
        (json!({ "type": "api_key", "provider": "a", "key": "", "apiKey": key }), OLD, "api_key missing Never"),
        (json!({ "type": "apiKey", "provider": "a", "apiKey": key }), NEW, "api_key …cdef Never"),
        (json!({ "type": "apiKey", "provider": "a", "apiKey": key }), OLD, unknown_type),
        (json!({ "type": "api_key", "provider": "a", "expires": 5 }), OLD, "api_key missing Never"),
        (json!({ "type": "api_key", "provider": "a", "keyRef": reference }), OLD, "api_key ref(env:K) Never"),
        (json!({ "type": "api_key", "provider": "a", "key": reference }), OLD, "api_key ref(env:K) Never"),
        (json!({ "type": "api_key", "provider": "a", "key": "${K}" }), OLD, "api_key ref(env:K) Never"),
        (json!({ "type": "api_key", "provider": "a", "key": key, "keyRef": reference }), OLD, "api_key …cdef Never"),
        (
            json!({ "type": "api_key", "provider": "a", "key": "ollama-local" }),
            OLD,
            "api_key marker(ollama-local) Never",
        ),
        (json!({ "type": "token", "provider": "a", "token": "short" }), OLD, "token token:set Never"),
        (json!({ "type": "token", "provider": "a", "tokenRef": reference }), OLD, "token token:ref(env:K) Never"),
        (json!({ "type": "token", "provider": "a", "token": key, "expires": 5 }), OLD, "token token:…cdef At(5)"),
        (json!({ "type": "token", "provider": "a", "expires": "x" }), OLD, "token token:missing Invalid"),
        (json!({ "type": "oauth", "provider": "a", "access": key, "expires": 5 }), OLD, "oauth OAuth At(5)"),
        (json!({ "type": "oauth", "provider": "a", "email": "me@x" }), OLD, "oauth OAuth (me@x) Invalid"),
        (json!("text"), OLD, "it is not an object"),
        (json!(null), NEW, "it is not an object"),
        (json!({ "type": "password", "provider": "a" }), OLD, unknown_type),
        (json!({ "provider": "a" }), NEW, unknown_type),
        (json!({ "type": "token", "provider": " " }), OLD, "it names no provider"),
        (json!({ "type": "token", "provider": 5 }), OLD, "it names no provider"),
    ] {
        assert_eq!(read(&entry, generation), expected, "{entry} {generation:?}");
    }
}

#[test]
fn the_other_members_are_read() {
    let entry = json!({
        "type": "oauth", "provider": "Volcengine-Plan", "access": "a", "refresh": "r", "expires": 5,
        "email": " me@x ", "displayName": "Work", "setup": {},
    });
    let profile = Profile::read("id", &entry, OLD).unwrap();
    assert_eq!((profile.provider.as_str(), profile.written_provider.as_str()), ("volcengine", "Volcengine-Plan"));
    assert_eq!((profile.email.as_deref(), profile.display_name.as_deref()), (Some("me@x"), Some("Work")));
    assert!(profile.has_refresh_token && profile.is_setup && profile.has_credential());
    let qwen = json!({ "type": "api_key", "provider": "qwen" });
    assert_eq!(Profile::read("id", &qwen, OLD).unwrap().provider, "qwen-portal");
    assert_eq!(Profile::read("id", &qwen, NEW).unwrap().provider, "qwen");
}

#[test]
fn a_sign_in_that_can_be_renewed_stays_active() {
    for (refresh, expires, expected) in [
        (json!("r"), json!(50), ExpiryState::Active),
        (json!("r"), json!(105), ExpiryState::Active),
        (json!(null), json!(50), ExpiryState::Expired),
        (json!(" "), json!(105), ExpiryState::Expiring),
        (json!(null), json!(500), ExpiryState::Active),
    ] {
        let entry = json!({ "type": "oauth", "provider": "a", "access": "a", "refresh": refresh, "expires": expires });
        let state = Profile::read("id", &entry, OLD).unwrap().expiry_state(100, 10);
        assert_eq!(state, expected, "{entry}");
    }
}
