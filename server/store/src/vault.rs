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

/// The two documents of one credential store. They hold secrets.
#[derive(Clone, PartialEq)]
pub struct StoreDocuments {
    /// The path of the file for display.
    pub display_path: String,
    /// The profiles. A JSON file has the state in the same document.
    pub profiles: Value,
    /// The order and the usage of profiles, if they are a document of their own.
    pub state: Option<Value>,
}

/// Omits the documents.
impl fmt::Debug for StoreDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreDocuments").field("display_path", &self.display_path).finish_non_exhaustive()
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
    pub shared: Option<StoreDocuments>,
    /// The agent's own store, whose entries precede those of the shared one.
    pub own: Option<StoreDocuments>,
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

impl HomeStore {
    /// Reads the credential stores that an agent uses. `agent_dir` is the directory of the agent.
    pub fn read_credentials(&self, view: &View, agent_dir: &AgentDir) -> Result<StoredCredentials, VaultError> {
        let shared_dir = AgentDir::from(self.home.agent_dir.clone());
        let is_other = agent_dir.real_path != shared_dir.real_path;
        let state_database = self.state_database();
        let owner = state_database.shared_store_owner()?;
        let layout = self.find_layout(view, &shared_dir, owner);
        let shared = match layout {
            StoreLayout::SharedDatabase => state_database,
            StoreLayout::AgentDatabases => self.agent_database(&shared_dir),
            StoreLayout::JsonFiles => self.json_file(&shared_dir),
        };
        let own = match layout {
            // An order is in the database of the agent, also of `main`.
            StoreLayout::SharedDatabase => Some(self.agent_database(agent_dir)),
            StoreLayout::AgentDatabases => is_other.then(|| self.agent_database(agent_dir)),
            StoreLayout::JsonFiles => is_other.then(|| self.json_file(agent_dir)),
        };
        let beside = (layout == StoreLayout::JsonFiles && owner != SharedStoreOwner::NoTable)
            .then_some(StoreObstacle::JsonBesideDatabase);
        let shared_path = shared.display_path.clone();
        let (shared, own) = (shared.read(beside)?, own.map(|own| own.read(beside)).transpose()?);
        let (own, own_file) = own.map_or((None, None), |FoundStore { documents, file }| (documents, Some(file)));
        let files = StoreFiles { layout, shared: shared.file, own: own_file };
        Ok(StoredCredentials { layout, shared_path, shared: shared.documents, own, files })
    }

    fn find_layout(&self, view: &View, shared_dir: &AgentDir, owner: SharedStoreOwner) -> StoreLayout {
        if owner == SharedStoreOwner::StateDatabase {
            return StoreLayout::SharedDatabase;
        }
        let dirs = self.existing_agent_dirs(Some(view));
        let has_any = |name| {
            let mut all = dirs.iter().map(|dir| &dir.real_path).chain([&shared_dir.real_path]);
            all.any(|dir| dir.join(name).exists())
        };
        if has_any(AGENT_DATABASE) {
            return StoreLayout::AgentDatabases;
        }
        match owner {
            SharedStoreOwner::NotDecided { user_version }
                if takes_first_credential(user_version) && !has_any(JSON_FILE) =>
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
