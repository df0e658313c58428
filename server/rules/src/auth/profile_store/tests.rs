use serde_json::json;

use super::*;
use crate::auth::{
    failure_reason::FailureReason,
    vectors::{read_cases, secrets_of, store_of, view_of},
};

const GENERATION: Generation = Generation::SharedDb;

fn read(profiles: &Value, state: Option<&Value>) -> Result<ProfileStore, String> {
    ProfileStore::read(profiles, state, GENERATION).map_err(|error| error.to_string())
}

#[test]
fn a_store_of_another_shape_is_an_error() {
    let good = json!({ "profiles": {} });
    let version = |version: Value| json!({ "version": version, "profiles": {} });
    for (profiles, state, expected) in [
        (json!({ "version": 1, "profiles": {} }), None, ""),
        (good.clone(), None, ""),
        (version(json!("1")), None, ""),
        (version(json!(2)), None, "the credentials have version 2; only version 1 is known"),
        (version(json!(0)), None, "the credentials have version 0; only version 1 is known"),
        (version(json!("sk-secret")), None, "the version of the credentials is not a number"),
        (version(json!([])), None, "the version of the credentials is not a number"),
        (json!({ "version": 1 }), None, "there is no `profiles`"),
        (json!({ "profiles": [] }), None, "`profiles` is not an object"),
        (json!([]), None, "the credentials are not a JSON object"),
        (good.clone(), Some(json!({})), ""),
        (good.clone(), Some(json!(null)), "the order and usage of the credentials are not a JSON object"),
        (
            good.clone(),
            Some(json!({ "version": 7 })),
            "the order and usage of the credentials have version 7; only version 1 is known",
        ),
    ] {
        let error = read(&profiles, state.as_ref()).err().unwrap_or_default();
        assert_eq!(error, expected, "{profiles} {state:?}");
    }
}

#[test]
fn text_is_read_as_the_value_that_it_spells() {
    let text = r#" {
        "profiles": { "lost:a": {} }, "version": 1, "extra": [[{ "a": 1 }], null], "lastGood": { "a": "a:two" },
        "profiles": {
            "a:one": { "type": "api_key", "provider": "a", "key": "sk-\u0061bcdefghijklmnop" },
            "a:two": { "type": "token", "provider": "a" },
            "a:one": { "type": "oauth", "provider": "b", "provider": "c", "expires": 5, "refresh": "r" },
            "a:\u0074wo": "text", "a:list": [1], "a:null": null, "a:number": 1.5, "a:small": -1, "a:bool": true
        },
        "usageStats": { "a:one": { "errorCount": 2, "failureCounts": { "auth": 2 } }, "a:odd": [], "a:two": {} },
        "order": { "a": ["a:two", "a:one"] }
    } "#;
    let read = |text: &str| {
        let document = StoreDocument::parse(text.as_bytes(), GENERATION).unwrap();
        ProfileStore::from_documents(document, None, GENERATION)
    };
    let value: Value = serde_json::from_str(text).unwrap();
    let store = read(text).unwrap();
    assert_eq!(store, ProfileStore::read(&value, None, GENERATION).unwrap());
    let found: Vec<_> = store.profiles().iter().map(|one| (one.id.as_str(), one.written_provider.as_str())).collect();
    assert_eq!(found, [("a:one", "c")]);
    assert_eq!(store.rejected.first().map(String::as_str), Some("`a:two` is ignored: it is not an object"));
    assert_eq!((store.rejected.len(), store.usage["a:one"].error_count, store.order["a"].ids.len()), (6, 2, 2));
    for odd in ["[]", "null", "1", "-1", "1.5", "true", "\"text\"", r#"{ "profiles": 1 }"#, "{}"] {
        let value = serde_json::from_str(odd).unwrap();
        let expected = ProfileStore::read(&value, None, GENERATION).unwrap_err();
        assert_eq!(read(odd).unwrap_err(), expected, "{odd}");
    }
    let unused = [r#"{ "extra": 1e999 }"#, r#"{ "extra": "\ud800" }"#, r#"{ "profiles": ["\ud800"] }"#];
    for broken in ["", "{", "{} {}", r#"{ "profiles": { "a": { "b" } } }"#].into_iter().chain(unused) {
        assert!(serde_json::from_str::<Value>(broken).is_err(), "{broken}");
        assert!(StoreDocument::parse(broken.as_bytes(), GENERATION).is_err(), "{broken}");
    }
}

#[test]
fn a_rejected_entry_is_named_without_its_values() {
    let store = json!({ "profiles": {
        "a:good": { "type": "api_key", "provider": "a", "key": "sk-good" },
        "a:text": "sk-secret",
        "a:type": { "type": "sk-secret", "provider": "a", "key": "sk-secret" },
        "a:none": { "type": "token", "token": "sk-secret" },
    } });
    let store = read(&store, None).unwrap();
    assert_eq!(store.profiles().iter().map(|profile| profile.id.as_str()).collect::<Vec<_>>(), ["a:good"]);
    assert_eq!(
        store.rejected,
        [
            "`a:text` is ignored: it is not an object",
            "`a:type` is ignored: its type is not `api_key`, `token` or `oauth`",
            "`a:none` is ignored: it names no provider",
        ]
    );
    assert!(!format!("{store:?}").contains("sk-"));
}

#[test]
fn the_state_is_in_the_same_document_or_in_a_second_one() {
    let state = json!({
        "order": { "Z.AI": [" z:2 ", "", 5, "z:1"], "a": "x", "b": [" "] },
        "lastGood": { "zai": "z:2", "a": 5 },
        "usageStats": { "z:1": { "errorCount": 2, "failureCounts": { "auth": 2 } } },
    });
    let profiles = json!({ "profiles": {} });
    let mut one = profiles.clone();
    one.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
    let store = read(&one, None).unwrap();
    assert_eq!(store, read(&profiles, Some(&state)).unwrap());
    assert_eq!(store.order.keys().collect::<Vec<_>>(), ["zai"]);
    assert_eq!(store.order["zai"].ids, ["z:2", "z:1"]);
    assert_eq!(store.last_good, BTreeMap::from([("zai".to_owned(), "z:2".to_owned())]));
    assert_eq!(store.usage["z:1"].failure_counts[&FailureReason::Auth], 2);
    // The state of a database counts, even if the first document has one, too.
    assert_eq!(read(&one, Some(&json!({}))).unwrap(), ProfileStore::default());
}

#[test]
fn an_agent_sees_its_own_store_over_the_shared_one() {
    let key = |key: &str| json!({ "type": "api_key", "provider": "a", "key": key });
    let shared = read(
        &json!({
            "profiles": { "a:1": key("0123456789shared"), "a:2": key("x"), "bad": 1 },
            "order": { "a": ["a:1"], "b": ["b:1"] },
            "lastGood": { "a": "a:1", "b": "b:1" },
            "usageStats": { "a:1": { "errorCount": 1, "lastUsed": 5 }, "a:2": { "errorCount": 2 } },
        }),
        None,
    );
    let own = read(
        &json!({
            "profiles": { "a:3": key("y"), "a:1": key("0123456789theown") },
            "order": { "a": ["a:3"] },
            "lastGood": { "a": "a:3" },
            "usageStats": { "a:1": { "errorCount": 7 } },
        }),
        None,
    );
    let merged = own.unwrap().merged_over(shared.unwrap());
    let seen: Vec<_> = merged.profiles().iter().map(|one| (one.id.as_str(), one.label(), one.scope)).collect();
    let set = || "set".to_owned();
    assert_eq!(
        seen,
        [
            ("a:1", "…eown".to_owned(), StoreScope::Agent),
            ("a:2", set(), StoreScope::Shared),
            ("a:3", set(), StoreScope::Agent)
        ]
    );
    assert_eq!(merged.order["a"], StoredOrder { ids: vec!["a:3".to_owned()], scope: StoreScope::Agent });
    assert_eq!(merged.order["b"].scope, StoreScope::Shared);
    assert_eq!((merged.last_good["a"].as_str(), merged.last_good["b"].as_str()), ("a:3", "b:1"));
    assert_eq!((merged.usage["a:1"].error_count, merged.usage["a:1"].last_used), (7, None));
    assert_eq!((merged.usage["a:2"].error_count, merged.rejected.len()), (2, 1));
}

#[test]
fn debug_output_has_no_secret() {
    let mut compared = 0;
    for lines in
        [include_str!("../../../tests/data/auth/resolve.jsonl"), include_str!("../../../tests/data/auth/order.jsonl")]
    {
        for case in read_cases(lines) {
            let printed = format!("{:?}", store_of(&case, &view_of(&case)));
            for secret in secrets_of(&case) {
                assert!(!printed.contains(&secret), "{secret} {printed}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn an_entry_of_the_agent_may_be_of_another_provider() {
    let store = |entries: &[(&str, &str)]| {
        let entry = |provider: &&str| json!({ "type": "api_key", "provider": provider, "key": "k" });
        let profiles: Value = entries.iter().map(|(id, provider)| ((*id).to_owned(), entry(provider))).collect();
        ProfileStore::read(&json!({ "version": 1, "profiles": profiles }), None, Generation::JsonStore).unwrap()
    };
    let shared = store(&[("a", "openai"), ("b", "xai"), ("c", "openai")]);
    let merged = store(&[("a", "xai"), ("d", "openai")]).merged_over(shared);
    let ids = |provider: &str| -> Vec<String> {
        merged.of_provider(provider, Generation::JsonStore).map(|profile| profile.id.clone()).collect()
    };
    assert_eq!(ids("xai"), ["a", "b"]);
    assert_eq!(ids("openai"), ["c", "d"]);
}
