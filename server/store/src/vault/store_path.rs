//! Reads one credential store.

use std::{
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rules::{
    auth::store_files::{StoreFileFacts, StoreKind, StoreObstacle},
    schema::generation::TableForm,
};
use rusqlite::Connection;
use rustix::fs::{Access, AtFlags, CWD};
use serde_json::Value;

use super::{ParseDocument, ParsedStore, StoreFile, VaultError};
use crate::{
    credential_cells::{AGENT_CELLS, Cell, OWNER_CELL, SHARED_CELLS, StoreCells, user_version},
    disk::{OpenDir, open_nonblocking, read_regular_file},
    error::WriteError,
    sqlite::{ReadConnection, open_read_only, sqlite_error_text},
};

/// The longest JSON store that is read.
const MAX_BYTES: u64 = 64 << 20;

/// A file to read, with its path as it may be shown: a variable in the path of an agent is not filled in there.
pub(super) struct StorePath {
    pub(super) kind: StoreKind,
    pub(super) path: PathBuf,
    pub(super) display_path: String,
}

/// What a store contains, and the facts about its file.
pub(super) struct FoundStore {
    /// `None` if there are no credentials.
    pub(super) documents: Option<ParsedStore>,
    pub(super) file: StoreFile,
}

/// The documents of a store with the facts about its file, or why they cannot be read.
type ReadDocuments<D> = Result<(Option<ParsedStore<D>>, StoreFileFacts<'static>), VaultError>;

/// The credentials of a database that has only the order and the usage of profiles.
const NO_PROFILES: &str = r#"{ "version": 1, "profiles": {} }"#;

/// Which database has the shared credentials, by the state database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SharedStoreOwner {
    /// There is no state database, or one without the table.
    NoTable,
    /// It does not say so: no credential was stored yet, or it is in the database of `main`.
    NotDecided { user_version: i64 },
    /// The database of `main`.
    LegacyMain,
    /// The state database itself.
    StateDatabase,
}

/// The content of a database.
struct DatabaseContent {
    tables: TableForm,
    user_version: i64,
    profiles: Option<String>,
    state: Option<String>,
}

impl StorePath {
    /// Reads which database has the shared credentials. This is the state database.
    pub(super) fn shared_store_owner(&self) -> Result<SharedStoreOwner, VaultError> {
        let Some(connection) = self.open_database()? else { return Ok(SharedStoreOwner::NoTable) };
        let read = || {
            if OWNER_CELL.table_form(&connection)? == TableForm::Missing {
                return Ok(None);
            }
            Ok(Some((OWNER_CELL.read(&connection)?, user_version(&connection)?)))
        };
        match read().map_err(|error| self.database_error(&error))? {
            None => Ok(SharedStoreOwner::NoTable),
            Some((None, user_version)) => Ok(SharedStoreOwner::NotDecided { user_version }),
            Some((Some(owner), _)) => self.parse_owner(&owner),
        }
    }

    fn parse_owner(&self, owner: &str) -> Result<SharedStoreOwner, VaultError> {
        let parsed: Value = self.parse_cell(OWNER_CELL.key, owner, |json: &[u8]| serde_json::from_slice(json))?;
        match parsed.get("location").and_then(Value::as_str) {
            Some("state-db") => Ok(SharedStoreOwner::StateDatabase),
            Some("legacy-main") => Ok(SharedStoreOwner::LegacyMain),
            _ => Err(self.foreign(format!("`{}` names an unknown place", OWNER_CELL.key))),
        }
    }

    /// Reads the credentials and the facts about the file. `obstacle` is one that the caller knows.
    pub(super) fn read(self, obstacle: Option<StoreObstacle>) -> Result<FoundStore, VaultError> {
        let (documents, mut facts) = self.read_documents(|json: &[u8]| serde_json::from_slice(json))?;
        facts.obstacles.extend(obstacle);
        facts.obstacles.extend(file_obstacles(&self.path, self.kind));
        if let Some(documents) = &documents {
            facts.documents = std::iter::once(&documents.profiles).chain(&documents.state).collect();
        }
        let file = facts.into_store_file(self.path, self.display_path);
        Ok(FoundStore { documents, file })
    }

    /// Reads the credentials, each document with `parse`; no documents if there are no credentials. What the file
    /// system says is not among the facts.
    pub(super) fn read_documents<D>(&self, parse: impl ParseDocument<D>) -> ReadDocuments<D> {
        match self.kind {
            StoreKind::JsonFile => self.read_json(parse),
            StoreKind::AgentDatabase => self.read_database(&AGENT_CELLS, parse),
            StoreKind::SharedDatabase => self.read_database(&SHARED_CELLS, parse),
        }
    }

    fn facts(&self, exists: bool) -> StoreFileFacts<'static> {
        let (documents, obstacles) = (Vec::new(), Vec::new());
        StoreFileFacts { kind: self.kind, exists, user_version: None, documents, obstacles }
    }

    /// Reads the two cells of a database; no documents if there is no file, or no credentials in it.
    fn read_database<D>(&self, cells: &StoreCells, parse: impl ParseDocument<D>) -> ReadDocuments<D> {
        let Some(connection) = self.open_database()? else { return Ok((None, self.facts(false))) };
        let found = read_cells(&connection, cells).map_err(|error| self.database_error(&error))?;
        let mut facts = self.facts(found.tables != TableForm::Missing);
        facts.user_version = Some(found.user_version);
        facts.obstacles.extend(match found.tables {
            TableForm::Missing => Some(StoreObstacle::NoTables),
            TableForm::Unknown => Some(StoreObstacle::UnknownTables),
            TableForm::Known => None,
        });
        if found.profiles.is_none() && found.state.is_none() {
            return Ok((None, facts));
        }
        let parse = |cell, json: &str| self.parse_cell(cell, json, &parse);
        let documents = ParsedStore {
            display_path: self.display_path.clone(),
            profiles: parse(SHARED_CELLS.profiles.key, found.profiles.as_deref().unwrap_or(NO_PROFILES))?,
            state: found.state.map(|json| parse(SHARED_CELLS.state.key, &json)).transpose()?,
        };
        Ok((Some(documents), facts))
    }

    fn open_database(&self) -> Result<Option<ReadConnection>, VaultError> {
        match self.path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unreadable(error.kind().to_string())),
            Ok(metadata) if !metadata.is_file() => Err(self.unreadable("it is not a regular file".to_owned())),
            Ok(_) => open_read_only(&self.path).map(Some).map_err(|reason| self.unreadable(reason)),
        }
    }

    fn read_json<D>(&self, parse: impl ParseDocument<D>) -> ReadDocuments<D> {
        let file = match open_nonblocking(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((None, self.facts(false))),
            Err(error) => return Err(self.unreadable(error.kind().to_string())),
        };
        let bytes = read_regular_file(file, MAX_BYTES).map_err(|error| self.unreadable(error.to_string()))?;
        let profiles = parse(&bytes).map_err(|error| self.invalid_json("", &error))?;
        let documents = ParsedStore { display_path: self.display_path.clone(), profiles, state: None };
        Ok((Some(documents), self.facts(true)))
    }

    fn parse_cell<D>(&self, cell: &str, json: &str, parse: impl ParseDocument<D>) -> Result<D, VaultError> {
        parse(json.as_bytes()).map_err(|error| self.invalid_json(&format!("the cell `{cell}` is "), &error))
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

/// Reads the cells. A table that is missing has none.
fn read_cells(connection: &Connection, cells: &StoreCells) -> rusqlite::Result<DatabaseContent> {
    let read = |cell: &Cell| match cell.table_form(connection)? {
        TableForm::Missing => Ok(None),
        TableForm::Known | TableForm::Unknown => cell.read(connection),
    };
    Ok(DatabaseContent {
        tables: cells.table_form(connection)?,
        user_version: user_version(connection)?,
        profiles: read(&cells.profiles)?,
        state: read(&cells.state)?,
    })
}

/// What the file system has against a write.
fn file_obstacles(path: &Path, kind: StoreKind) -> Vec<StoreObstacle> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let metadata = path.metadata().ok();
    let is = |obstacle, found: bool| found.then_some(obstacle);
    let is_ours = |uid| uid == rustix::process::geteuid().as_raw();
    let is_writable = |path: &Path, access| rustix::fs::accessat(CWD, path, access, AtFlags::empty()).is_ok();
    let of_file = metadata.iter().flat_map(|metadata| {
        let has_other_name = kind == StoreKind::JsonFile && metadata.nlink() > 1;
        // A JSON file is replaced, so only its directory must be writable.
        let is_closed = kind != StoreKind::JsonFile && !is_writable(&path, Access::WRITE_OK);
        [
            is(StoreObstacle::OtherOwner, !is_ours(metadata.uid())),
            is(StoreObstacle::HardLinks, has_other_name),
            is(StoreObstacle::ReadOnly, is_closed),
        ]
    });
    let dir = path.parent().filter(|dir| dir.is_dir());
    let of_dir = dir.into_iter().flat_map(|dir| {
        let is_unsafe = matches!(OpenDir::open_trusted(dir), Err(WriteError::UnsafeDirectory { .. }));
        let is_closed = !is_writable(dir, Access::WRITE_OK | Access::EXEC_OK);
        [is(StoreObstacle::UnsafeDirectory, is_unsafe), is(StoreObstacle::ReadOnly, is_closed)]
    });
    of_file.chain(of_dir).flatten().collect()
}
