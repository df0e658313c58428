//! The credential stores of an agent, as a write sees them.

use contract::{Effect, Generation, NewStore};
use json5_edit::Edit;

use super::{
    CredentialError,
    store_editor::{StoreContent, StoreEditor},
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
    pub shared: StoreContent<'a>,
    /// The agent's own store.
    pub own: StoreContent<'a>,
    /// What the agent sees: its own store over the shared one.
    pub merged: &'a ProfileStore,
    /// The generation of the home.
    pub generation: Generation,
    /// The store to create if the home has none yet.
    pub new_store: Option<NewStore>,
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

    /// Checks that the store to create is of the kind that the home has, if it has one.
    pub(super) fn check_new_store(&self) -> Result<(), CredentialError> {
        let expected = if self.has_databases() { NewStore::SharedDatabase } else { NewStore::JsonFile };
        match self.new_store {
            Some(new) if new != expected => Err(CredentialError::OtherStore { has_databases: self.has_databases() }),
            _ => Ok(()),
        }
    }

    /// Whether the shared database is to be created.
    fn creates_shared_database(&self) -> bool {
        self.files.layout == StoreLayout::SharedDatabase && !self.files.shared.exists
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
        let creates_shared_database = stores.creates_shared_database() && !decision.store_edits.is_empty();
        let decision = Decision { creates_shared_database, ..decision };
        if creates_shared_database && stores.generation != Generation::SharedDb {
            notes.push(DATABASE_NOTE.to_owned());
        }
        Ok(notes.into_iter().fold(decision, Decision::with_note))
    }
}

/// What a new JSON file means for an OpenClaw with databases.
const JSON_NOTE: &str = "only an OpenClaw up to 2026.6.1 reads the new file: one up to 2026.7 ignores it, and a later one refuses to start until `openclaw doctor --fix` has imported it";

/// What a new shared database means if no OpenClaw that uses one is known.
const DATABASE_NOTE: &str = "only an OpenClaw from 2026.8 on reads the new database";

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
        if stores.new_store != Some(NewStore::JsonFile) {
            return Err(CredentialError::NoStoreYet { generation: stores.generation });
        }
        notes.push(JSON_NOTE.to_owned());
    }
    if let Some(obstacle) = file.obstacle {
        return Err(CredentialError::NotWritable { store: file.display_path.clone(), obstacle });
    }
    notes.extend(file.warning.clone());
    Ok(Some(edits))
}
