//! Creates the state database of a home without any credential store.

use std::{sync::Arc, time::SystemTime};

use rusqlite::{Connection, OpenFlags};
use rustix::{fs::Mode, io::Errno};

use super::database::STATE_DATABASE_OWNS;
use crate::{
    HomeStore, WriteError,
    credential_cells::{Cell, OWNER_CELL, SHARED_CELLS},
    disk::{OpenDir, TempFile, remove_stale_temp_files, split_path},
    shutdown::defer_shutdown,
    sqlite::write_error,
    timestamp::millis_since_epoch,
};

const NO_CREDENTIALS: &str = r#"{"version":1,"profiles":{}}"#;

impl HomeStore {
    /// Creates the state database with nothing in it but that it has the credentials, and that there are none. OpenClaw
    /// 2026.8 and later add their own tables to such a database; `user_version` 0 tells them that they are missing.
    ///
    /// The database gets its name when it is complete. It is an error if there is one already.
    pub fn create_shared_store(&self) -> Result<(), WriteError> {
        self.check_writable()?;
        let path = self.shared_database_path();
        let (dir, name) = split_path(&path)?;
        let dir = Arc::new(OpenDir::create_trusted(dir)?);
        let _deferred = defer_shutdown();
        remove_stale_temp_files(&dir);
        let mut temp = TempFile::with_content(&dir, &name, b"", Mode::RUSR | Mode::WUSR)?;
        fill_database(&temp).map_err(|error| write_error(&path, &error))?;
        temp.file.sync_all().map_err(WriteError::io_error("write", &path))?;
        dir.rename_no_replace(&temp.name, &name).map_err(|errno| match errno {
            Errno::EXIST => WriteError::ConcurrentChange { file: path.clone() },
            errno => WriteError::io_error("create", &path)(errno),
        })?;
        temp.disarm_removal();
        dir.sync().map_err(WriteError::io_error("sync", &dir.path))
    }
}

/// Makes the table and its rows as OpenClaw does. The journal is kept in memory: after a
/// crash the unfinished database is discarded, not repaired.
fn fill_database(temp: &TempFile) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(temp.path(), flags)?;
    connection.execute_batch("PRAGMA auto_vacuum = 2; PRAGMA journal_mode = MEMORY;")?;
    let Cell { table, key_column, text_column, time_column, .. } = OWNER_CELL;
    connection.execute_batch(&format!(
        "BEGIN; CREATE TABLE {table} ({key_column} TEXT NOT NULL PRIMARY KEY, {text_column} TEXT NOT NULL, \
         {time_column} INTEGER NOT NULL) STRICT;"
    ))?;
    let insert = format!("INSERT INTO {table} ({key_column}, {text_column}, {time_column}) VALUES (?1, ?2, ?3)");
    let now = millis_since_epoch(SystemTime::now());
    for (cell, text) in [(OWNER_CELL, STATE_DATABASE_OWNS), (SHARED_CELLS.profiles, NO_CREDENTIALS)] {
        connection.execute(&insert, (cell.key, text, now))?;
    }
    connection.execute_batch("COMMIT")?;
    connection.close().map_err(|(_, error)| error)
}
