//! Tests of removing, renaming and copying.

use super::*;

fn credentials_of(provider: &str, ids: &[&str]) -> ProviderCredentials {
    let credential = |id: &&str| CredentialInfo {
        profile_id: Some((*id).to_owned()),
        source: format!("profile:{id}"),
        mode: CredentialMode::Token,
        label: "set".to_owned(),
        account: None,
        status: CredentialStatus::Active,
        health: None,
        reason: None,
        why: String::new(),
        expires_at: None,
        expires_in: None,
        usable_at: None,
        usable_in: None,
        unusable_model: None,
        is_own: false,
        is_left_out: false,
        is_chosen: false,
        probe_key: String::new(),
        proof: None,
    };
    ProviderCredentials {
        provider: provider.to_owned(),
        is_in_use: true,
        credentials: ids.iter().map(credential).collect(),
        order: None,
        weaker_orders: Vec::new(),
        missing: None,
        key_variable: None,
        variables: Vec::new(),
        methods: Vec::new(),
    }
}

#[test]
fn removing_forgets_everything_that_names_a_credential() {
    for layout in LAYOUTS {
        let mut home = Home::new(layout)
            .with_state("order", json!({ "anthropic": ["anthropic:a", "anthropic:b"], "openai": ["openai:k"] }))
            .with_state("lastGood", json!({ "anthropic": "anthropic:a" }))
            .with_state("usageStats", json!({ "anthropic:a": { "lastUsed": 1 } }));
        home.config = json!({ "auth": {
            "profiles": { "anthropic:a": { "provider": "anthropic", "mode": "token" }, "x": { "provider": "x" } },
            "order": { "anthropic": ["anthropic:a", "anthropic:b"], "other": ["anthropic:a"] },
        } });
        let op = RemoveCredential { id: "anthropic:a".to_owned(), ..RemoveCredential::default() };
        let providers = [credentials_of("anthropic", &["anthropic:a", "anthropic:b"])];
        let decision = home.change(|view, stores| Ok(remove_credential(view, &op, stores, &providers)?));
        assert_eq!(home.profiles().get("anthropic:a"), None, "{layout:?}");
        let state = home.state();
        assert_eq!(state["order"], json!({ "anthropic": ["anthropic:b"], "openai": ["openai:k"] }), "{layout:?}");
        assert_eq!((state.get("lastGood"), state.get("usageStats")), (None, None), "{layout:?}");
        let auth = json!({ "profiles": { "x": { "provider": "x" } }, "order": { "anthropic": ["anthropic:b"] } });
        assert_eq!(home.config["auth"], auth, "{layout:?}");
        assert_eq!(did(&decision), "removed credential `anthropic:a`");
    }
}

#[test]
fn the_last_credential_in_use_is_only_removed_by_force() {
    let home = Home::new(StoreLayout::JsonFiles);
    let providers = [credentials_of("openai", &["openai:k"])];
    let op = RemoveCredential { id: "openai:k".to_owned(), ..RemoveCredential::default() };
    let error = home.decide(|view, stores| Ok(remove_credential(view, &op, stores, &providers)?)).unwrap_err();
    assert_eq!((error.code, error.causes.len()), (Code::CredentialUsed, 1));
    let op = RemoveCredential { force: true, ..op };
    let decision = home.decide(|view, stores| Ok(remove_credential(view, &op, stores, &providers)?)).unwrap();
    assert_eq!(decision.breaks.len(), 1);
}

#[test]
fn a_named_agent_removes_only_its_own_credential() {
    let own = json!({ "openai:k": { "type": "api_key", "provider": "openai", "key": "own" } });
    let mut home = Home::new(StoreLayout::JsonFiles).named().with_own(&own, &json!({}));
    let remove = |id: &str| RemoveCredential { id: id.to_owned(), agent: Some("work".to_owned()), force: false };
    let op = remove("openai:k");
    let decision = home.change(|view, stores| Ok(remove_credential(view, &op, stores, &[])?));
    assert!(decision.notes.iter().any(|note| note.contains("stored for all agents")), "{:?}", decision.notes);
    assert_eq!(home.profiles()["openai:k"]["key"], "k");
    assert_eq!(home.own.as_ref().unwrap()[0].as_ref().unwrap()["profiles"], json!({}));
    let op = remove("anthropic:a");
    let error = home.decide(|view, stores| Ok(remove_credential(view, &op, stores, &[])?)).unwrap_err();
    assert_eq!(error.message, "`anthropic:a` is stored for all agents, not for `work` alone");
}

#[test]
fn renaming_moves_all_references() {
    for layout in LAYOUTS {
        let mut home = Home::new(layout)
            .with_state("order", json!({ "anthropic": ["anthropic:b", "anthropic:a"] }))
            .with_state("lastGood", json!({ "anthropic": "anthropic:a" }))
            .with_state("usageStats", json!({ "anthropic:a": { "lastUsed": 1 } }));
        home.config = json!({ "auth": {
            "profiles": { "anthropic:a": { "provider": "anthropic", "mode": "token", "email": "me@x" } },
            "order": { "anthropic": ["anthropic:a"] },
        } });
        let op = RenameCredential { id: "anthropic:a".to_owned(), to: "anthropic:z".to_owned(), agent: None };
        home.change(|view, stores| Ok(rename_credential(view, &op, stores)?));
        assert_eq!(home.profiles()["anthropic:z"]["token"], "t-a", "{layout:?}");
        assert_eq!(home.profiles().get("anthropic:a"), None, "{layout:?}");
        let state = home.state();
        assert_eq!(state["order"]["anthropic"], json!(["anthropic:b", "anthropic:z"]), "{layout:?}");
        assert_eq!(state["lastGood"]["anthropic"], "anthropic:z", "{layout:?}");
        assert_eq!(state["usageStats"], json!({ "anthropic:z": { "lastUsed": 1 } }), "{layout:?}");
        let auth = json!({
            "profiles": { "anthropic:z": { "provider": "anthropic", "mode": "token", "email": "me@x" } },
            "order": { "anthropic": ["anthropic:z"] },
        });
        assert_eq!(home.config["auth"], auth, "{layout:?}");
    }
}

#[test]
fn renaming_refuses_what_openclaw_could_not_follow() {
    let rename = |home: &Home, id: &str, to: &str| {
        let op = RenameCredential { id: id.to_owned(), to: to.to_owned(), agent: None };
        home.decide(|view, stores| Ok(rename_credential(view, &op, stores)?)).map_err(|error| error.code)
    };
    for layout in LAYOUTS {
        let home = Home::new(layout);
        let sign_in = rename(&home, "google:me", "google:you");
        assert_eq!(sign_in.is_ok(), layout == StoreLayout::JsonFiles, "{layout:?}: {sign_in:?}");
        assert_eq!(rename(&home, "openai:k", "anthropic:a").unwrap_err(), Code::CredentialExists);
        assert_eq!(rename(&home, "openai:x", "openai:y").unwrap_err(), Code::CredentialUnknown);
        assert_eq!(rename(&home, "openai:k", "").unwrap_err(), Code::BadRequest);
        assert_eq!(rename(&home, "openai:k", "sk-Canary").unwrap_err(), Code::SecretTyped);
        let same = rename(&home, "openai:k", "openai:k").unwrap();
        assert!(same.edits.is_empty() && same.store_edits.is_empty());
    }
}

fn copy(from: &Home, to: &Home, id: &str) -> Result<Decision, OpError> {
    let op = CopyCredential { id: id.to_owned(), to_agent: "work".to_owned() };
    from.decide(|_, from| to.decide(|_, to| Ok(copy_credential(&op, from, to)?)))
}

#[test]
fn a_copy_goes_into_the_store_of_the_agent() {
    for layout in LAYOUTS {
        let from = Home::new(layout);
        let to = from.clone().named().with_own(&json!({}), &json!({}));
        let decision = copy(&from, &to, "openai:k").unwrap();
        assert_eq!(decision.store_edits.len(), 1, "{layout:?}");
        assert_eq!(decision.store_edits[0].store.to_str(), Some("own"), "{layout:?}");
        assert!(!format!("{decision:?}").contains("\"k\""), "{decision:?}");
        assert_eq!(copy(&from, &to, "google:me").unwrap_err().code, Code::CredentialRefused);
        assert_eq!(copy(&from, &to, "openai:none").unwrap_err().code, Code::CredentialUnknown);
        if layout != StoreLayout::JsonFiles {
            assert_eq!(copy(&from, &from.clone().named(), "openai:k").unwrap_err().code, Code::CredentialRefused);
        }
    }
}

#[test]
fn hints_with_a_command_are_for_terminals() {
    let id = || "anthropic:a".to_owned();
    let all = [
        CredentialError::Unknown { id: id(), suggestions: Vec::new(), has_any: true },
        CredentialError::NotOwn { id: id(), agent: "work".to_owned() },
        CredentialError::NoProvider,
        CredentialError::NoIds,
        CredentialError::InvalidId { reason: "it is empty" },
        CredentialError::SecretAsName { place: "the id" },
        CredentialError::Exists { id: id(), is_replaceable: true },
        CredentialError::SignIn { id: id(), reason: "no" },
        CredentialError::OtherKind { looks: "x", wanted: "y", kind: SecretKind::Token },
        CredentialError::SetupTokenProvider,
        CredentialError::NoDatabase { agent: "work".to_owned(), is_shared: true },
        CredentialError::LastOne { id: id(), provider: "anthropic".to_owned(), breaks: Vec::new() },
        CredentialError::ImportedByOpenclaw,
        CredentialError::NothingToImport { places: vec!["f".to_owned()] },
    ];
    assert_hints_suit_pages(&all, 12);
}
