//! Tests of the changes of credentials on all three layouts. Each decision is applied to the documents.

use contract::{
    AddCredential, ClearCooldown, Code, CopyCredential, CredentialInfo, CredentialMode, CredentialStatus, Effect,
    Generation, MoveInOrder, OpError, ProviderCredentials, RemoveCredential, RenameCredential, SecretKind, SetOrder,
};
use json5_edit::{Edit, NewValue};
use serde_json::{Value, json};

use super::*;
use crate::{
    auth::{
        profile_store::ProfileStore,
        store_files::{StoreFile, StoreFiles, StoreLayout},
    },
    base::{decision::Decision, hint_check::assert_hints_suit_pages, write_target::SecretSlot},
    document::view::View,
};

/// 2026-11-29 at noon.
const NOW: i64 = 1_795_953_600_000;

/// A home whose documents change as decisions say.
#[derive(Clone)]
struct Home {
    layout: StoreLayout,
    config: Value,
    shared: [Option<Value>; 2],
    own: Option<[Option<Value>; 2]>,
    own_exists: bool,
    obstacle: Option<&'static str>,
    agent: Option<&'static str>,
}

const LAYOUTS: [StoreLayout; 3] = [StoreLayout::JsonFiles, StoreLayout::AgentDatabases, StoreLayout::SharedDatabase];

impl Home {
    /// A home with two tokens and a key in the shared store.
    fn new(layout: StoreLayout) -> Self {
        let mut home = Self::empty(layout);
        home.set_shared(
            json!({ "version": 1, "profiles": {
                "anthropic:a": { "type": "token", "provider": "anthropic", "token": "t-a", "note": "kept", "expires": 5 },
                "anthropic:b": { "type": "token", "provider": "anthropic", "token": "t-b" },
                "openai:k": { "type": "api_key", "provider": "openai", "key": "k" },
                "google:me": { "type": "oauth", "provider": "google", "access": "x", "refresh": "y", "expires": 5 },
            } }),
            json!({ "version": 1 }),
        );
        home
    }

    fn empty(layout: StoreLayout) -> Self {
        let own = (layout == StoreLayout::SharedDatabase).then_some([None, None]);
        Self { layout, config: json!({}), shared: [None, None], own, own_exists: false, obstacle: None, agent: None }
    }

    fn has_state_document(&self) -> bool {
        self.layout != StoreLayout::JsonFiles
    }

    /// Sets both documents of the shared store; in a JSON file, the parts of the state are beside the profiles.
    fn set_shared(&mut self, profiles: Value, state: Value) {
        self.shared = self.documents(profiles, state);
    }

    fn documents(&self, mut profiles: Value, state: Value) -> [Option<Value>; 2] {
        if self.has_state_document() {
            return [Some(profiles), Some(state)];
        }
        profiles.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
        [Some(profiles), None]
    }

    /// Sets a part of the state of the shared store.
    fn with_state(mut self, part: &str, value: Value) -> Self {
        let at = usize::from(self.has_state_document());
        self.shared[at].as_mut().unwrap()[part] = value;
        self
    }

    /// The home as the agent `work` sees it, which has a store of its own.
    fn with_own(mut self, profiles: &Value, state: &Value) -> Self {
        self.own = Some(self.documents(json!({ "version": 1, "profiles": profiles }), state.clone()));
        self.own_exists = true;
        self
    }

    fn named(mut self) -> Self {
        self.agent = Some("work");
        self.own = self.own.or(Some([None, None]));
        self
    }

    fn generation(&self) -> Generation {
        match self.layout {
            StoreLayout::JsonFiles => Generation::JsonStore,
            StoreLayout::AgentDatabases => Generation::AgentDb,
            StoreLayout::SharedDatabase => Generation::SharedDb,
        }
    }

    fn view(&self) -> View {
        View::new(self.config.clone()).with_generation(self.generation())
    }

    fn file(&self, name: &str, exists: bool) -> StoreFile {
        StoreFile {
            path: name.into(),
            display_path: name.to_owned(),
            exists,
            has_state_document: self.has_state_document(),
            obstacle: self.obstacle.map(str::to_owned),
            warning: None,
        }
    }

    fn files(&self) -> StoreFiles {
        let shared = self.file("shared", self.shared[0].is_some());
        let own = self.own.as_ref().map(|_| self.file("own", self.own_exists));
        StoreFiles { layout: self.layout, shared, own }
    }

    fn merged(&self) -> ProfileStore {
        let read = |[profiles, state]: &[Option<Value>; 2]| {
            let profiles = profiles.clone().unwrap_or_else(|| json!({ "version": 1, "profiles": {} }));
            ProfileStore::read(&profiles, state.as_ref(), self.generation()).unwrap()
        };
        self.own.as_ref().map(read).unwrap_or_default().merged_over(read(&self.shared))
    }

    /// Decides with the stores of the home.
    fn decide(&self, rule: impl Fn(&View, &AgentStores<'_>) -> Result<Decision, OpError>) -> Result<Decision, OpError> {
        let (files, merged, empty) = (self.files(), self.merged(), [None, None]);
        let stores = AgentStores {
            agent: self.agent.unwrap_or("main"),
            is_named: self.agent.is_some(),
            files: &files,
            shared: document(&self.shared),
            own: document(self.own.as_ref().unwrap_or(&empty)),
            merged: &merged,
            generation: self.generation(),
            now: NOW,
        };
        rule(&self.view(), &stores)
    }

    /// Decides and makes the change.
    fn change(&mut self, rule: impl Fn(&View, &AgentStores<'_>) -> Result<Decision, OpError>) -> Decision {
        let decision = self.decide(rule).unwrap();
        self.config = applied(Some(&self.config), &decision.edits).unwrap();
        for edits in &decision.store_edits {
            let is_apart = self.has_state_document();
            let store = if edits.store.to_str() == Some("own") { self.own.as_mut().unwrap() } else { &mut self.shared };
            let filled = edits.secrets.iter().map(filled_in);
            let (mut of_profiles, mut of_state) = (edits.profile_edits.clone(), edits.state_edits.clone());
            if !is_apart {
                of_profiles.append(&mut of_state);
            }
            of_profiles.extend(filled);
            store[0] = applied(store[0].as_ref(), &of_profiles);
            store[1] = applied(store[1].as_ref(), &of_state);
        }
        decision
    }

    fn profiles(&self) -> &Value {
        &self.shared[0].as_ref().unwrap()["profiles"]
    }

    fn state(&self) -> &Value {
        self.shared[usize::from(self.has_state_document())].as_ref().unwrap()
    }
}

fn document([profiles, state]: &[Option<Value>; 2]) -> StoreDocument<'_> {
    StoreDocument { profiles: profiles.as_ref(), state: state.as_ref() }
}

#[expect(clippy::disallowed_methods, reason = "the store fills the secret in, and this stands for it")]
fn filled_in(slot: &SecretSlot) -> Edit {
    Edit::Set { path: slot.path.clone(), value: NewValue::from(slot.secret.expose()) }
}

/// A document after edits, made by the editor that also edits the files.
fn applied(before: Option<&Value>, edits: &[Edit]) -> Option<Value> {
    if edits.is_empty() {
        return before.cloned();
    }
    let text = match before {
        Some(before) => json5_edit::edit(&before.to_string(), edits).unwrap(),
        None => json5_edit::create_document(edits).unwrap().text,
    };
    Some(serde_json::from_str(&text).unwrap())
}

fn added(secret: &str, kind: SecretKind, provider: &str) -> AddCredential {
    AddCredential {
        provider: provider.to_owned(),
        kind,
        secret: secret.to_owned().into(),
        replace: true,
        ..AddCredential::default()
    }
}

fn setup_token() -> String {
    format!("sk-ant-oat01-{}", "x".repeat(90))
}

fn did(decision: &Decision) -> &str {
    match &decision.effect {
        Effect::CredentialsChanged { did, .. } => did,
        other => panic!("{other:?}"),
    }
}

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
    home.obstacle = Some("it belongs to another user");
    let op = added("token", SecretKind::Token, "anthropic");
    let error = home.decide(|view, stores| add_credential(view, &op, stores)).unwrap_err();
    assert_eq!(error.message, "could not write `shared`: it belongs to another user");
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

fn order(provider: &str, ids: &[&str]) -> SetOrder {
    let profiles = ids.iter().map(|id| (*id).to_owned()).collect();
    SetOrder { provider: provider.to_owned(), profiles, ..SetOrder::default() }
}

#[test]
fn an_order_without_an_agent_is_in_the_configuration_alone() {
    for layout in LAYOUTS {
        let stored = json!({ "anthropic": ["anthropic:b"], "openai": ["openai:k"] });
        let mut home = Home::new(layout).with_state("order", stored);
        let op = order("Anthropic", &[" anthropic:b ", "anthropic:a", "anthropic:b", ""]);
        let decision = home.change(|view, stores| Ok(set_order(view, &op, stores)?));
        assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:b", "anthropic:a"]), "{layout:?}");
        assert_eq!(home.state()["order"], json!({ "openai": ["openai:k"] }), "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("came first, is removed")), "{:?}", decision.notes);
        let again = home.change(|view, stores| Ok(set_order(view, &op, stores)?));
        assert!(again.edits.is_empty() && again.store_edits.is_empty(), "{layout:?}");
        let clear = order("anthropic", &[]);
        home.change(|view, stores| Ok(set_order(view, &clear, stores)?));
        assert_eq!(home.config["auth"]["order"], json!({}), "{layout:?}");
    }
}

#[test]
fn an_order_of_an_agent_is_in_its_store() {
    for layout in LAYOUTS {
        let mut home = Home::new(layout).named().with_own(&json!({}), &json!({ "version": 1 }));
        let op = order("anthropic", &["anthropic:b", "anthropic:a"]);
        let decision = home.change(|view, stores| Ok(set_order(view, &op, stores)?));
        let at = usize::from(home.has_state_document());
        let own = |home: &Home| home.own.as_ref().unwrap()[at].clone().unwrap();
        assert_eq!(own(&home)["order"]["anthropic"], json!(["anthropic:b", "anthropic:a"]), "{layout:?}");
        assert_eq!(home.config, json!({}));
        assert_eq!(decision.store_edits[0].changed[0].id, "order of anthropic");
        let clear = order("anthropic", &[]);
        home.config = json!({ "auth": { "order": { "anthropic": ["anthropic:a"] } } });
        let decision = home.change(|view, stores| Ok(set_order(view, &clear, stores)?));
        assert_eq!(own(&home).get("order"), None, "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("of the configuration still applies")));
    }
}

#[test]
fn unknown_ids_of_an_order_are_refused() {
    let set = |op: &SetOrder| {
        Home::new(StoreLayout::JsonFiles).decide(|view, stores| Ok(set_order(view, op, stores)?)).map_err(|e| e.code)
    };
    for (op, code) in [
        (order("anthropic", &["anthropic:none"]), Code::CredentialUnknown),
        (order("anthropic", &["openai:k"]), Code::CredentialRefused),
        (order("anthropic", &[" "]), Code::BadRequest),
        (order(" ", &["anthropic:a"]), Code::BadRequest),
        (order("anthropic", &["sk-Canary"]), Code::SecretTyped),
        (SetOrder { force: true, ..order("anthropic", &["openai:k"]) }, Code::CredentialRefused),
    ] {
        assert_eq!(set(&op).unwrap_err(), code, "{op:?}");
    }
    assert!(set(&SetOrder { force: true, ..order("anthropic", &["anthropic:later"]) }).is_ok());
}

#[test]
fn moving_writes_the_present_order_down() {
    let move_to = |home: &mut Home, id: &str, to| {
        let op = MoveInOrder { id: id.to_owned(), to, agent: None };
        home.change(|view, stores| Ok(move_in_order(view, &op, stores)?))
    };
    for layout in LAYOUTS {
        let mut home = Home::new(layout);
        // The other token has expired, so it is not tried.
        home.shared[0].as_mut().unwrap()["profiles"]["anthropic:a"].as_object_mut().unwrap().remove("expires");
        move_to(&mut home, "anthropic:b", 1);
        assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:b", "anthropic:a"]), "{layout:?}");
        move_to(&mut home, "anthropic:b", 2);
        assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:a", "anthropic:b"]), "{layout:?}");
        let again = move_to(&mut home, "anthropic:b", 7);
        assert!(again.edits.is_empty() && again.store_edits.is_empty(), "{layout:?}");
    }
    let op = MoveInOrder { id: "anthropic:a".to_owned(), to: 0, agent: None };
    let error =
        Home::new(StoreLayout::JsonFiles).decide(|view, stores| Ok(move_in_order(view, &op, stores)?)).unwrap_err();
    assert_eq!(error.message, "the first position is 1");
}

#[test]
fn cooldowns_are_ended_in_all_stores_of_the_agent() {
    for layout in LAYOUTS {
        let usage = json!({
            "anthropic:a": { "lastUsed": 3, "cooldownUntil": 9, "cooldownModel": "m", "failureCounts": { "auth": 1 } },
            "gone": { "disabledUntil": 9 },
        });
        let own = json!({ "version": 1, "usageStats": { "anthropic:a": { "cooldownUntil": 9 } } });
        let home = Home::new(layout).with_state("usageStats", usage).with_own(&json!({}), &own);
        let clear = |id: Option<&str>, model: Option<&str>| {
            let mut home = home.clone();
            let op = ClearCooldown { id: id.map(str::to_owned), model: model.map(str::to_owned), agent: None };
            let decision = home.change(|_, stores| Ok(clear_cooldown(&op, stores)?));
            (decision, home)
        };
        let (decision, after) = clear(Some("anthropic:a"), None);
        let expected = json!({ "anthropic:a": { "lastUsed": 3 }, "gone": { "disabledUntil": 9 } });
        assert_eq!(after.state()["usageStats"], expected, "{layout:?}");
        assert_eq!(decision.store_edits.len(), 2, "{layout:?}");
        let (_, after) = clear(None, None);
        assert_eq!(after.state()["usageStats"], json!({ "anthropic:a": { "lastUsed": 3 } }), "{layout:?}");
        let (decision, _) = clear(Some("anthropic:a"), Some("anthropic/m"));
        assert_eq!(decision.store_edits.len(), 1, "{layout:?}");
        let (decision, _) = clear(Some("openai:k"), None);
        assert!(decision.store_edits.is_empty(), "{layout:?}");
        let op = ClearCooldown { id: Some("nobody".to_owned()), ..ClearCooldown::default() };
        let error = home.decide(|_, stores| Ok(clear_cooldown(&op, stores)?)).unwrap_err();
        assert_eq!(error.code, Code::CredentialUnknown, "{layout:?}");
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
    ];
    assert_hints_suit_pages(&all, 10);
}
