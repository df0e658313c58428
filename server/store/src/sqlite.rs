//! Opens SQLite databases: for reading without modifying them, and for writing.

use std::{
    ops::Deref,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    thread,
    time::Duration,
};

use rules::auth::store_files::StoreObstacle;
use rules::schema::generation::{DatabaseState, TableForm};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rustix::io::Errno;

use crate::WriteError;

/// How long to wait for OpenClaw, which holds its write lock for milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// How often a database is opened whose files do not fit together, and the pause between two attempts.
const OPEN_ATTEMPTS: usize = 6;
const OPEN_PAUSE: Duration = Duration::from_millis(15);

/// The length of a write-ahead log without content. SQLite cannot read a database read-only beside such a log, which a
/// writer leaves that is killed before it adds the first page.
const WAL_HEADER_BYTES: u64 = 32;

/// Locked for reading while a database is open for reading, and for writing while one is opened for writing or changed. All handles
/// of a process share the index of a write-ahead log as the first of them has opened it: a writer could not write if that
/// was a reader.
static READERS: RwLock<()> = RwLock::new(());

/// A database that is open for reading.
#[derive(Debug)]
pub(crate) struct ReadConnection {
    // Fields are dropped in declaration order.
    connection: Connection,
    _reading: RwLockReadGuard<'static, ()>,
}

impl Deref for ReadConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

/// Reads the schema version of a database, and whether a table exists.
pub(crate) fn inspect_database(
    path: &Path,
    table_form: impl Fn(&Connection) -> rusqlite::Result<TableForm>,
) -> DatabaseState {
    let read = |connection: ReadConnection| {
        let user_version = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        Ok(DatabaseState::Readable { user_version, tables: table_form(&connection)? })
    };
    match open_read_only(path).and_then(|connection| read(connection).map_err(|e| sqlite_error_text(&e))) {
        Ok(database) => database,
        Err(reason) => DatabaseState::Unreadable(reason),
    }
}

/// Opens a database read-only. A database that is not in use is opened as immutable, because SQLite would otherwise
/// create its `-shm` and `-wal` files. One in use has both files and is opened with a read-only `-shm`, so its index is
/// not rebuilt. If OpenClaw opens or closes the database at this moment, opening is tried again. A thread must not hold
/// two: the second one would wait for a writer that waits for the first.
pub(crate) fn open_read_only(path: &Path) -> Result<ReadConnection, String> {
    for _ in 1..OPEN_ATTEMPTS {
        match try_open_read_only(path) {
            Err(OpenFailure::FilesChanging(_)) => thread::sleep(OPEN_PAUSE),
            result => return result.map_err(OpenFailure::into_reason),
        }
    }
    try_open_read_only(path).map_err(OpenFailure::into_reason)
}

/// Why a database cannot be opened.
enum OpenFailure {
    /// The files beside it do not fit it, as while another process opens or closes it.
    FilesChanging(String),
    Other(String),
}

impl OpenFailure {
    fn of(error: &rusqlite::Error) -> Self {
        let reason = sqlite_error_text(error);
        match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => Self::FilesChanging(reason),
            _ => Self::Other(reason),
        }
    }

    fn into_reason(self) -> String {
        match self {
            Self::FilesChanging(reason) | Self::Other(reason) => reason,
        }
    }
}

fn try_open_read_only(path: &Path) -> Result<ReadConnection, OpenFailure> {
    let reading = READERS.read().unwrap_or_else(PoisonError::into_inner);
    let is_used = with_suffix(path, "-wal").metadata().is_ok_and(|wal| wal.len() > WAL_HEADER_BYTES);
    if is_used && !with_suffix(path, "-shm").exists() {
        return Err(OpenFailure::FilesChanging("it was not closed properly; start OpenClaw once".to_owned()));
    }
    let uri = format!(
        "file:{}?{}",
        escape_uri_path(path),
        if is_used { "mode=ro&readonly_shm=1" } else { "mode=ro&immutable=1" }
    );
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(uri, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // The files are opened by the first statement that reads. From then on, no other process removes the log.
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        Ok(connection)
    };
    let connection = open().map_err(|error| OpenFailure::of(&error))?;
    Ok(ReadConnection { connection, _reading: reading })
}

/// Opens an existing database for writing. Deleted content is overwritten.
pub(crate) fn open_for_writing(path: &Path) -> rusqlite::Result<Connection> {
    let _no_readers = exclude_readers();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // The index of the log is opened by the first statement that reads.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

/// Waits until this process reads no database, and lets no read begin meanwhile: one that takes a database for unused
/// would see pages of two states.
pub(crate) fn exclude_readers() -> RwLockWriteGuard<'static, ()> {
    READERS.write().unwrap_or_else(PoisonError::into_inner)
}

/// The error of a write, in plain words, without the text of a statement or a value.
pub(crate) fn write_error(path: &Path, error: &rusqlite::Error) -> WriteError {
    let io_error = |errno: Errno| WriteError::io_error("write", path)(errno);
    match error {
        // The statement does not fit the tables.
        rusqlite::Error::SqlInputError { .. } | rusqlite::Error::InvalidColumnType(..) => {
            WriteError::StoreNotWritable { path: path.to_path_buf(), obstacle: StoreObstacle::UnknownTables }
        }
        error => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                WriteError::DatabaseBusy { path: path.to_path_buf() }
            }
            Some(ErrorCode::DiskFull) => io_error(Errno::NOSPC),
            Some(ErrorCode::ReadOnly) => io_error(Errno::ROFS),
            Some(ErrorCode::SystemIoFailure) => io_error(Errno::IO),
            _ => WriteError::DatabaseUnusable { path: path.to_path_buf(), reason: sqlite_error_text(error) },
        },
    }
}

/// The path of a file that SQLite keeps beside a database.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Escapes a path for a `file:` URI.
fn escape_uri_path(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// Describes an error in plain words, without the path that SQLite's own messages contain.
pub(crate) fn sqlite_error_text(error: &rusqlite::Error) -> String {
    let words = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "it is not a SQLite database",
        Some(ErrorCode::DatabaseCorrupt) => "it is damaged",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another process has locked it",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "it cannot be opened",
        Some(ErrorCode::SystemIoFailure) => "input/output error",
        _ => "SQLite cannot use it",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks for a table, of any form.
    fn inspect(path: &Path, table: &str) -> DatabaseState {
        let query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
        inspect_database(path, |connection| {
            let count: i64 = connection.query_row(query, [table], |row| row.get(0))?;
            Ok(if count == 0 { TableForm::Missing } else { TableForm::Known })
        })
    }

    fn file_names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            dir.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn create_wal_database(path: &Path) -> Connection {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode=WAL; PRAGMA user_version=18; CREATE TABLE config_machine_state(a);")
            .unwrap();
        connection
    }

    #[test]
    fn idle_database_is_read_without_creating_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a b%20?#.sqlite");
        drop(create_wal_database(&path));
        let before = file_names(dir.path());
        assert_eq!(
            inspect(&path, "config_machine_state"),
            DatabaseState::Readable { user_version: 18, tables: TableForm::Known }
        );
        assert_eq!(inspect(&path, "other"), DatabaseState::Readable { user_version: 18, tables: TableForm::Missing });
        assert_eq!(file_names(dir.path()), before);
    }

    #[test]
    fn database_is_read_during_writes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        let _writer = create_wal_database(&path);
        assert_eq!(
            inspect(&path, "config_machine_state"),
            DatabaseState::Readable { user_version: 18, tables: TableForm::Known }
        );
        assert_eq!(file_names(dir.path()), ["state.sqlite", "state.sqlite-shm", "state.sqlite-wal"]);
    }

    #[test]
    fn databases_of_killed_writers_are_read_unrepaired() {
        let dir = tempfile::tempdir().unwrap();
        let (path, left) = (dir.path().join("state.sqlite"), dir.path().join("left"));
        let writer = create_wal_database(&path);
        std::fs::create_dir(&left).unwrap();
        for name in ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"] {
            std::fs::copy(dir.path().join(name), left.join(name)).unwrap();
        }
        drop(writer);
        let bytes = |suffix| std::fs::read(with_suffix(&left.join("state.sqlite"), suffix)).unwrap();
        let before = (bytes(""), bytes("-wal"), bytes("-shm"));
        let seen = inspect(&left.join("state.sqlite"), "config_machine_state");
        assert_eq!(seen, DatabaseState::Readable { user_version: 18, tables: TableForm::Known });
        assert!(before == (bytes(""), bytes("-wal"), bytes("-shm")), "a read changed a file");
        assert_eq!(file_names(&left), ["state.sqlite", "state.sqlite-shm", "state.sqlite-wal"]);
    }

    #[test]
    fn database_is_opened_for_writing_after_its_readers() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        let copy = dir.path().join("copy.sqlite");
        let writer = create_wal_database(&path);
        for suffix in ["", "-wal", "-shm"] {
            std::fs::copy(with_suffix(&path, suffix), with_suffix(&copy, suffix)).unwrap();
        }
        drop(writer);
        let reader = open_read_only(&copy).unwrap();
        reader.query_row("PRAGMA user_version", [], |_| Ok(())).unwrap();
        std::thread::scope(|scope| {
            let written = scope.spawn(|| open_for_writing(&copy)?.execute_batch("CREATE TABLE more(a)"));
            std::thread::sleep(Duration::from_millis(100));
            drop(reader);
            written.join().unwrap().unwrap();
        });
    }

    #[test]
    fn database_beside_an_empty_log_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let (path, left) = (dir.path().join("state.sqlite"), dir.path().join("left"));
        let writer = create_wal_database(&path);
        std::fs::create_dir(&left).unwrap();
        let log = std::fs::read(with_suffix(&path, "-wal")).unwrap();
        writer.close().unwrap();
        std::fs::copy(&path, left.join("state.sqlite")).unwrap();
        for length in [0, 32] {
            std::fs::write(left.join("state.sqlite-wal"), &log[..length]).unwrap();
            std::fs::write(left.join("state.sqlite-shm"), vec![0; 32768]).unwrap();
            let seen = inspect(&left.join("state.sqlite"), "config_machine_state");
            assert_eq!(seen, DatabaseState::Readable { user_version: 18, tables: TableForm::Known });
        }
    }

    #[test]
    fn wal_without_shm_is_unreadable() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        drop(create_wal_database(&path));
        std::fs::write(with_suffix(&path, "-wal"), "left by a crash".repeat(3)).unwrap();
        assert!(matches!(inspect(&path, "config_machine_state"), DatabaseState::Unreadable(_)));
    }

    #[test]
    fn files_that_are_no_database_are_unreadable() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        std::fs::write(&path, "this is not a database, and long enough to be looked at").unwrap();
        let seen = inspect(&path, "config_machine_state");
        assert_eq!(seen, DatabaseState::Unreadable("it is not a SQLite database".to_owned()));
    }
}
