//! The credential stores of an agent, as a write sees them.

use contract::{Effect, Generation};
use json5_edit::Edit;

use super::{
    CredentialError,
    store_editor::{StoreDocument, StoreEditor},
};
use crate::{
    auth::{
        profile_store::ProfileStore,
        store_files::{StoreFiles, StoreLayout},
    },
    base::{decision::Decision, did_you_mean::closest_names, write_target::CredentialStoreEdits},
};

/// The credential stores of an agent with their content.
#[derive(Clone, Copy)]
pub struct AgentStores<'a> {
    /// Id of the agent.
    pub agent: &'a str,
    /// Whether the request names the agent: the change is then about its own store.
    pub is_named: bool,
    /// Facts about the stores.
    pub files: &'a StoreFiles,
    /// The store that all agents use.
    pub shared: StoreDocument<'a>,
    /// The agent's own store.
    pub own: StoreDocument<'a>,
    /// What the agent sees: its own store over the shared one.
    pub merged: &'a ProfileStore,
    /// The generation of the home.
    pub generation: Generation,
    /// The time, in milliseconds since 1970.
    pub now: i64,
}

impl<'a> AgentStores<'a> {
    /// The stores for editing.
    pub(super) fn editors(&self) -> StoreEditors<'a> {
        StoreEditors {
            stores: *self,
            own: self.files.own.as_ref().map(|own| StoreEditor::new(own, self.own)),
            shared: StoreEditor::new(&self.files.shared, self.shared),
        }
    }

    /// The error for an id that no credential has.
    pub(super) fn unknown(&self, id: &str) -> CredentialError {
        let ids = self.merged.profiles().iter().map(|profile| profile.id.as_str());
        let suggestions = closest_names(id, ids);
        CredentialError::Unknown { id: id.to_owned(), suggestions, has_any: !self.merged.profiles().is_empty() }
    }

    /// Whether the home keeps credentials in databases.
    pub(super) fn has_databases(&self) -> bool {
        self.files.layout != StoreLayout::JsonFiles
    }
}

/// The credential stores of an agent, for editing.
pub(super) struct StoreEditors<'a> {
    stores: AgentStores<'a>,
    own: Option<StoreEditor<'a>>,
    shared: StoreEditor<'a>,
}

impl<'a> StoreEditors<'a> {
    /// The store that gets a new credential.
    pub(super) fn for_new(&mut self) -> &mut StoreEditor<'a> {
        let AgentStores { files, is_named, .. } = self.stores;
        let is_suitable = |own: &&mut StoreEditor<'a>| match files.layout {
            StoreLayout::JsonFiles => true,
            StoreLayout::AgentDatabases => is_named || own.file.exists,
            StoreLayout::SharedDatabase => is_named,
        };
        self.own.as_mut().filter(is_suitable).unwrap_or(&mut self.shared)
    }

    /// The store of the agent alone; of an agent without one of its own, the shared one.
    pub(super) fn of_agent(&mut self) -> &mut StoreEditor<'a> {
        self.own.as_mut().unwrap_or(&mut self.shared)
    }

    /// The store that all agents use.
    pub(super) fn shared(&mut self) -> &mut StoreEditor<'a> {
        &mut self.shared
    }

    /// All stores that the agent reads: its own one first.
    pub(super) fn all(&mut self) -> impl Iterator<Item = &mut StoreEditor<'a>> {
        self.own.iter_mut().chain([&mut self.shared])
    }

    /// The stores that a request is about: all that the agent reads; only its own one if the request names the agent.
    pub(super) fn requested(&mut self) -> impl Iterator<Item = &mut StoreEditor<'a>> {
        let is_only_own = self.stores.is_named && self.own.is_some();
        self.own.iter_mut().chain((!is_only_own).then_some(&mut self.shared))
    }

    /// Builds the decision. A store that would be changed must be writable.
    pub(super) fn into_decision(
        self,
        config_edits: Vec<Edit>,
        effect: Effect,
        completed_by: String,
    ) -> Result<Decision, CredentialError> {
        let (stores, mut notes) = (self.stores, Vec::new());
        let own = self.own.map(|editor| finish(editor, &stores, true, &mut notes)).transpose()?.flatten();
        let shared = finish(self.shared, &stores, false, &mut notes)?;
        let edits = own.into_iter().chain(shared).collect();
        let decision = Decision::new(config_edits, effect).with_store_edits(edits, completed_by);
        Ok(notes.into_iter().fold(decision, Decision::with_note))
    }
}

/// The edits of a store, unless it must not be written.
fn finish(
    editor: StoreEditor<'_>,
    stores: &AgentStores<'_>,
    is_own: bool,
    notes: &mut Vec<String>,
) -> Result<Option<CredentialStoreEdits>, CredentialError> {
    let file = editor.file;
    let Some(edits) = editor.finish() else { return Ok(None) };
    if is_own && !file.exists && stores.has_databases() {
        let is_shared = stores.files.layout == StoreLayout::SharedDatabase;
        return Err(CredentialError::NoDatabase { agent: stores.agent.to_owned(), is_shared });
    }
    // OpenClaw would ignore a new JSON file, or refuse to start beside it.
    let uses_databases = matches!(stores.generation, Generation::AgentDb | Generation::SharedDb);
    if !file.exists && !stores.has_databases() && uses_databases {
        return Err(CredentialError::NoStoreYet);
    }
    if let Some(reason) = &file.obstacle {
        return Err(CredentialError::NotWritable { store: file.display_path.clone(), reason: reason.clone() });
    }
    notes.extend(file.warning.clone());
    Ok(Some(edits))
}
