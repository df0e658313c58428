//! Tests of storing a secret.

use super::*;

#[test]
fn a_new_store_begins_as_that_of_openclaw() {
    let mut home = Home::empty(StoreLayout::JsonFiles);
    let op = added("sk-proj-x", SecretKind::ApiKey, "OpenAI");
    let decision = home.change(|view, stores| add_credential(view, &op, stores));
    let text = home.shared[0].as_ref().unwrap().to_string();
    let expected =
        r#"{"version":1,"profiles":{"openai:default":{"type":"api_key","provider":"openai","key":"sk-proj-x"}}}"#;
    assert_eq!(text, expected);
    let named = r#"{"auth":{"profiles":{"openai:default":{"provider":"openai","mode":"api_key"}}}}"#;
    assert_eq!(home.config.to_string(), named);
    assert_eq!(did(&decision), "stored `openai:default`: OpenAI API key, 9 characters");
    assert!(!format!("{decision:?}").contains("sk-proj-x"));
}

#[test]
fn a_secret_is_stored_on_every_layout() {
    for layout in LAYOUTS {
        let mut home = Home::new(layout);
        let op = added(&setup_token(), SecretKind::SetupToken, "anthropic");
        let decision = home.change(|view, stores| add_credential(view, &op, stores));
        let expected = json!({
            "type": "token", "provider": "anthropic", "token": setup_token(), "expires": NOW + 365 * 86_400_000_i64,
        });
        assert_eq!(home.profiles()["anthropic:manual"], expected, "{layout:?}");
        assert_eq!(home.state().get("order"), None, "{layout:?}");
        let understood = "Anthropic setup-token, 103 characters, valid until about 2027-11-29";
        assert_eq!(did(&decision), format!("stored `anthropic:manual`: {understood}"), "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("2026-04-04")), "{:?}", decision.notes);
    }
}

#[test]
fn a_replaced_secret_keeps_other_fields_and_ends_its_cooldown() {
    for layout in LAYOUTS {
        let usage = json!({ "anthropic:a": { "lastUsed": 3, "cooldownUntil": 9, "errorCount": 2, "mine": 1 },
            "anthropic:b": { "disabledUntil": 9 } });
        let mut home = Home::new(layout).with_state("usageStats", usage);
        let op = AddCredential {
            profile_id: Some("anthropic:a".to_owned()),
            ..added("new-token", SecretKind::Token, "anthropic")
        };
        let decision = home.change(|view, stores| add_credential(view, &op, stores));
        let expected = json!({ "type": "token", "provider": "anthropic", "token": "new-token", "note": "kept" });
        assert_eq!(home.profiles()["anthropic:a"], expected, "{layout:?}");
        let usage = &home.state()["usageStats"];
        assert_eq!(usage["anthropic:a"], json!({ "lastUsed": 3, "mine": 1 }), "{layout:?}");
        assert_eq!(usage["anthropic:b"], json!({ "disabledUntil": 9 }), "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("the cooldown of `anthropic:a` is ended")));
    }
}

#[test]
fn a_replaced_token_becomes_a_key() {
    let mut home = Home::new(StoreLayout::JsonFiles);
    let op =
        AddCredential { profile_id: Some("anthropic:a".to_owned()), ..added("key", SecretKind::ApiKey, "anthropic") };
    home.change(|view, stores| add_credential(view, &op, stores));
    let expected = json!({ "type": "api_key", "provider": "anthropic", "note": "kept", "key": "key" });
    assert_eq!(home.profiles()["anthropic:a"], expected);
}

#[test]
fn the_order_of_the_configuration_gets_the_new_credential() {
    let profiles = |mode: &str| json!({ "anthropic:a": { "provider": "anthropic", "mode": mode } });
    for (auth, expected) in [
        // As in OpenClaw: an order gets it first, and other modes need one.
        (json!({ "order": { "anthropic": ["anthropic:a"] } }), json!(["anthropic:manual", "anthropic:a"])),
        (json!({ "profiles": profiles("api_key") }), json!(["anthropic:manual", "anthropic:a"])),
        (json!({ "profiles": profiles("token") }), Value::Null),
        // It has its place already.
        (
            json!({ "order": { "anthropic": ["anthropic:a", "anthropic:manual"] } }),
            json!(["anthropic:a", "anthropic:manual"]),
        ),
    ] {
        let mut home = Home::new(StoreLayout::JsonFiles);
        home.config = json!({ "auth": auth });
        let op = added("token", SecretKind::Token, "anthropic");
        home.change(|view, stores| add_credential(view, &op, stores));
        let order = home.config["auth"].get("order").map_or(Value::Null, |order| order["anthropic"].clone());
        assert_eq!(order, expected, "{auth}");
        assert_eq!(
            home.config["auth"]["profiles"]["anthropic:manual"],
            json!({ "provider": "anthropic", "mode": "token" })
        );
    }
}

#[test]
fn other_credentials_of_the_provider_stay_in_use() {
    for layout in LAYOUTS {
        let mut home = Home::new(layout);
        let op = added("token", SecretKind::Token, "anthropic");
        let decision = home.change(|view, stores| add_credential(view, &op, stores));
        let token = json!({ "provider": "anthropic", "mode": "token" });
        let expected = json!({ "anthropic:manual": token, "anthropic:a": token, "anthropic:b": token });
        assert_eq!(home.config["auth"]["profiles"], expected, "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("also names `anthropic:a`, `anthropic:b`")));
        // They are named now, so nothing has to be added.
        let again = home.decide(|view, stores| add_credential(view, &op, stores)).unwrap();
        assert!(again.edits.is_empty(), "{layout:?}: {again:?}");
    }
}

#[test]
fn a_position_is_written_where_the_order_is() {
    let place = |home: &mut Home, place| {
        let op = AddCredential { place: Some(place), ..added("token", SecretKind::Token, "anthropic") };
        home.change(|view, stores| add_credential(view, &op, stores));
    };
    let stored = json!({ "anthropic": ["anthropic:a", "anthropic:b"] });
    for layout in LAYOUTS {
        let mut home = Home::new(layout).with_state("order", stored.clone());
        place(&mut home, 2);
        let expected = json!(["anthropic:a", "anthropic:manual", "anthropic:b"]);
        assert_eq!(home.state()["order"]["anthropic"], expected, "{layout:?}");
        assert_eq!(home.config["auth"].get("order"), None, "{layout:?}");
    }
    let mut home = Home::new(StoreLayout::JsonFiles);
    home.config = json!({ "auth": { "order": stored } });
    place(&mut home, 9);
    assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:a", "anthropic:b", "anthropic:manual"]));
}

#[test]
fn a_credential_that_a_stored_order_leaves_out_is_reported() {
    let home = Home::new(StoreLayout::JsonFiles).with_state("order", json!({ "anthropic": ["anthropic:a"] }));
    let op = added("token", SecretKind::Token, "anthropic");
    let decision = home.decide(|view, stores| add_credential(view, &op, stores)).unwrap();
    assert!(decision.notes.iter().any(|note| note.contains("does not name it")), "{:?}", decision.notes);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn secrets_of_the_wrong_kind_are_recognised() {
    let refused = |op: &AddCredential| {
        let result = Home::new(StoreLayout::JsonFiles).decide(|view, stores| add_credential(view, op, stores));
        result.unwrap_err()
    };
    let api_key = "sk-ant-api03-0123456789";
    for (secret, kind, provider, code, message) in [
        (
            api_key,
            SecretKind::SetupToken,
            "anthropic",
            Code::SecretMismatch,
            "this looks like an Anthropic API key, not like a setup-token",
        ),
        (
            api_key,
            SecretKind::Token,
            "anthropic",
            Code::SecretMismatch,
            "this looks like an Anthropic API key, not like a token",
        ),
        (
            &setup_token(),
            SecretKind::ApiKey,
            "anthropic",
            Code::SecretMismatch,
            "this looks like an Anthropic setup-token, not like an API key",
        ),
        (
            "ghp_0123456789",
            SecretKind::ApiKey,
            "openai",
            Code::SecretMismatch,
            "this looks like a GitHub token (for `github-copilot`), not like a secret of `openai`",
        ),
        (
            "AIza0123456789",
            SecretKind::SetupToken,
            "anthropic",
            Code::SecretMismatch,
            "this looks like a Google API key (for `google`), not like a secret of `anthropic`",
        ),
        (
            "some-token",
            SecretKind::SetupToken,
            "anthropic",
            Code::SecretInvalid,
            "Expected token starting with sk-ant-oat01-",
        ),
        (
            "sk-ant-oat01-short",
            SecretKind::SetupToken,
            "anthropic",
            Code::SecretInvalid,
            "Token looks too short; paste the full setup-token",
        ),
        (
            "x",
            SecretKind::SetupToken,
            "openai",
            Code::CredentialRefused,
            "Only --provider anthropic is supported for setup-token.",
        ),
        ("x", SecretKind::ApiKey, " ", Code::BadRequest, "Missing --provider."),
        ("", SecretKind::ApiKey, "openai", Code::SecretInvalid, "no secret was entered"),
    ] {
        let op = added(secret, kind, provider);
        let error = refused(&op);
        assert_eq!((error.code, error.message.as_str()), (code, message), "{secret} {kind:?} {provider}");
    }
    for (secret, kind, provider) in [
        (api_key, SecretKind::ApiKey, "anthropic"),
        ("any string", SecretKind::Token, "anything"),
        (&setup_token(), SecretKind::Token, "anthropic"),
        ("ghp_0123456789", SecretKind::ApiKey, "house"),
        ("sk-proj-0123456789", SecretKind::Token, "openai"),
        ("ghp_0123456789", SecretKind::Token, "github-copilot"),
    ] {
        let op = added(secret, kind, provider);
        let result = Home::new(StoreLayout::JsonFiles).decide(|view, stores| add_credential(view, &op, stores));
        assert!(result.is_ok(), "{secret} {kind:?} {provider}: {result:?}");
    }
    let forced = AddCredential { force: true, ..added("ghp_0123456789", SecretKind::ApiKey, "openai") };
    assert!(Home::new(StoreLayout::JsonFiles).decide(|view, stores| add_credential(view, &forced, stores)).is_ok());
}

#[test]
fn ids_and_expiries_are_checked_before_the_secret() {
    let add = |id: &str| AddCredential { profile_id: Some(id.to_owned()), ..added("", SecretKind::Token, "openai") };
    let expiring = |kind, expires_in: &str, no_expiry| AddCredential {
        expires_in: Some(expires_in.to_owned()),
        no_expiry,
        ..added("", kind, "anthropic")
    };
    for (op, code) in [
        (add("sk-Canary-0123456789"), Code::SecretTyped),
        (add("a b"), Code::BadRequest),
        (add("--id"), Code::BadRequest),
        (add("__proto__"), Code::BadRequest),
        (added("", SecretKind::ApiKey, "sk-Canary"), Code::SecretTyped),
        (expiring(SecretKind::Token, "0", false), Code::DurationInvalid),
        (expiring(SecretKind::SetupToken, "0d", false), Code::DurationInvalid),
        (expiring(SecretKind::Token, "soon", false), Code::DurationInvalid),
        (expiring(SecretKind::ApiKey, "5d", false), Code::DurationInvalid),
        (expiring(SecretKind::Token, "5d", true), Code::BadRequest),
    ] {
        let error = check_without_secret(&op).unwrap_err();
        assert_eq!(error.code, code, "{op:?}");
        assert!(!error.message.contains("Canary"), "{}", error.message);
    }
    assert!(check_without_secret(&add("openai:work")).is_ok());
}

#[test]
fn an_existing_credential_is_protected() {
    let add = |id: &str, replace| AddCredential {
        profile_id: Some(id.to_owned()),
        replace,
        ..added("token", SecretKind::Token, "google")
    };
    for layout in LAYOUTS {
        for (op, code) in
            [(add("google:me", true), Code::CredentialRefused), (add("openai:k", false), Code::CredentialExists)]
        {
            let error = Home::new(layout).decide(|view, stores| add_credential(view, &op, stores)).unwrap_err();
            assert_eq!(error.code, code, "{layout:?}");
        }
    }
}

#[test]
fn a_store_that_must_not_be_written_is_named() {
    let mut home = Home::new(StoreLayout::JsonFiles);
    home.obstacle = Some(StoreObstacle::OtherOwner);
    let op = added("token", SecretKind::Token, "anthropic");
    let error = home.decide(|view, stores| add_credential(view, &op, stores)).unwrap_err();
    assert_eq!(error.message, "could not write `shared`: it belongs to another user");
    assert_eq!(error.hints[0].text, StoreObstacle::OtherOwner.repair());
}

#[test]
fn no_json_file_is_created_for_an_openclaw_with_databases() {
    let op = added("token", SecretKind::Token, "anthropic");
    for (generation, code, ways) in [
        (Generation::AgentDb, Code::CredentialRefused, &["of the installed OpenClaw", "`--generation seeds`"][..]),
        (
            Generation::SharedDb,
            Code::CredentialStoreMissing,
            &["`--create-store`", "auth login", "`--generation seeds`"],
        ),
    ] {
        let mut home = Home { generation: Some(generation), ..Home::empty(StoreLayout::JsonFiles) };
        let error = home.decide(|view, stores| add_credential(view, &op, stores)).unwrap_err();
        assert_eq!(error.code, code, "{generation:?}");
        assert!(error.message.contains("does not exist yet"), "{}", error.message);
        let hints: Vec<_> = error.hints.iter().skip(1).map(|hint| hint.text.as_str()).collect();
        assert_eq!(hints.len(), ways.len());
        assert!(hints.iter().zip(ways).all(|(hint, way)| hint.contains(way)), "{hints:?}");
        home.new_store = Some(NewStore::JsonFile);
        let decision = home.change(|view, stores| add_credential(view, &op, stores));
        assert!(decision.notes[0].contains("up to 2026.6.1"), "{:?}", decision.notes);
        assert_eq!(home.profiles()["anthropic:manual"]["token"], "token");
    }
}

#[test]
fn a_shared_database_is_created_if_there_is_no_store() {
    let op = added("token", SecretKind::Token, "anthropic");
    let missing = Home { new_store: Some(NewStore::SharedDatabase), ..Home::empty(StoreLayout::SharedDatabase) };
    let decision = missing.decide(|view, stores| add_credential(view, &op, stores)).unwrap();
    assert!(decision.creates_shared_database && !decision.store_edits.is_empty());
    let existing = Home { new_store: Some(NewStore::SharedDatabase), ..Home::new(StoreLayout::SharedDatabase) };
    assert!(!existing.decide(|view, stores| add_credential(view, &op, stores)).unwrap().creates_shared_database);
}

#[test]
fn no_second_store_is_created() {
    let op = added("token", SecretKind::Token, "anthropic");
    for (layout, new_store, expected) in [
        (StoreLayout::JsonFiles, NewStore::SharedDatabase, "in JSON files already"),
        (StoreLayout::SharedDatabase, NewStore::JsonFile, "in databases already"),
        (StoreLayout::AgentDatabases, NewStore::JsonFile, "in databases already"),
    ] {
        let home = Home { new_store: Some(new_store), ..Home::new(layout) };
        let error = home.decide(|view, stores| add_credential(view, &op, stores)).unwrap_err();
        assert!(error.message.ends_with(expected), "{}", error.message);
    }
}

#[test]
fn an_agent_without_a_database_is_refused() {
    for layout in [StoreLayout::AgentDatabases, StoreLayout::SharedDatabase] {
        let home = Home::new(layout).named();
        let add = added("token", SecretKind::Token, "anthropic");
        let order = SetOrder {
            provider: "anthropic".to_owned(),
            profiles: vec!["anthropic:b".to_owned()],
            ..SetOrder::default()
        };
        let results = [
            home.decide(|view, stores| add_credential(view, &add, stores)),
            home.decide(|view, stores| Ok(set_order(view, &order, stores)?)),
        ];
        for result in results {
            let error = result.unwrap_err();
            assert_eq!(error.code, Code::CredentialRefused, "{layout:?}");
            assert!(error.message.contains("only OpenClaw may create one"), "{}", error.message);
        }
    }
    let mut home = Home::new(StoreLayout::JsonFiles).named();
    let op = added("token", SecretKind::Token, "anthropic");
    home.change(|view, stores| add_credential(view, &op, stores));
    assert_eq!(home.own.unwrap()[0].as_ref().unwrap()["profiles"]["anthropic:manual"]["token"], "token");
}
