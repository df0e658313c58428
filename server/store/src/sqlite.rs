//! Looking into SQLite stores without leaving a trace.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rules::generation::Database;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

/// OpenClaw holds its write lock for milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// The schema number of a database, and whether it has a table.
pub(crate) fn inspect(path: &Path, table: &str) -> Database {
    match open(path).and_then(|connection| look(&connection, table).map_err(|e| say(&e))) {
        Ok(database) => database,
        Err(why) => Database::Unreadable(why),
    }
}

/// Opens for reading only. A database at rest is opened as immutable, because SQLite would otherwise create its `-shm`
/// and `-wal` files; one in use has both, is opened beside its writer, and its index is not rebuilt either.
fn open(path: &Path) -> Result<Connection, String> {
    let is_used = beside(path, "-wal").metadata().is_ok_and(|wal| wal.len() > 0);
    if is_used && !beside(path, "-shm").exists() {
        return Err("it was not closed properly; start OpenClaw once".to_owned());
    }
    let uri =
        format!("file:{}?{}", escape(path), if is_used { "mode=ro&readonly_shm=1" } else { "mode=ro&immutable=1" });
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri, flags).map_err(|e| say(&e))?;
    connection.busy_timeout(PATIENCE).map_err(|e| say(&e))?;
    Ok(connection)
}

fn look(connection: &Connection, table: &str) -> rusqlite::Result<Database> {
    let schema = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let holds_store = connection
        .query_row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1", [table], |_| Ok(()))
        .optional()?
        .is_some();
    Ok(Database::Read { schema, holds_store })
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A path inside a `file:` URI.
fn escape(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// In plain words, and without the path that SQLite's own carry.
fn say(error: &rusqlite::Error) -> String {
    let words = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "it is no SQLite database",
        Some(ErrorCode::DatabaseCorrupt) => "it is damaged",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another process keeps it for itself",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "it cannot be opened",
        Some(ErrorCode::SystemIoFailure) => "the disk does not give it",
        _ => "SQLite cannot read it",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            dir.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn create(path: &Path) -> Connection {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode=WAL; PRAGMA user_version=18; CREATE TABLE config_machine_state(a);")
            .unwrap();
        connection
    }

    #[test]
    fn a_database_at_rest_is_read_and_nothing_is_created() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a b%20?#.sqlite");
        drop(create(&path));
        let before = listing(dir.path());
        assert_eq!(inspect(&path, "config_machine_state"), Database::Read { schema: 18, holds_store: true });
        assert_eq!(inspect(&path, "other"), Database::Read { schema: 18, holds_store: false });
        assert_eq!(listing(dir.path()), before);
    }

    #[test]
    fn a_database_in_use_is_read_beside_its_writer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        let _writer = create(&path);
        assert_eq!(inspect(&path, "config_machine_state"), Database::Read { schema: 18, holds_store: true });
        assert_eq!(listing(dir.path()), ["state.sqlite", "state.sqlite-shm", "state.sqlite-wal"]);
    }

    #[test]
    fn what_a_killed_writer_left_is_read_and_not_repaired() {
        let dir = tempfile::tempdir().unwrap();
        let (path, left) = (dir.path().join("state.sqlite"), dir.path().join("left"));
        let writer = create(&path);
        std::fs::create_dir(&left).unwrap();
        for name in ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"] {
            std::fs::copy(dir.path().join(name), left.join(name)).unwrap();
        }
        drop(writer);
        let bytes = |suffix| std::fs::read(beside(&left.join("state.sqlite"), suffix)).unwrap();
        let before = (bytes(""), bytes("-wal"), bytes("-shm"));
        let seen = inspect(&left.join("state.sqlite"), "config_machine_state");
        assert_eq!(seen, Database::Read { schema: 18, holds_store: true });
        assert!(before == (bytes(""), bytes("-wal"), bytes("-shm")), "a read changed a file");
        assert_eq!(listing(&left), ["state.sqlite", "state.sqlite-shm", "state.sqlite-wal"]);
    }

    #[test]
    fn a_log_without_its_index_is_not_guessed_at() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        drop(create(&path));
        std::fs::write(beside(&path, "-wal"), "left by a crash").unwrap();
        assert!(matches!(inspect(&path, "config_machine_state"), Database::Unreadable(_)));
    }

    #[test]
    fn what_is_no_database_is_unreadable() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.sqlite");
        std::fs::write(&path, "this is not a database, and long enough to be looked at").unwrap();
        let seen = inspect(&path, "config_machine_state");
        assert_eq!(seen, Database::Unreadable("it is no SQLite database".to_owned()));
    }
}
