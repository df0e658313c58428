//! Builds the edits of one credential store.

use std::sync::Arc;

use json5_edit::{Edit, KeyPath, KeyPathStep, NewValue};
use serde_json::{Value, json};

use super::words::visible_id;
use crate::{
    auth::store_files::StoreFile,
    base::{
        typed_secret::Secret,
        write_target::{ChangedCredential, CredentialStoreEdits, SecretSlot},
    },
};

/// The content of a credential store. It may hold secrets.
#[derive(Clone, Copy, Default)]
pub struct StoreContent<'a> {
    /// The profiles; `None` if there are none yet. A JSON file has the state in it, too.
    pub profiles: Option<&'a Value>,
    /// The order and the usage of profiles, if they are a document of their own.
    pub state: Option<&'a Value>,
}

/// The edits of one credential store, and the content that they lead to.
pub(super) struct StoreEditor<'a> {
    pub(super) file: &'a StoreFile,
    profiles: Value,
    /// `None` if the state is in the document of the profiles.
    state: Option<Value>,
    edits: CredentialStoreEdits,
}

impl<'a> StoreEditor<'a> {
    pub(super) fn new(file: &'a StoreFile, content: StoreContent<'_>) -> Self {
        let document = |found: Option<&Value>| found.cloned().unwrap_or_else(|| json!({}));
        // A database that has only a state is read as if it had this document.
        let is_made_up = |found: &&Value| file.has_state_document && **found == json!({ "version": 1, "profiles": {} });
        Self {
            file,
            profiles: document(content.profiles.filter(|found| !is_made_up(found))),
            state: file.has_state_document.then(|| document(content.state)),
            edits: CredentialStoreEdits::new(file.path.clone()),
        }
    }

    /// The stored entry of a profile.
    pub(super) fn profile(&self, id: &str) -> Option<&Value> {
        self.profiles.get("profiles")?.get(id)
    }

    /// A part of the state: `order`, `lastGood` or `usageStats`.
    pub(super) fn state_part(&self, key: &str) -> Option<&serde_json::Map<String, Value>> {
        self.state.as_ref().unwrap_or(&self.profiles).get(key)?.as_object()
    }

    /// Sets a field of a profile, or a whole one.
    pub(super) fn set_profile(&mut self, path: &[&str], value: Value) {
        self.start_profiles();
        let path = KeyPath::from_keys(["profiles"].iter().chain(path).copied());
        set(&mut self.profiles, &mut self.edits.profile_edits, path, value);
    }

    /// Removes a field of a profile, or a whole one.
    pub(super) fn remove_profile(&mut self, path: &[&str]) {
        let path = KeyPath::from_keys(["profiles"].iter().chain(path).copied());
        remove(&mut self.profiles, &mut self.edits.profile_edits, &path);
    }

    /// Sets a part of the state.
    pub(super) fn set_state(&mut self, path: KeyPath, value: Value) {
        match &mut self.state {
            None => {
                self.start_profiles();
                set(&mut self.profiles, &mut self.edits.state_edits, path, value);
            }
            Some(state) => {
                start(state, &mut self.edits.state_edits);
                set(state, &mut self.edits.state_edits, path, value);
            }
        }
    }

    /// Removes a part of the state, with the objects and lists that are empty then.
    pub(super) fn remove_state(&mut self, path: &KeyPath) {
        let document = self.state.as_mut().unwrap_or(&mut self.profiles);
        let mut path = path.clone();
        while let Some((parent, _)) = path.split_last().filter(|(parent, _)| !parent.steps().is_empty()) {
            match value_at(document, &parent) {
                Some(Value::Object(members)) if members.len() == 1 => path = parent,
                Some(Value::Array(elements)) if elements.len() == 1 => path = parent,
                _ => break,
            }
        }
        remove(document, &mut self.edits.state_edits, &path);
    }

    /// Fills a secret in, in place of a text.
    pub(super) fn fill_in(&mut self, id: &str, field: &str, secret: Arc<Secret>) {
        let path = KeyPath::from_keys(["profiles", id, field]);
        self.edits.secrets.push(SecretSlot { path, secret });
    }

    /// Adds a line to the diff and to the history. A line about something other than a profile has a name of its own.
    pub(super) fn note(&mut self, id: &str, before: Option<&str>, after: Option<&str>) {
        let [kind_before, kind_after] = [before, after].map(|kind| kind.map(str::to_owned));
        self.edits.changed.push(ChangedCredential { id: visible_id(id), kind_before, kind_after });
    }

    /// The edits; `None` if there are none.
    pub(super) fn finish(self) -> Option<CredentialStoreEdits> {
        (!self.edits.is_empty()).then_some(self.edits)
    }

    /// A new document of profiles begins as OpenClaw's.
    fn start_profiles(&mut self) {
        start(&mut self.profiles, &mut self.edits.profile_edits);
        if self.profiles.get("profiles").is_none() {
            set(&mut self.profiles, &mut self.edits.profile_edits, KeyPath::from_keys(["profiles"]), json!({}));
        }
    }
}

/// A new document begins with its version.
fn start(document: &mut Value, edits: &mut Vec<Edit>) {
    if document.as_object().is_some_and(serde_json::Map::is_empty) {
        set(document, edits, KeyPath::from_keys(["version"]), json!(1));
    }
}

/// Adds an edit and makes it in the copy of the document.
fn set(document: &mut Value, edits: &mut Vec<Edit>, path: KeyPath, value: Value) {
    if value_at(document, &path) == Some(&value) {
        return;
    }
    let mut place = document;
    for step in path.steps() {
        place = match step {
            KeyPathStep::Key(key) => {
                if !place.is_object() {
                    *place = json!({});
                }
                let Some(members) = place.as_object_mut() else { return };
                members.entry(key.clone()).or_insert(Value::Null)
            }
            KeyPathStep::Index(index) => match place.get_mut(*index) {
                Some(element) => element,
                None => return,
            },
        };
    }
    *place = value.clone();
    edits.push(Edit::Set { path, value: NewValue::Value(value) });
}

/// Adds an edit and makes it in the copy of the document, if there is something at the path.
fn remove(document: &mut Value, edits: &mut Vec<Edit>, path: &KeyPath) {
    let Some((parent, step)) = path.split_last() else { return };
    let removed = match (value_at_mut(document, &parent), step) {
        (Some(Value::Object(members)), KeyPathStep::Key(key)) => members.shift_remove(key).is_some(),
        (Some(Value::Array(elements)), KeyPathStep::Index(index)) if *index < elements.len() => {
            elements.remove(*index);
            true
        }
        _ => false,
    };
    if removed {
        edits.push(Edit::Remove { path: path.clone() });
    }
}

fn value_at<'v>(document: &'v Value, path: &KeyPath) -> Option<&'v Value> {
    path.steps().iter().try_fold(document, |value, step| match step {
        KeyPathStep::Key(key) => value.as_object()?.get(key),
        KeyPathStep::Index(index) => value.as_array()?.get(*index),
    })
}

fn value_at_mut<'v>(document: &'v mut Value, path: &KeyPath) -> Option<&'v mut Value> {
    path.steps().iter().try_fold(document, |value, step| match step {
        KeyPathStep::Key(key) => value.as_object_mut()?.get_mut(key),
        KeyPathStep::Index(index) => value.as_array_mut()?.get_mut(*index),
    })
}
