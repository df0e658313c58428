//! Tests of the changes of credentials on all three layouts. Each decision is applied to the documents.

use contract::{
    AddCredential, ClearCooldown, Code, CopyCredential, CredentialInfo, CredentialMode, CredentialStatus, Effect,
    Generation, MoveInOrder, NewStore, OpError, ProviderCredentials, RemoveCredential, RenameCredential, SecretKind,
    SetOrder,
};
use json5_edit::{Edit, NewValue};
use serde_json::{Value, json};

use super::*;
use crate::{
    auth::{
        profile_store::ProfileStore,
        store_files::{StoreFile, StoreFiles, StoreLayout, StoreObstacle},
    },
    base::{decision::Decision, hint_check::assert_hints_suit_pages, write_target::SecretSlot},
    document::view::View,
};

mod add;
mod import;
mod manage;
mod order;

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
    obstacle: Option<StoreObstacle>,
    agent: Option<&'static str>,
    /// The generation, if it is not that of the layout.
    generation: Option<Generation>,
    new_store: Option<NewStore>,
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
        Self {
            layout,
            config: json!({}),
            shared: [None, None],
            own,
            own_exists: false,
            obstacle: None,
            agent: None,
            generation: None,
            new_store: None,
        }
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
        if let Some(generation) = self.generation {
            return generation;
        }
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
            obstacle: self.obstacle,
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
            new_store: self.new_store,
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

fn document([profiles, state]: &[Option<Value>; 2]) -> StoreContent<'_> {
    StoreContent { profiles: profiles.as_ref(), state: state.as_ref() }
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
