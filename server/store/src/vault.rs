//! Reads the credential stores of all generations: JSON files, the databases of agents, the shared database. Nothing is
//! created, locked or repaired.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use rules::document::{agents::AgentDir, view::View};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
    sqlite::{open_read_only, sqlite_error_text},
};

/// The longest JSON store that is read.
const MAX_BYTES: u64 = 64 << 20;

const JSON_FILE: &str = "auth-profiles.json";
const AGENT_DATABASE: &str = "openclaw-agent.sqlite";
const SHARED_DATABASE: &str = "state/openclaw.sqlite";

/// Rows of the table `config_machine_state`.
const OWNER_KEY: &str = "auth.sharedStore";
const PROFILES_KEY: &str = "authProfiles.store";
const STATE_KEY: &str = "authProfiles.state";

/// The only row of the tables of an agent's database.
const PRIMARY_KEY: &str = "primary";

/// Where a home keeps its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreLayout {
    /// `auth-profiles.json` of each agent; that of `main` is shared.
    JsonFiles,
    /// The database of each agent; that of `main` is shared.
    AgentDatabases,
    /// The state database, with databases of agents on top.
    SharedDatabase,
}

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

/// A file to read, with its path as it may be shown: a variable in the path of an agent is not filled in there.
struct StoreFile {
    path: PathBuf,
    display_path: String,
}

/// Reads the credential stores of a home, whose layout is known.
#[derive(Debug, Clone, Copy)]
pub struct VaultReader<'h> {
    home: &'h HomeStore,
    layout: StoreLayout,
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

    /// Reads the store that all agents use; `None` if there is none yet.
    pub fn read_shared(&self) -> Result<Option<StoreDocuments>, VaultError> {
        let file = self.shared_file();
        match self.layout {
            StoreLayout::SharedDatabase => file.read_database(read_shared_rows),
            StoreLayout::AgentDatabases => file.read_database(read_agent_rows),
            StoreLayout::JsonFiles => file.read_json(),
        }
    }

    /// Reads the own store of the agent with a directory; `None` if it has none.
    pub fn read_own(&self, agent_dir: &AgentDir) -> Result<Option<StoreDocuments>, VaultError> {
        let is_shared = agent_dir.real_path == self.home.home.agent_dir.path;
        // With the state database, an order is in the database of the agent, also of `main`.
        if is_shared && self.layout != StoreLayout::SharedDatabase {
            return Ok(None);
        }
        match self.layout {
            StoreLayout::SharedDatabase | StoreLayout::AgentDatabases => {
                self.home.agent_file(agent_dir, AGENT_DATABASE).read_database(read_agent_rows)
            }
            StoreLayout::JsonFiles => self.home.agent_file(agent_dir, JSON_FILE).read_json(),
        }
    }

    fn shared_file(&self) -> StoreFile {
        let shared_dir = AgentDir::from(self.home.home.agent_dir.clone());
        match self.layout {
            StoreLayout::SharedDatabase => self.home.state_file(SHARED_DATABASE),
            StoreLayout::AgentDatabases => self.home.agent_file(&shared_dir, AGENT_DATABASE),
            StoreLayout::JsonFiles => self.home.agent_file(&shared_dir, JSON_FILE),
        }
    }
}

impl HomeStore {
    /// Reads the credential stores that an agent uses. `agent_dir` is the directory of the agent.
    pub fn read_credentials(&self, view: &View, agent_dir: &AgentDir) -> Result<StoredCredentials, VaultError> {
        let reader = self.vault_reader(view)?;
        Ok(StoredCredentials {
            layout: reader.layout,
            shared_path: reader.shared_path(),
            shared: reader.read_shared()?,
            own: reader.read_own(agent_dir)?,
        })
    }

    /// Finds out where the home keeps its credentials.
    pub fn vault_reader(&self, view: &View) -> Result<VaultReader<'_>, VaultError> {
        if self.state_file(SHARED_DATABASE).has_shared_store()? {
            return Ok(VaultReader { home: self, layout: StoreLayout::SharedDatabase });
        }
        let has_database = |dir: &Path| dir.join(AGENT_DATABASE).exists();
        let dirs = self.existing_agent_dirs(Some(view));
        let is_database =
            has_database(&self.home.agent_dir.path) || dirs.iter().any(|dir| has_database(&dir.real_path));
        let layout = if is_database { StoreLayout::AgentDatabases } else { StoreLayout::JsonFiles };
        Ok(VaultReader { home: self, layout })
    }

    fn state_file(&self, name: &str) -> StoreFile {
        let path = self.home.state_dir.path.join(name);
        StoreFile { display_path: self.home.display_path(&path), path }
    }

    fn agent_file(&self, dir: &AgentDir, name: &str) -> StoreFile {
        let display_path = self.home.display_path(&dir.displayed.path.join(name));
        StoreFile { path: dir.real_path.join(name), display_path }
    }
}

impl StoreFile {
    /// Whether the state database holds the shared store.
    fn has_shared_store(&self) -> Result<bool, VaultError> {
        let Some(connection) = self.open_database()? else { return Ok(false) };
        if !has_table(&connection, "config_machine_state").map_err(|error| self.database_error(&error))? {
            return Ok(false);
        }
        let owner = shared_row(&connection, OWNER_KEY).map_err(|error| self.database_error(&error))?;
        let Some(owner) = owner else { return Ok(false) };
        let owner = self.parse_cell(OWNER_KEY, &owner)?;
        match owner.get("location").and_then(Value::as_str) {
            Some("state-db") => Ok(true),
            Some("legacy-main") => Ok(false),
            _ => Err(self.foreign(format!("`{OWNER_KEY}` names an unknown place"))),
        }
    }

    /// Reads the two cells of a database; `None` if there is no file, or no credentials in it.
    fn read_database(
        &self,
        read_rows: fn(&Connection) -> rusqlite::Result<CredentialCells>,
    ) -> Result<Option<StoreDocuments>, VaultError> {
        let Some(connection) = self.open_database()? else { return Ok(None) };
        let CredentialCells { profiles, state } =
            read_rows(&connection).map_err(|error| self.database_error(&error))?;
        if profiles.is_none() && state.is_none() {
            return Ok(None);
        }
        let parse = |name, text: Option<String>| text.map(|text| self.parse_cell(name, &text)).transpose();
        let empty = || serde_json::json!({ "version": 1, "profiles": {} });
        Ok(Some(StoreDocuments {
            display_path: self.display_path.clone(),
            profiles: parse(PROFILES_KEY, profiles)?.unwrap_or_else(empty),
            state: parse(STATE_KEY, state)?,
        }))
    }

    fn open_database(&self) -> Result<Option<Connection>, VaultError> {
        match self.path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unreadable(error.kind().to_string())),
            Ok(metadata) if !metadata.is_file() => Err(self.unreadable("it is not a regular file".to_owned())),
            Ok(_) => open_read_only(&self.path).map(Some).map_err(|reason| self.unreadable(reason)),
        }
    }

    fn read_json(&self) -> Result<Option<StoreDocuments>, VaultError> {
        let file = match open_nonblocking(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unreadable(error.kind().to_string())),
        };
        let bytes = read_regular_file(file, MAX_BYTES).map_err(|error| self.unreadable(error.to_string()))?;
        let profiles = serde_json::from_slice(&bytes).map_err(|error| self.invalid_json("", &error))?;
        Ok(Some(StoreDocuments { display_path: self.display_path.clone(), profiles, state: None }))
    }

    fn parse_cell(&self, cell: &str, text: &str) -> Result<Value, VaultError> {
        serde_json::from_str(text).map_err(|error| self.invalid_json(&format!("the cell `{cell}` is "), &error))
    }

    fn invalid_json(&self, cell: &str, error: &serde_json::Error) -> VaultError {
        let place = if cell.is_empty() { "it is ".to_owned() } else { cell.to_owned() };
        VaultError::InvalidJson { path: self.display_path.clone(), place, line: error.line(), column: error.column() }
    }

    fn database_error(&self, error: &rusqlite::Error) -> VaultError {
        match error {
            // The statement does not fit the tables.
            rusqlite::Error::SqlInputError { .. } | rusqlite::Error::InvalidColumnType(..) => {
                self.foreign("its tables have another form".to_owned())
            }
            error => self.unreadable(sqlite_error_text(error)),
        }
    }

    fn unreadable(&self, reason: String) -> VaultError {
        VaultError::Unreadable { path: self.display_path.clone(), reason }
    }

    fn foreign(&self, reason: String) -> VaultError {
        VaultError::Foreign { path: self.display_path.clone(), reason }
    }
}

/// The texts of the two cells of a database.
struct CredentialCells {
    profiles: Option<String>,
    state: Option<String>,
}

fn read_shared_rows(connection: &Connection) -> rusqlite::Result<CredentialCells> {
    let read = |key| shared_row(connection, key);
    Ok(CredentialCells { profiles: read(PROFILES_KEY)?, state: read(STATE_KEY)? })
}

fn shared_row(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    let query = "SELECT value_json FROM config_machine_state WHERE state_key = ?1";
    connection.query_row(query, [key], |row| row.get(0)).optional()
}

fn read_agent_rows(connection: &Connection) -> rusqlite::Result<CredentialCells> {
    let read = |table, query: &str| {
        if !has_table(connection, table)? {
            return Ok(None);
        }
        connection.query_row(query, [PRIMARY_KEY], |row| row.get(0)).optional()
    };
    Ok(CredentialCells {
        profiles: read("auth_profile_store", "SELECT store_json FROM auth_profile_store WHERE store_key = ?1")?,
        state: read("auth_profile_state", "SELECT state_json FROM auth_profile_state WHERE state_key = ?1")?,
    })
}

fn has_table(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
    connection.query_row(query, [table], |_| Ok(())).optional().map(|found| found.is_some())
}
