use contract::Generation;
use serde_json::{Value, json};

use super::*;
use crate::auth::{
    auth_mode::ProviderAuthMode,
    vectors::{read_cases, secrets_of, store_of, view_of},
};

const OTHER_PROVIDER: &str = "`auth.profiles` in the configuration names another provider, or spells it differently";

const NOW: i64 = 1_773_403_200_000;

/// Cases where the facts about the key cannot be compared, and why.
const OTHER_KEYS: &[(&str, &str)] = &[(
    "gemini cli oauth key is a JSON string",
    "the text that is sent has the token inside; only the token has facts here",
)];

fn reference_location() -> StoreLocation {
    let agent_dir = "$HOME/.openclaw/agents/main/agent".to_owned();
    StoreLocation { store_path: format!("{agent_dir}/auth-profiles.json"), agent_dir }
}

fn resolve(view: &View, store: &ProfileStore, provider: &str, profile: Option<&str>) -> Resolution {
    resolve_credential(&CredentialRequest {
        view,
        store,
        provider,
        model: None,
        profile,
        machine: &MachineFacts::default(),
        location: &reference_location(),
        now: NOW,
    })
}

#[test]
fn credentials_are_those_of_the_reference() {
    let cases = read_cases(include_str!("../../../tests/data/auth/resolve.jsonl"));
    assert_eq!(cases.len(), 59);
    let mut compared_secrets = 0;
    for case in cases {
        let name = case["name"].as_str().unwrap();
        assert_eq!(case["now"], NOW, "{name}");
        let (view, provider) = (view_of(&case), case["provider"].as_str().unwrap());
        let store = store_of(&case, &view);
        let found = resolve(&view, &store, provider, case["profileId"].as_str());
        let printed = format!("{found:?} {store:?}");
        for secret in secrets_of(&case) {
            assert!(!printed.contains(&secret), "{name} {secret}");
        }
        let expected = &case["result"];
        assert_eq!(found.error.as_deref(), expected["error"].as_str(), "{name}");
        compared_secrets += secrets_of(&case).len();
        let mode = ProviderAuthMode::find(&view, &store, provider, &MachineFacts::default());
        assert_eq!(mode.as_str(), case["authMode"], "{name}");
        assert_eq!(found.chosen.is_none(), expected.get("error").is_some(), "{name}");
        let Some(chosen) = found.chosen else { continue };
        assert_eq!(chosen.source, expected["source"], "{name}");
        assert_eq!(chosen.mode.as_str(), expected["mode"], "{name}");
        assert_eq!(chosen.profile_id.as_deref(), expected["profileId"].as_str(), "{name}");
        assert!(!chosen.needs_refresh, "{name}");
        if let Some(key) = expected["apiKey"].as_str()
            && !OTHER_KEYS.iter().any(|(other, _)| *other == name)
        {
            assert_eq!(chosen.facts, SecretFacts::of(key), "{name}");
        }
    }
    assert!(compared_secrets > 10, "{compared_secrets}");
}

fn store(profiles: &Value) -> ProfileStore {
    ProfileStore::read(&json!({ "profiles": profiles }), None, Generation::JsonStore).unwrap()
}

/// Each considered credential as a line.
fn lines(resolution: &Resolution) -> Vec<String> {
    let line = |one: &TriedCredential| format!("{} | {} | {} | {}", one.source, one.label, one.state.as_str(), one.why);
    resolution.tried.iter().map(line).collect()
}

#[test]
fn every_candidate_is_listed_with_its_reason() {
    let mut case = json!({
        "env": { "ANTHROPIC_API_KEY": "sk-0123456789env" },
        "cfg": { "models": { "providers": { "anthropic": { "apiKey": "sk-0123456789config" } } } },
    });
    let store = store(&json!({
        "a:old": { "type": "token", "provider": "anthropic", "token": "t", "expires": 5 },
        "a:ref": { "type": "api_key", "provider": "anthropic", "keyRef": { "source": "env", "id": "UNSET" } },
        "a:key": { "type": "api_key", "provider": "anthropic", "key": "sk-0123456789stored" },
        "o:key": { "type": "api_key", "provider": "openai", "key": "x" },
    }));
    let found = resolve(&view_of(&case), &store, "anthropic", None);
    assert_eq!(
        lines(&found),
        [
            "profile:a:ref | ref(env:UNSET) | passed over | the variable `UNSET` is not set",
            "profile:a:key | …ored | chosen | it is the first usable one; no order is set, so sign-ins come first, then tokens, then keys",
            "profile:a:old | token:set | passed over | it has expired",
            "env: ANTHROPIC_OAUTH_TOKEN |  | passed over | the variable is not set",
            "env: ANTHROPIC_API_KEY | …9env | not needed | `a:key` comes first",
            "models.json | …nfig | not needed | `a:key` comes first",
        ]
    );
    assert!(!format!("{found:?}").contains("sk-"));

    case["cfg"]["auth"] = json!({ "order": { "anthropic": [] } });
    let found = resolve(&view_of(&case), &store, "anthropic", None);
    assert_eq!(found.chosen.as_ref().unwrap().source, "env: ANTHROPIC_API_KEY");
    let last = lines(&found).pop().unwrap();
    assert_eq!(last, "models.json | …nfig | not needed | `env: ANTHROPIC_API_KEY` comes first");
    assert!(lines(&found)[0].ends_with("passed over | the order of this provider does not name it"));
}

#[test]
fn an_expired_sign_in_pays_only_if_it_can_be_renewed() {
    let sign_in = |provider: &str, refresh: Value| {
        let entry = json!({ "type": "oauth", "provider": provider, "access": "a", "refresh": refresh, "expires": 5 });
        store(&json!({ "p": entry }))
    };
    let renewed = "it is asked for; it has expired, and OpenClaw renews it first";
    let cannot = "it has expired, and OpenClaw cannot renew sign-ins of `minimax-portal`";
    for (provider, refresh, generation, expected) in [
        ("anthropic", json!("r"), Generation::JsonStore, renewed),
        ("minimax-portal", json!("r"), Generation::JsonStore, cannot),
        ("minimax-portal", json!("r"), Generation::SharedDb, renewed),
        ("anthropic", json!(null), Generation::SharedDb, "it has expired, and there is no token to renew it"),
    ] {
        let view = View::default().with_generation(generation);
        let found = resolve(&view, &sign_in(provider, refresh), provider, Some("p"));
        assert_eq!(found.tried[0].why, expected, "{provider} {generation:?}");
        assert_eq!(found.chosen.is_some_and(|chosen| chosen.needs_refresh), expected == renewed);
    }
}

#[test]
fn an_explicit_profile_is_the_only_candidate() {
    let case = json!({
        "env": { "ANTHROPIC_API_KEY": "k" },
        "cfg": { "auth": { "profiles": {
            "a:mode": { "provider": "anthropic", "mode": "oauth" },
            "a:spelling": { "provider": "Anthropic", "mode": "api_key" },
        } } },
    });
    let key = json!({ "type": "api_key", "provider": "anthropic", "key": "k" });
    let mut setup = key.clone();
    setup["setup"] = json!({});
    let store = store(&json!({ "a:mode": key, "a:spelling": key, "a:setup": setup, "a:key": key }));
    let view = view_of(&case);
    for (provider, id, expected) in [
        ("anthropic", "a:mode", "`auth.profiles` in the configuration gives it another mode"),
        ("anthropic", "a:spelling", OTHER_PROVIDER),
        ("anthropic", "a:setup", "it is a replacement that is not active yet"),
        ("anthropic", "a:none", "the store has no such profile"),
        ("openai", "a:key", "it is asked for"),
    ] {
        let found = resolve(&view, &store, provider, Some(id));
        assert_eq!((found.tried.len(), found.tried[0].why.as_str()), (1, expected), "{id}");
        let error = format!("No credentials found for profile \"{id}\".");
        assert_eq!(found.error, found.chosen.is_none().then_some(error), "{id}");
    }
}

#[test]
fn credentials_in_cooldown_still_pay() {
    let state = json!({ "usageStats": { "a:1": { "cooldownUntil": NOW + 5, "failureCounts": { "rate_limit": 1 } } } });
    let profiles = json!({ "profiles": { "a:1": { "type": "api_key", "provider": "a", "key": "k" } } });
    let store = ProfileStore::read(&profiles, Some(&state), Generation::SharedDb).unwrap();
    let found = resolve(&View::default(), &store, "a", None);
    assert_eq!(
        found.tried[0].why,
        "it cannot be used now (rate_limit), but OpenClaw does not go on to variables or keys while one is stored"
    );
    let chosen = found.chosen.unwrap();
    assert_eq!((chosen.profile_id.as_deref(), chosen.unusable_until), (Some("a:1"), Some(NOW + 5)));
}

#[test]
fn aws_pays_where_the_configuration_says_so() {
    let case = json!({
        "env": { "AWS_PROFILE": "work" },
        "cfg": { "models": { "providers": {
            "house": { "auth": "aws-sdk" },
            "amazon-bedrock": { "auth": "api-key" },
        } } },
    });
    let view = view_of(&case);
    let found = resolve(&view, &ProfileStore::default(), "house", None);
    assert_eq!(
        lines(&found),
        [
            "env: AWS_PROFILE | set | chosen | the configuration sets `auth` to `aws-sdk`, but no file of AWS was found here"
        ]
    );
    assert_eq!(found.chosen.unwrap().mode, CredentialMode::AwsSdk);
    let mut case = case;
    case["env"] = json!({ "AWS_PROFILE": "work", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S" });
    let why = |case: &Value| resolve(&view_of(case), &ProfileStore::default(), "house", None).tried[0].why.clone();
    assert_eq!(
        why(&case),
        "the configuration sets `auth` to `aws-sdk`; `AWS_PROFILE` counts before keys in variables, but no file of AWS \
         was found here"
    );
    case["env"]["AWS_PROFILE"] = json!(" ");
    assert_eq!(why(&case), "the configuration sets `auth` to `aws-sdk`");
    case["env"] = json!({ "AWS_PROFILE": "work", "AWS_BEARER_TOKEN_BEDROCK": "token" });
    assert_eq!(why(&case), "the configuration sets `auth` to `aws-sdk`");
    assert!(resolve(&view, &ProfileStore::default(), "bedrock", None).error.is_some());
    let bare = resolve(&View::default(), &ProfileStore::default(), "bedrock", None);
    assert!(bare.tried[0].why.ends_with("but neither a variable nor a file of AWS was found here"));
}
