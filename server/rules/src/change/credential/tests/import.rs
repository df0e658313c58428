//! Tests of importing the credentials of early releases.

use contract::ImportCredentials;

use super::*;

fn file(form: LegacyForm, content: Value) -> LegacyFile {
    let name = if form == LegacyForm::SignIns { "oauth.json" } else { "auth.json" };
    LegacyFile::read(name.to_owned(), form, content)
}

fn missing(form: LegacyForm) -> LegacyFile {
    LegacyFile { entries: None, ..file(form, json!({})) }
}

fn import(home: &mut Home, files: &[LegacyFile]) -> Decision {
    home.change(|view, stores| Ok(import_credentials(view, &ImportCredentials::default(), stores, files)?))
}

fn import_error(home: &Home, files: &[LegacyFile]) -> OpError {
    let op = ImportCredentials::default();
    home.decide(|view, stores| Ok(import_credentials(view, &op, stores, files)?)).unwrap_err()
}

#[test]
fn entries_become_what_openclaw_makes_of_them() {
    let credentials = file(
        LegacyForm::Credentials,
        json!({
            "openai": { "type": "api_key", "key": "sk-1", "email": "a@b", "note": "dropped" },
            "xai": { "mode": "api_key", "provider": "xAI", "apiKey": "x-2", "email": "" },
            "anthropic": { "type": "token", "token": "t-3", "expires": 5 },
            "google": { "type": "token", "token": "t-4", "expires": "5" },
            "chutes": { "type": "oauth", "access": "a-5", "refresh": "r-5", "expires": 6, "clientId": "dropped" },
        }),
    );
    let sign_ins = file(
        LegacyForm::SignIns,
        json!({ "openai-codex": { "access": "a-6", "refresh": "r-6", "expires": 7, "accountId": "me", "idToken": "i-6" } }),
    );
    let mut home = Home::empty(StoreLayout::JsonFiles);
    let decision = import(&mut home, &[credentials, sign_ins]);
    let expected = json!({
        "openai:default": { "type": "api_key", "provider": "openai", "key": "sk-1", "email": "a@b" },
        "xai:default": { "type": "api_key", "provider": "xAI", "key": "x-2" },
        "anthropic:default": { "type": "token", "provider": "anthropic", "token": "t-3", "expires": 5 },
        "google:default": { "type": "token", "provider": "google", "token": "t-4" },
        "chutes:default": { "type": "oauth", "provider": "chutes", "access": "a-5", "refresh": "r-5", "expires": 6 },
        "openai-codex:default": { "type": "oauth", "provider": "openai-codex", "access": "a-6", "refresh": "r-6",
            "expires": 7, "accountId": "me", "idToken": "i-6" },
    });
    assert_eq!(home.profiles().to_string(), expected.to_string(), "also in this order");
    assert_eq!(home.shared[0].as_ref().unwrap()["version"], 1);
    assert!(did(&decision).ends_with("`openai-codex:default` from `auth.json` and `oauth.json`"), "{decision:?}");
    assert!(decision.edits.is_empty() && decision.notes.is_empty());
    assert!(!format!("{:?}{:?}", decision.store_edits[0].profile_edits, decision.effect).contains("-6"), "no secret");
}

#[test]
fn stored_ids_are_kept_and_said() {
    let credentials = || file(LegacyForm::Credentials, json!({ "openai": { "type": "api_key", "key": "new" } }));
    let sign_ins = file(LegacyForm::SignIns, json!({ "openai": { "access": "a" }, "google": { "access": "g" } }));
    let mut home = Home::new(StoreLayout::JsonFiles);
    home.shared[0].as_mut().unwrap()["profiles"]["openai:default"] =
        json!({ "type": "api_key", "provider": "openai", "key": "old" });
    let before = home.clone();
    let decision = import(&mut home, &[credentials()]);
    assert!(decision.store_edits.is_empty() && home.shared == before.shared);
    let Effect::CredentialsChanged { does, did } = &decision.effect else { panic!("{decision:?}") };
    assert_eq!(
        (does.as_str(), did.as_str()),
        ("Nothing to import: `openai:default` is stored already, and is kept", "")
    );
    let decision = import(&mut home, &[credentials(), sign_ins]);
    assert_eq!(home.profiles()["openai:default"]["key"], "old");
    assert_eq!(home.profiles()["google:default"]["access"], "g");
    assert_eq!(decision.notes, ["`openai:default` is stored already, and is kept"]);
}

#[test]
fn the_first_file_with_an_id_counts() {
    let credentials = file(LegacyForm::Credentials, json!({ "openai": { "type": "api_key", "key": "k" } }));
    let sign_ins = file(LegacyForm::SignIns, json!({ "openai": { "access": "a" } }));
    let mut home = Home::empty(StoreLayout::JsonFiles);
    let decision = import(&mut home, &[credentials, sign_ins]);
    assert_eq!(home.profiles()["openai:default"]["type"], "api_key");
    assert_eq!(decision.notes, ["`openai:default` is stored already, and is kept"]);
}

#[test]
fn an_agent_that_is_named_gets_them_into_its_own_store() {
    let mut home = Home::new(StoreLayout::JsonFiles).named();
    let files = [file(LegacyForm::Credentials, json!({ "xai": { "type": "api_key", "key": "k" } }))];
    let shared = home.shared.clone();
    import(&mut home, &files);
    assert_eq!(home.own.as_ref().unwrap()[0].as_ref().unwrap()["profiles"]["xai:default"]["key"], "k");
    assert_eq!(home.shared, shared);
}

#[test]
fn entries_that_openclaw_does_not_read_are_left_out_and_said() {
    let content = json!({
        "a": 5,
        "b": { "key": "k" },
        "c": { "type": "password", "key": "k" },
        "d": { "type": "api_key", "provider": " ", "key": "k" },
        "e": { "type": "api_key", "key": " " },
        "f": { "type": "oauth", "expires": 5 },
        "g h": { "type": "api_key", "key": "k" },
        "": { "type": "api_key", "provider": "x", "key": "k" },
        "sk-ant-0123456789": { "type": "api_key", "key": "k" },
        "openai": { "type": "api_key", "key": "k" },
    });
    let mut home = Home::empty(StoreLayout::JsonFiles);
    let decision = import(&mut home, &[file(LegacyForm::Credentials, content)]);
    assert_eq!(home.profiles().as_object().unwrap().keys().collect::<Vec<_>>(), ["openai:default"]);
    let kinds = "its type is not `api_key`, `token` or `oauth`";
    let expected = [
        ("a", "it is not an object"),
        ("b", kinds),
        ("c", kinds),
        ("d", "it names no provider"),
        ("e", "it has no secret"),
        ("f", "it has no secret"),
        ("g h", "its name is not a valid provider name"),
        ("", "its name is not a valid provider name"),
        ("‹hidden›", "its name is not a valid provider name"),
    ];
    let expected = expected.map(|(name, reason)| format!("`{name}` in `auth.json` is left out: {reason}"));
    assert_eq!(decision.notes, expected);
}

#[test]
fn a_credential_that_no_order_names_is_said() {
    let files = [file(LegacyForm::Credentials, json!({ "openai": { "type": "api_key", "key": "k" } }))];
    for config in [
        json!({ "auth": { "order": { "openai": ["openai:k"] } } }),
        json!({ "auth": { "profiles": { "openai:k": { "provider": "openai", "mode": "api_key" } } } }),
    ] {
        let mut home = Home { config: config.clone(), ..Home::new(StoreLayout::JsonFiles) };
        let decision = import(&mut home, &files);
        let command = "`openclaw models auth order move openai:default --to 1`";
        assert!(decision.notes[0].ends_with(&format!("To use it first: {command}")), "{:?}", decision.notes);
        assert_eq!(home.config, config, "the configuration stays");
    }
}

#[test]
fn without_a_file_nothing_is_imported() {
    let home = Home::new(StoreLayout::JsonFiles);
    let error = import_error(&home, &[missing(LegacyForm::Credentials), missing(LegacyForm::SignIns)]);
    assert_eq!(error.message, "no old credential files found");
    assert_eq!(error.hints[0].text, "looked for `auth.json` and `oauth.json`");
}

#[test]
fn into_databases_only_openclaw_imports() {
    let files = [file(LegacyForm::SignIns, json!({ "openai": { "access": "a" } }))];
    let mut homes = [StoreLayout::AgentDatabases, StoreLayout::SharedDatabase].map(Home::new).to_vec();
    homes.push(Home { generation: Some(Generation::SharedDb), ..Home::empty(StoreLayout::JsonFiles) });
    for home in homes {
        let error = import_error(&home, &files);
        assert_eq!(error.code, Code::CredentialRefused);
        assert!(error.hints.iter().any(|hint| hint.text.contains("`openclaw doctor --fix`")), "{error:?}");
    }
}
