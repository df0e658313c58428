//! The databases of OpenClaw, in which the credentials are one cell, and their order and usage another one.
//!
//! A lock is a transaction that is open for writing, so another program waits or gives up after a few seconds: a guard
//! must be short-lived. Only the rows of these cells are written. The file, its tables, its schema version and its kind
//! of journal stay as OpenClaw made them.
//!
//! A deleted secret is overwritten in the database (`secure_delete`, a setting of this connection that is not stored).
//! Without it the old bytes would stay in free parts of pages until something else needs them. The write-ahead log has
//! older pages, too: it is moved into the database and emptied at the end, unless another program is reading. SQLite
//! does that itself when the last program closes the database, but it removes the index of the log before a log that
//! still has content, and a process that is killed in between leaves a database that cannot be read read-only.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rules::{auth::store_files::StoreObstacle, schema::generation::TableForm};
use rusqlite::Connection;
use rustix::fs::{Access, AtFlags, CWD};
use serde_json::Value;

use super::{check_document, not_writable};
use crate::{
    CredentialStore, LockedCredentialStore, StoreTexts, WaitEvent, WaitPolicy, WriteError,
    credential_cells::{Cell, OWNER_CELL, StoreCells},
    disk::{OpenDir, split_path},
    sqlite::{exclude_readers, open_for_writing, open_read_only, sqlite_error_text, with_suffix, write_error},
    timestamp::millis_since_epoch,
};

/// The content of [`OWNER_CELL`] when the state database has the credentials.
pub(super) const STATE_DATABASE_OWNS: &str = r#"{"location":"state-db"}"#;

/// A database with the tables of credentials.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pub(super) path: PathBuf,
    pub(super) cells: StoreCells,
    /// Whether it is the state database, which says where the credentials are.
    pub(super) has_owner_cell: bool,
}

/// A connection whose transaction is open, until it is committed.
#[derive(Debug)]
struct LockedDatabase {
    connection: Connection,
    database: Database,
    /// Device and inode of the file.
    file: (u64, u64),
    timeout: Duration,
}

impl CredentialStore for Database {
    fn path(&self) -> &Path {
        &self.path
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        if !self.path.exists() {
            return Ok(StoreTexts::default());
        }
        let unusable = |reason| WriteError::DatabaseUnusable { path: self.path.clone(), reason };
        let connection = open_read_only(&self.path).map_err(unusable)?;
        self.read_cells(&connection).map_err(|error| unusable(sqlite_error_text(&error)))
    }

    fn lock_store(&self, policy: &WaitPolicy) -> Result<Box<dyn LockedCredentialStore>, WriteError> {
        let file = self.check_file()?;
        let connection = open_for_writing(&self.path).map_err(|error| write_error(&self.path, &error))?;
        let locked = LockedDatabase { connection, database: self.clone(), file, timeout: policy.openclaw_timeout };
        locked.begin(policy)?;
        Ok(Box::new(locked))
    }
}

impl Database {
    /// Checks that the file exists and may be written. Returns its device and inode.
    fn check_file(&self) -> Result<(u64, u64), WriteError> {
        let path = || self.path.clone();
        let metadata = self.path.metadata().map_err(WriteError::io_error("open", &self.path))?;
        if !metadata.is_file() {
            return Err(WriteError::NotAFile { path: path() });
        }
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err(WriteError::OwnedByOtherUser { path: path() });
        }
        let real = self.path.canonicalize().map_err(WriteError::io_error("find", &self.path))?;
        let (dir, _) = split_path(&real)?;
        OpenDir::open_trusted(dir)?;
        let check = |path: &Path, access| rustix::fs::accessat(CWD, path, access, AtFlags::empty());
        check(&real, Access::WRITE_OK).map_err(WriteError::io_error("write", &self.path))?;
        // SQLite creates its journal in the directory.
        check(dir, Access::WRITE_OK | Access::EXEC_OK).map_err(WriteError::create_error(&real))?;
        Ok((metadata.dev(), metadata.ino()))
    }

    /// Reads the cells. A table that is missing has none.
    fn read_cells(&self, connection: &Connection) -> rusqlite::Result<StoreTexts> {
        let read = |cell: &Cell| match cell.table_form(connection)? {
            TableForm::Missing => Ok(None),
            TableForm::Known | TableForm::Unknown => cell.read(connection),
        };
        Ok(StoreTexts { profiles: read(&self.cells.profiles)?, state: read(&self.cells.state)? })
    }

    fn changed(&self) -> WriteError {
        WriteError::ConcurrentChange { file: self.path.clone() }
    }

    /// Removes the permissions of other users, as OpenClaw does. The files of the journal get those of the database.
    fn restrict_to_owner(&self) -> Result<(), WriteError> {
        for file in [self.path.clone(), with_suffix(&self.path, "-wal"), with_suffix(&self.path, "-shm")] {
            let Ok(metadata) = file.metadata() else { continue };
            let mode = metadata.permissions().mode();
            if mode & 0o077 != 0 {
                fs::set_permissions(&file, fs::Permissions::from_mode(mode & 0o700))
                    .map_err(WriteError::io_error("restrict access to", &file))?;
            }
        }
        Ok(())
    }
}

impl LockedDatabase {
    /// Opens the transaction, and reports it if another program has to be waited for.
    fn begin(&self, policy: &WaitPolicy) -> Result<(), WriteError> {
        let first = policy.notify_after.min(policy.openclaw_timeout);
        match self.begin_within(first) {
            Err(WriteError::DatabaseBusy { path }) => {
                (policy.notify)(&WaitEvent::ForDatabase { path });
                self.begin_within(policy.openclaw_timeout.saturating_sub(first))
            }
            done => done,
        }
    }

    fn begin_within(&self, timeout: Duration) -> Result<(), WriteError> {
        self.connection.busy_timeout(timeout).map_err(|error| self.error(&error))?;
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.error(&error))?;
        self.connection.busy_timeout(self.timeout).map_err(|error| self.error(&error))
    }

    /// Opens a further transaction after a commit.
    fn ensure_begun(&self) -> Result<(), WriteError> {
        if self.connection.is_autocommit() { self.begin_within(self.timeout) } else { Ok(()) }
    }

    fn error(&self, error: &rusqlite::Error) -> WriteError {
        write_error(&self.database.path, error)
    }

    fn refuse(&self, obstacle: StoreObstacle) -> WriteError {
        not_writable(&self.database.path, obstacle)
    }

    fn check_tables(&self) -> Result<(), WriteError> {
        match self.database.cells.table_form(&self.connection).map_err(|error| self.error(&error))? {
            TableForm::Known => Ok(()),
            TableForm::Missing => Err(self.refuse(StoreObstacle::NoTables)),
            TableForm::Unknown => Err(self.refuse(StoreObstacle::UnknownTables)),
        }
    }

    /// Whether the state database does not say yet where the credentials are. It is an error if they are elsewhere.
    fn lacks_owner(&self) -> Result<bool, WriteError> {
        if !self.database.has_owner_cell {
            return Ok(false);
        }
        let Some(owner) = OWNER_CELL.read(&self.connection).map_err(|error| self.error(&error))? else {
            return Ok(true);
        };
        let owner: Option<Value> = serde_json::from_str(&owner).ok();
        match owner.as_ref().and_then(|owner| owner.get("location")).and_then(Value::as_str) {
            Some("state-db") => Ok(false),
            _ => Err(self.database.changed()),
        }
    }

    fn write_cells(&self, before: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError> {
        let now = millis_since_epoch(SystemTime::now());
        if self.lacks_owner()? {
            self.write_cell(&OWNER_CELL, None, Some(STATE_DATABASE_OWNS), now)?;
        }
        let StoreCells { profiles, state } = &self.database.cells;
        self.write_cell(profiles, before.profiles.as_deref(), after.profiles.as_deref(), now)?;
        self.write_cell(state, before.state.as_deref(), after.state.as_deref(), now)
    }

    fn write_cell(&self, cell: &Cell, before: Option<&str>, after: Option<&str>, now: i64) -> Result<(), WriteError> {
        let Cell { table, key_column, text_column, time_column, key } = cell;
        let changed_rows = match (before, after) {
            (before, after) if before == after => return Ok(()),
            (None, Some(text)) => {
                let insert =
                    format!("INSERT INTO {table} ({key_column}, {text_column}, {time_column}) VALUES (?1, ?2, ?3)");
                self.connection.execute(&insert, (key, text, now))
            }
            (_, Some(text)) => {
                let update =
                    format!("UPDATE {table} SET {text_column} = ?2, {time_column} = ?3 WHERE {key_column} = ?1");
                self.connection.execute(&update, (key, text, now))
            }
            (_, None) => self.connection.execute(&format!("DELETE FROM {table} WHERE {key_column} = ?1"), [key]),
        };
        match changed_rows.map_err(|error| self.error(&error))? {
            1 => Ok(()),
            _ => Err(self.database.changed()),
        }
    }

    /// Whether the path still leads to the file of this connection.
    fn check_path(&self) -> Result<(), WriteError> {
        let now = self.database.path.metadata().map(|metadata| (metadata.dev(), metadata.ino()));
        if now.is_ok_and(|now| now == self.file) { Ok(()) } else { Err(self.database.changed()) }
    }

    fn replace(&self, before: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError> {
        self.ensure_begun()?;
        if self.read_texts()? != *before {
            return Err(self.database.changed());
        }
        self.database.restrict_to_owner()?;
        self.write_cells(before, after)?;
        self.check_path()?;
        let _no_readers = exclude_readers();
        self.connection.execute_batch("COMMIT").map_err(|error| self.error(&error))
    }
}

impl Drop for LockedDatabase {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").ok();
        }
        // What was committed is safe in the log, so nothing is waited for and no error matters.
        let _no_readers = exclude_readers();
        let empty_log = || {
            self.connection.busy_timeout(Duration::ZERO)?;
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        };
        empty_log().inspect_err(|error| tracing::debug!(reason = sqlite_error_text(error), "the log stays")).ok();
    }
}

impl LockedCredentialStore for LockedDatabase {
    fn has_state_document(&self) -> bool {
        true
    }

    fn read_texts(&self) -> Result<StoreTexts, WriteError> {
        self.ensure_begun()?;
        self.check_tables()?;
        self.lacks_owner()?;
        let texts = self.database.read_cells(&self.connection).map_err(|error| self.error(&error))?;
        let StoreCells { profiles, state } = &self.database.cells;
        let documents = texts.profiles.iter().map(|text| (profiles, text));
        for (cell, text) in documents.chain(texts.state.iter().map(|text| (state, text))) {
            check_document(&self.database.path, Some(cell.key), text)?;
        }
        Ok(texts)
    }

    fn check_lock(&self) -> Result<(), WriteError> {
        self.check_path()
    }

    fn replace_texts(&self, before: &StoreTexts, after: &StoreTexts) -> Result<(), WriteError> {
        self.replace(before, after).inspect_err(|_| {
            // SQLite has rolled back already after some errors.
            self.connection.execute_batch("ROLLBACK").ok();
        })
    }
}
