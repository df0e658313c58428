//! Reads the credential stores of all generations: JSON files, the databases of agents, the shared database. Nothing is
//! created, locked or repaired.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use rules::document::view::View;
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
    /// The file.
    pub path: PathBuf,
    /// The path for display.
    pub display_path: String,
    /// The profiles. A JSON file has the state in the same document.
    pub profiles: Value,
    /// The order and the usage of profiles, if they are a document of their own.
    pub state: Option<Value>,
}

/// Omits the documents.
impl fmt::Debug for StoreDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreDocuments").field("path", &self.path).finish_non_exhaustive()
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

impl HomeStore {
    /// Reads the credential stores that an agent uses. `agent_dir` is the directory of an agent other than the default
    /// one.
    pub fn read_credentials(&self, view: &View, agent_dir: Option<&Path>) -> Result<StoredCredentials, VaultError> {
        let shared_dir = &self.home.agent_dir.path;
        let own_dir = agent_dir.filter(|dir| *dir != shared_dir);
        let state_database = self.home.state_dir.path.join(SHARED_DATABASE);
        if self.has_shared_database(&state_database)? {
            return Ok(StoredCredentials {
                layout: StoreLayout::SharedDatabase,
                shared_path: self.home.display_path(&state_database),
                shared: self.read_database(&state_database, read_shared_rows)?,
                // An order is in the database of the agent, also of `main`.
                own: self.read_agent_database(agent_dir.unwrap_or(shared_dir))?,
            });
        }
        let has_agent_database = |dir: &Path| dir.join(AGENT_DATABASE).exists();
        let dirs = self.existing_agent_dirs(Some(view));
        if has_agent_database(shared_dir) || dirs.iter().any(|dir| has_agent_database(&dir.real_path)) {
            return Ok(StoredCredentials {
                layout: StoreLayout::AgentDatabases,
                shared_path: self.home.display_path(&shared_dir.join(AGENT_DATABASE)),
                shared: self.read_agent_database(shared_dir)?,
                own: own_dir.map_or(Ok(None), |dir| self.read_agent_database(dir))?,
            });
        }
        Ok(StoredCredentials {
            layout: StoreLayout::JsonFiles,
            shared_path: self.home.display_path(&shared_dir.join(JSON_FILE)),
            shared: self.read_json_store(&shared_dir.join(JSON_FILE))?,
            own: own_dir.map_or(Ok(None), |dir| self.read_json_store(&dir.join(JSON_FILE)))?,
        })
    }

    /// Whether the state database holds the shared store.
    fn has_shared_database(&self, path: &Path) -> Result<bool, VaultError> {
        let Some(connection) = self.open_database(path)? else { return Ok(false) };
        if !has_table(&connection, "config_machine_state").map_err(|error| self.database_error(path, &error))? {
            return Ok(false);
        }
        let owner = shared_row(&connection, OWNER_KEY).map_err(|error| self.database_error(path, &error))?;
        let Some(owner) = owner else { return Ok(false) };
        let owner = self.parse_cell(path, OWNER_KEY, &owner)?;
        match owner.get("location").and_then(Value::as_str) {
            Some("state-db") => Ok(true),
            Some("legacy-main") => Ok(false),
            _ => Err(self.foreign(path, format!("`{OWNER_KEY}` names an unknown place"))),
        }
    }

    fn read_agent_database(&self, dir: &Path) -> Result<Option<StoreDocuments>, VaultError> {
        self.read_database(&dir.join(AGENT_DATABASE), read_agent_rows)
    }

    /// Reads the two cells of a database; `None` if there is no file, or no credentials in it.
    fn read_database(
        &self,
        path: &Path,
        read_rows: fn(&Connection) -> rusqlite::Result<CredentialCells>,
    ) -> Result<Option<StoreDocuments>, VaultError> {
        let Some(connection) = self.open_database(path)? else { return Ok(None) };
        let CredentialCells { profiles, state } =
            read_rows(&connection).map_err(|error| self.database_error(path, &error))?;
        if profiles.is_none() && state.is_none() {
            return Ok(None);
        }
        let parse = |name, text: Option<String>| text.map(|text| self.parse_cell(path, name, &text)).transpose();
        let empty = || serde_json::json!({ "version": 1, "profiles": {} });
        Ok(Some(StoreDocuments {
            path: path.to_path_buf(),
            display_path: self.home.display_path(path),
            profiles: parse(PROFILES_KEY, profiles)?.unwrap_or_else(empty),
            state: parse(STATE_KEY, state)?,
        }))
    }

    fn open_database(&self, path: &Path) -> Result<Option<Connection>, VaultError> {
        match path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unreadable(path, error.to_string())),
            Ok(metadata) if !metadata.is_file() => Err(self.unreadable(path, "it is not a regular file".to_owned())),
            Ok(_) => open_read_only(path).map(Some).map_err(|reason| self.unreadable(path, reason)),
        }
    }

    fn read_json_store(&self, path: &Path) -> Result<Option<StoreDocuments>, VaultError> {
        let file = match open_nonblocking(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unreadable(path, error.to_string())),
        };
        let bytes = read_regular_file(file, MAX_BYTES).map_err(|error| self.unreadable(path, error.to_string()))?;
        let profiles = serde_json::from_slice(&bytes).map_err(|error| self.invalid_json(path, "", &error))?;
        Ok(Some(StoreDocuments {
            path: path.to_path_buf(),
            display_path: self.home.display_path(path),
            profiles,
            state: None,
        }))
    }

    fn parse_cell(&self, path: &Path, cell: &str, text: &str) -> Result<Value, VaultError> {
        serde_json::from_str(text).map_err(|error| self.invalid_json(path, &format!("the cell `{cell}` is "), &error))
    }

    fn invalid_json(&self, path: &Path, cell: &str, error: &serde_json::Error) -> VaultError {
        let place = if cell.is_empty() { "it is ".to_owned() } else { cell.to_owned() };
        let path = self.home.display_path(path);
        VaultError::InvalidJson { path, place, line: error.line(), column: error.column() }
    }

    fn database_error(&self, path: &Path, error: &rusqlite::Error) -> VaultError {
        match error {
            // The statement does not fit the tables.
            rusqlite::Error::SqlInputError { .. } | rusqlite::Error::InvalidColumnType(..) => {
                self.foreign(path, "its tables have another form".to_owned())
            }
            error => self.unreadable(path, sqlite_error_text(error)),
        }
    }

    fn unreadable(&self, path: &Path, reason: String) -> VaultError {
        VaultError::Unreadable { path: self.home.display_path(path), reason }
    }

    fn foreign(&self, path: &Path, reason: String) -> VaultError {
        VaultError::Foreign { path: self.home.display_path(path), reason }
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
