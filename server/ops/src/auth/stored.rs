//! The credentials in the stores of a home.

use std::borrow::Cow;

use contract::{Code, Generation, Hint, OpError};
use rules::{
    auth::profile_store::{ProfileStore, StoreDocument, StoreShapeError},
    document::view::View,
};
use serde_json::Value;
use store::{ParsedStore, StoredCredentials, VaultError};

/// A document of a store: what it contains, and itself if its secrets are needed.
pub(super) struct Document {
    content: StoreDocument,
    json: Option<Value>,
}

impl Document {
    pub(super) fn parse(json: &[u8], generation: Generation, is_kept: bool) -> serde_json::Result<Self> {
        if !is_kept {
            return Ok(Self { content: StoreDocument::parse(json, generation)?, json: None });
        }
        let json = serde_json::from_slice(json)?;
        Ok(Self { content: StoreDocument::from_value(&json, generation)?, json: Some(json) })
    }
}

/// A store: its credentials, and its documents if they are kept.
pub(super) struct OpenStore {
    pub(super) display_path: String,
    pub(super) profiles: ProfileStore,
    pub(super) documents: Option<ParsedStore>,
}

impl OpenStore {
    pub(super) fn new(parsed: ParsedStore<Document>, view: &View) -> Result<Self, OpError> {
        let ParsedStore { display_path, profiles, state } = parsed;
        let (state, state_json) = state.map(|state| (state.content, state.json)).unzip();
        let documents = profiles.json.map(|profiles| ParsedStore {
            display_path: display_path.clone(),
            profiles,
            state: state_json.flatten(),
        });
        let profiles = ProfileStore::from_documents(profiles.content, state, view.generation());
        Ok(Self { profiles: profiles.map_err(|error| shape_error(&display_path, &error))?, documents, display_path })
    }
}

/// Reads the credentials in the documents of a store.
fn parse_store(view: &View, documents: &ParsedStore) -> Result<ProfileStore, OpError> {
    ProfileStore::read(&documents.profiles, documents.state.as_ref(), view.generation())
        .map_err(|error| shape_error(&documents.display_path, &error))
}

/// What an agent sees, by the documents of its own store and the shared one.
pub(crate) fn parse_stores(view: &View, stores: &StoredCredentials) -> Result<ProfileStore, OpError> {
    let shared = stores.shared.as_ref().map(|shared| parse_store(view, shared)).transpose()?;
    let own = stores.own.as_ref().map(|own| parse_store(view, own)).transpose()?;
    Ok(merge_profiles(own, shared.map(ProfileStore::shared).as_ref()).into_owned())
}

/// The credentials of an agent's own store over those of the shared one.
pub(super) fn merge_profiles(own: Option<ProfileStore>, shared: Option<&ProfileStore>) -> Cow<'_, ProfileStore> {
    match (own, shared) {
        (None, Some(shared)) => Cow::Borrowed(shared),
        (own, shared) => Cow::Owned(own.unwrap_or_default().merged_over(shared.cloned().unwrap_or_default())),
    }
}

fn shape_error(display_path: &str, error: &StoreShapeError) -> OpError {
    unreadable(format!("could not read the credentials in `{display_path}`: {error}"))
        .with_hint("another version of OpenClaw may have written it")
}

pub(crate) fn vault_error(error: &VaultError) -> OpError {
    let hint: Hint = match error {
        VaultError::Unreadable { path, .. } => Hint::for_terminal(format!("`ls -l {path}` shows its permissions")),
        VaultError::InvalidJson { .. } => {
            Hint::from("nothing was changed; restore the file from a backup, or fix it in an editor")
        }
        VaultError::Foreign { .. } => Hint::from("a newer release of this program may be able to read it"),
    };
    unreadable(error.to_string()).with_hint(hint)
}

fn unreadable(message: String) -> OpError {
    OpError::new(Code::CredentialsUnreadable, message)
}
