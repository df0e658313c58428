//! Reads the credential stores of all generations: JSON files, the databases of agents, the shared database. Nothing is
//! created, locked or repaired.

mod store_path;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use rules::{
    auth::store_files::{StoreFile, StoreFiles, StoreKind, StoreLayout, StoreObstacle, takes_first_credential},
    document::{agents::AgentDir, view::View},
};
use serde_json::Value;

use self::store_path::{FoundStore, SharedStoreOwner, StorePath};
use crate::HomeStore;

const JSON_FILE: &str = "auth-profiles.json";
const AGENT_DATABASE: &str = "openclaw-agent.sqlite";
const SHARED_DATABASE: &str = "state/openclaw.sqlite";

/// A credential store as it was read: its two documents, parsed. As JSON they hold secrets.
#[derive(Clone, PartialEq)]
pub struct ParsedStore<D = Value> {
    /// The path of the file for display.
    pub display_path: String,
    /// The profiles. A JSON file has the state in the same document.
    pub profiles: D,
    /// The order and the usage of profiles, if they are a document of their own.
    pub state: Option<D>,
}

/// Omits the documents.
impl<D> fmt::Debug for ParsedStore<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParsedStore").field("display_path", &self.display_path).finish_non_exhaustive()
    }
}

/// The credential stores that one agent uses.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCredentials {
    /// Where the home keeps them.
    pub layout: StoreLayout,
    /// The path of the shared store, also if it does not exist yet.
    pub shared_path: String,
    /// The store that all agents use; `None` if there is none yet.
    pub shared: Option<ParsedStore>,
    /// The agent's own store, whose entries precede those of the shared one.
    pub own: Option<ParsedStore>,
    /// The files, and whether they may be written.
    pub files: StoreFiles,
}

/// Why a credential store cannot be read. No message has a part of its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The file cannot be opened or read.
    #[error("could not read the credentials in `{path}`: {reason}")]
    Unreadable {
        /// The file, for display.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The file, or a cell of the database, is not JSON.
    #[error("could not read the credentials in `{path}`: {place}not valid JSON (line {line}, column {column})")]
    InvalidJson {
        /// The file, for display.
        path: String,
        /// The cell of a database with the word for being; else only that word.
        place: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// The database has another form than the known ones.
    #[error("could not read the credentials in `{path}`: {reason}, so another OpenClaw has written it")]
    Foreign {
        /// The file, for display.
        path: String,
        /// What differs.
        reason: String,
    },
}

/// Parses the text of a document of a store.
pub trait ParseDocument<D>: Fn(&[u8]) -> serde_json::Result<D> {}

impl<D, F: Fn(&[u8]) -> serde_json::Result<D>> ParseDocument<D> for F {}

/// Reads the credential stores of a home, whose layout is known.
#[derive(Debug, Clone, Copy)]
pub struct VaultReader<'h> {
    home: &'h HomeStore,
    layout: StoreLayout,
    /// Why no JSON store may be written.
    obstacle: Option<StoreObstacle>,
}

impl VaultReader<'_> {
    /// Where the home keeps its credentials.
    pub fn layout(&self) -> StoreLayout {
        self.layout
    }

    /// The path of the shared store for display, also if it does not exist yet.
    pub fn shared_path(&self) -> String {
        self.shared_file().display_path
    }

    /// The full path of the store that an agent writes: its own one, if that is a file beside the shared one.
    pub fn full_path(&self, agent_dir: &AgentDir) -> PathBuf {
        let own = self.own_file(agent_dir).filter(|_| self.layout != StoreLayout::SharedDatabase);
        own.unwrap_or_else(|| self.shared_file()).path
    }

    /// Reads the store that all agents use, each document with `parse`; `None` if there is none yet.
    pub fn read_shared<D>(&self, parse: impl ParseDocument<D>) -> Result<Option<ParsedStore<D>>, VaultError> {
        Ok(self.shared_file().read_documents(parse)?.0)
    }

    /// Reads the own store of the agent with a directory, each document with `parse`; `None` if it has none.
    pub fn read_own<D>(
        &self,
        agent_dir: &AgentDir,
        parse: impl ParseDocument<D>,
    ) -> Result<Option<ParsedStore<D>>, VaultError> {
        let Some(own) = self.own_file(agent_dir) else { return Ok(None) };
        Ok(own.read_documents(parse)?.0)
    }

    fn read_stores(&self, agent_dir: &AgentDir) -> Result<StoredCredentials, VaultError> {
        let shared = self.shared_file().read(self.obstacle)?;
        let own = self.own_file(agent_dir).map(|own| own.read(self.obstacle)).transpose()?;
        let (own, own_file) = own.map_or((None, None), |FoundStore { documents, file }| (documents, Some(file)));
        Ok(StoredCredentials {
            layout: self.layout,
            shared_path: self.shared_path(),
            shared: shared.documents,
            own,
            files: StoreFiles { layout: self.layout, shared: shared.file, own: own_file },
        })
    }

    fn shared_file(&self) -> StorePath {
        let shared_dir = AgentDir::from(self.home.home.agent_dir.clone());
        match self.layout {
            StoreLayout::SharedDatabase => self.home.state_database(),
            StoreLayout::AgentDatabases => self.home.agent_database(&shared_dir),
            StoreLayout::JsonFiles => self.home.json_file(&shared_dir),
        }
    }

    /// The file of the agent's own store; `None` if it is the shared one.
    fn own_file(&self, agent_dir: &AgentDir) -> Option<StorePath> {
        let is_other = agent_dir.real_path != self.home.home.agent_dir.path;
        match self.layout {
            // An order is in the database of the agent, also of `main`.
            StoreLayout::SharedDatabase => Some(self.home.agent_database(agent_dir)),
            StoreLayout::AgentDatabases => is_other.then(|| self.home.agent_database(agent_dir)),
            StoreLayout::JsonFiles => is_other.then(|| self.home.json_file(agent_dir)),
        }
    }
}

impl HomeStore {
    /// Reads the credential stores that an agent uses. `agent_dir` is the directory of the agent.
    pub fn read_credentials(&self, view: &View, agent_dir: &AgentDir) -> Result<StoredCredentials, VaultError> {
        self.vault_reader(view)?.read_stores(agent_dir)
    }

    /// The stores that an agent would use with a shared database; `None` if the home has any store already.
    pub fn plan_shared_store(
        &self,
        view: &View,
        agent_dir: &AgentDir,
    ) -> Result<Option<StoredCredentials>, VaultError> {
        let has_database = self.shared_database_path().symlink_metadata().is_ok();
        let is_json = self.vault_reader(view)?.layout == StoreLayout::JsonFiles;
        if has_database || !is_json || self.has_in_any_agent_dir(view, JSON_FILE) {
            return Ok(None);
        }
        let reader = VaultReader { home: self, layout: StoreLayout::SharedDatabase, obstacle: None };
        reader.read_stores(agent_dir).map(Some)
    }

    fn has_in_any_agent_dir(&self, view: &View, name: &str) -> bool {
        let dirs = self.existing_agent_dirs(Some(view));
        let mut all = dirs.iter().map(|dir| &dir.real_path).chain([&self.home.agent_dir.path]);
        all.any(|dir| dir.join(name).exists())
    }

    /// Finds out where the home keeps its credentials.
    pub fn vault_reader(&self, view: &View) -> Result<VaultReader<'_>, VaultError> {
        let owner = self.state_database().shared_store_owner()?;
        let layout = self.find_layout(view, owner);
        let is_beside_database = layout == StoreLayout::JsonFiles && owner != SharedStoreOwner::NoTable;
        let obstacle = is_beside_database.then_some(StoreObstacle::JsonBesideDatabase);
        Ok(VaultReader { home: self, layout, obstacle })
    }

    fn find_layout(&self, view: &View, owner: SharedStoreOwner) -> StoreLayout {
        if owner == SharedStoreOwner::StateDatabase {
            return StoreLayout::SharedDatabase;
        }
        if self.has_in_any_agent_dir(view, AGENT_DATABASE) {
            return StoreLayout::AgentDatabases;
        }
        match owner {
            SharedStoreOwner::NotDecided { user_version }
                if takes_first_credential(user_version) && !self.has_in_any_agent_dir(view, JSON_FILE) =>
            {
                StoreLayout::SharedDatabase
            }
            _ => StoreLayout::JsonFiles,
        }
    }

    /// The path of the state database, which need not exist.
    pub fn shared_database_path(&self) -> PathBuf {
        self.home.state_dir.path.join(SHARED_DATABASE)
    }

    fn state_database(&self) -> StorePath {
        let path = self.shared_database_path();
        StorePath { kind: StoreKind::SharedDatabase, display_path: self.home.display_path(&path), path }
    }

    fn agent_database(&self, dir: &AgentDir) -> StorePath {
        self.agent_file(dir, AGENT_DATABASE, StoreKind::AgentDatabase)
    }

    fn json_file(&self, dir: &AgentDir) -> StorePath {
        self.agent_file(dir, JSON_FILE, StoreKind::JsonFile)
    }

    fn agent_file(&self, dir: &AgentDir, name: &str, kind: StoreKind) -> StorePath {
        let display_path = self.home.display_path(&dir.displayed.path.join(name));
        StorePath { kind, path: dir.real_path.join(name), display_path }
    }
}

/// The kind of the credential store at a path, by its name; `None` if it has another name.
pub(crate) fn store_kind(path: &Path) -> Option<StoreKind> {
    if path.ends_with(JSON_FILE) {
        Some(StoreKind::JsonFile)
    } else if path.ends_with(AGENT_DATABASE) {
        Some(StoreKind::AgentDatabase)
    } else {
        path.ends_with(SHARED_DATABASE).then_some(StoreKind::SharedDatabase)
    }
}
