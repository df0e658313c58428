//! Small tables in openclaw's own folder: results of probes and of the last scan, the hosts that got the keys of providers,
//! and the lints that were acknowledged.

use std::{collections::BTreeMap, ffi::OsStr, io::ErrorKind, sync::Arc};

use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    HomeStore, WriteError,
    disk::{OpenDir, TempFile},
};

/// The version that this program reads and writes.
const VERSION: u8 = 1;

/// The longest file that is read.
const MAX_BYTES: u64 = 4 << 20;

/// The largest number of rows that are kept: the newest ones.
const MAX_ROWS: usize = 2000;

/// A table in openclaw's own folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManagerTable {
    /// The last result of each probe.
    Probes,
    /// The host that a provider's key went to first.
    Hosts,
    /// The last scan.
    Scan,
    /// The lints that were acknowledged.
    Acknowledged,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerRow<T> {
    /// What it is about. A table has one row for each key.
    pub key: String,
    /// When it was made, in milliseconds since 1970.
    pub at_ms: i64,
    /// Its content.
    #[serde(flatten)]
    pub value: T,
}

#[derive(Serialize, Deserialize)]
struct TableFile<T> {
    version: u8,
    rows: Vec<ManagerRow<T>>,
}

/// The version alone: the rows of another version may have another form.
#[derive(Deserialize)]
struct Versioned {
    version: u8,
}

impl ManagerTable {
    /// The name of the file.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Probes => "probes.json",
            Self::Hosts => "hosts.json",
            Self::Scan => "scan.json",
            Self::Acknowledged => "acknowledged.json",
        }
    }
}

impl HomeStore {
    /// Reads the rows of a table. A file that does not exist is an empty table; one that cannot be read, or is of a newer
    /// version, is ignored, and a sentence says so.
    pub fn read_manager_rows<T: DeserializeOwned>(&self, table: ManagerTable) -> (Vec<ManagerRow<T>>, Option<String>) {
        let read =
            self.read_manager_file(table).and_then(|bytes| bytes.map_or(Ok(Vec::new()), |bytes| parse_rows(&bytes)));
        read.map_or_else(|reason| (Vec::new(), Some(ignored(table, reason))), |rows| (rows, None))
    }

    /// Reads the whole document of a table, whose version the caller checks; `None` if there is none, or it cannot be
    /// read, which a sentence says.
    pub fn read_manager_document(&self, table: ManagerTable) -> (Option<Value>, Option<String>) {
        let parse = |bytes: Vec<u8>| serde_json::from_slice(&bytes).map_err(|_| "it is not complete");
        match self.read_manager_file(table).and_then(|bytes| bytes.map(parse).transpose()) {
            Ok(document) => (document, None),
            Err(reason) => (None, Some(ignored(table, reason))),
        }
    }

    /// Replaces the whole document of a table with what becomes of it; `None` if there is none yet. No other process
    /// writes a table meanwhile. A document that cannot be read, or is of a newer version, is an error.
    pub fn update_manager_document(
        &self,
        table: ManagerTable,
        update: impl FnOnce(Option<Value>) -> Value,
    ) -> Result<(), WriteError> {
        let dir = self.lock_tables()?;
        self.check_version(table)?;
        let (document, notice) = self.read_manager_document(table);
        if notice.is_some() {
            let path = dir.path.join(table.file_name());
            return Err(WriteError::io_error("read", &path)(std::io::Error::from(ErrorKind::InvalidData)));
        }
        write_manager_file(&dir, table, &update(document))
    }

    /// Opens the folder of the tables, and waits until no other process writes one. The lock ends with the value.
    fn lock_tables(&self) -> Result<Arc<OpenDir>, WriteError> {
        let dir = OpenDir::open_private(&self.home.manager_dir.path, OFlags::empty())?;
        dir.lock_exclusively();
        Ok(Arc::new(dir))
    }

    /// Refuses to replace a table of a newer version. One that is not complete may be replaced.
    fn check_version(&self, table: ManagerTable) -> Result<(), WriteError> {
        let bytes = self.read_manager_file(table).ok().flatten().unwrap_or_default();
        match serde_json::from_slice::<Versioned>(&bytes) {
            Ok(Versioned { version }) if version > VERSION => {
                Err(WriteError::NewerFormat { path: self.home.manager_dir.path.join(table.file_name()) })
            }
            _ => Ok(()),
        }
    }

    /// The bytes of a table; `None` if there is no file.
    fn read_manager_file(&self, table: ManagerTable) -> Result<Option<Vec<u8>>, &'static str> {
        let Ok(dir) = OpenDir::open_unchecked(&self.home.manager_dir.path, OFlags::empty()) else { return Ok(None) };
        let name = OsStr::new(table.file_name());
        match dir.read_file(name, MAX_BYTES) {
            Ok(Some(bytes)) => Ok(Some(bytes)),
            Ok(None) if matches!(dir.stat_entry(name), Ok(None)) => Ok(None),
            _ => Err("it cannot be read"),
        }
    }

    /// Adds rows to a table, each in place of the one with its key. The file is replaced as a whole, and no other process
    /// writes a table meanwhile. A table of a newer version is an error.
    pub fn put_manager_rows<T: Serialize + DeserializeOwned>(
        &self,
        table: ManagerTable,
        added: Vec<ManagerRow<T>>,
    ) -> Result<(), WriteError> {
        if added.is_empty() {
            return Ok(());
        }
        let dir = self.lock_tables()?;
        self.check_version(table)?;
        let (known, _) = self.read_manager_rows(table);
        let mut rows: BTreeMap<_, _> = known.into_iter().map(|row: ManagerRow<T>| (row.key.clone(), row)).collect();
        rows.extend(added.into_iter().map(|row| (row.key.clone(), row)));
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at_ms));
        rows.truncate(MAX_ROWS);
        write_manager_file(&dir, table, &TableFile { version: VERSION, rows })
    }

    /// Removes the rows of a table that are not kept. Without any such row, nothing is written.
    pub fn retain_manager_rows<T: Serialize + DeserializeOwned>(
        &self,
        table: ManagerTable,
        is_kept: impl Fn(&ManagerRow<T>) -> bool,
    ) -> Result<(), WriteError> {
        // Without a folder, there is no row.
        if !self.path_exists(&self.home.manager_dir.path) {
            return Ok(());
        }
        let dir = self.lock_tables()?;
        self.check_version(table)?;
        let (rows, _) = self.read_manager_rows::<T>(table);
        let count = rows.len();
        let rows: Vec<_> = rows.into_iter().filter(is_kept).collect();
        if rows.len() == count {
            Ok(())
        } else {
            write_manager_file(&dir, table, &TableFile { version: VERSION, rows })
        }
    }
}

/// Replaces the file of a table in its folder, which this process has locked.
fn write_manager_file<T: Serialize>(dir: &Arc<OpenDir>, table: ManagerTable, content: &T) -> Result<(), WriteError> {
    let (name, path) = (OsStr::new(table.file_name()), dir.path.join(table.file_name()));
    let bytes = serde_json::to_vec(content).map_err(WriteError::io_error("write", &path))?;
    let mut temp = TempFile::with_content(dir, name, &bytes, Mode::RUSR | Mode::WUSR)?;
    temp.dir.rename(&temp.name, name).map_err(WriteError::io_error("replace", &path))?;
    temp.disarm_removal();
    Ok(())
}

fn ignored(table: ManagerTable, reason: &str) -> String {
    format!("`{}` is ignored: {reason}", table.file_name())
}

fn parse_rows<T: DeserializeOwned>(bytes: &[u8]) -> Result<Vec<ManagerRow<T>>, &'static str> {
    match serde_json::from_slice::<Versioned>(bytes) {
        Ok(Versioned { version: VERSION }) => {
            serde_json::from_slice::<TableFile<T>>(bytes).map(|file| file.rows).map_err(|_| "it is not complete")
        }
        Ok(_) => Err("a newer openclaw wrote it"),
        Err(_) => Err("it is not complete"),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use rules::base::home::HomeVars;
    use serde_json::json;

    use super::*;

    fn row(key: &str, at_ms: i64) -> ManagerRow<Value> {
        ManagerRow { key: key.to_owned(), at_ms, value: json!({ "status": "ok" }) }
    }

    #[test]
    fn a_row_replaces_the_one_with_its_key() {
        let dir = tempfile::tempdir().unwrap();
        let store = store_in(&dir);
        let keys = |table| {
            let (rows, notice) = store.read_manager_rows::<Value>(table);
            assert_eq!(notice, None);
            rows.into_iter().map(|row| (row.key, row.at_ms)).collect::<Vec<_>>()
        };
        assert_eq!(keys(ManagerTable::Probes), []);
        store.put_manager_rows::<Value>(ManagerTable::Probes, Vec::new()).unwrap();
        assert!(!store.home.state_dir.path.exists(), "nothing to write creates nothing");
        store.put_manager_rows(ManagerTable::Probes, vec![row("a", 1), row("b", 2)]).unwrap();
        store.put_manager_rows(ManagerTable::Probes, vec![row("a", 3)]).unwrap();
        assert_eq!(keys(ManagerTable::Probes), [("a".to_owned(), 3), ("b".to_owned(), 2)]);
        store.retain_manager_rows::<Value>(ManagerTable::Probes, |row| row.key == "a").unwrap();
        assert_eq!(keys(ManagerTable::Probes), [("a".to_owned(), 3)]);
        assert_eq!(store.read_manager_document(ManagerTable::Hosts), (None, None));
        let hosts = json!({ "version": 1, "rows": [] });
        store.update_manager_document(ManagerTable::Hosts, |known| known.unwrap_or_else(|| hosts.clone())).unwrap();
        assert_eq!(store.read_manager_document(ManagerTable::Hosts), (Some(hosts), None));
        let folder = &store.home.manager_dir.path;
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(folder), mode(&folder.join("probes.json"))), (0o700, 0o600));
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2, "no temporary file is left");
    }

    fn store_in(dir: &tempfile::TempDir) -> HomeStore {
        let home = dir.path().display().to_string();
        HomeStore::find_home(&HomeVars { home: Some(home), ..HomeVars::default() }, None)
    }

    #[test]
    fn a_table_of_a_newer_version_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let store = store_in(&dir);
        let path = store.home.manager_dir.path.join("scan.json");
        store.put_manager_rows(ManagerTable::Scan, vec![row("last", 1)]).unwrap();
        let newer = r#"{"version":2,"rows":{"last":"other"}}"#;
        fs::write(&path, newer).unwrap();
        let error = store.put_manager_rows(ManagerTable::Scan, vec![row("last", 2)]).unwrap_err();
        assert!(matches!(error, WriteError::NewerFormat { .. }), "{error}");
        assert!(store.retain_manager_rows::<Value>(ManagerTable::Scan, |_| false).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
        fs::write(store.home.manager_dir.path.join("hosts.json"), newer).unwrap();
        assert!(store.update_manager_document(ManagerTable::Hosts, |_| panic!("it must not be read")).is_err());
        // One that is not complete is replaced.
        fs::write(&path, "{").unwrap();
        store.put_manager_rows(ManagerTable::Scan, vec![row("last", 3)]).unwrap();
    }

    #[test]
    fn rows_that_are_written_at_the_same_time_all_stay() {
        let dir = tempfile::tempdir().unwrap();
        let store = store_in(&dir);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let store = &store;
                scope.spawn(move || {
                    for number in 0..10 {
                        let row = row(&format!("{thread}-{number}"), number);
                        store.put_manager_rows(ManagerTable::Probes, vec![row]).unwrap();
                    }
                });
            }
        });
        assert_eq!(store.read_manager_rows::<Value>(ManagerTable::Probes).0.len(), 80);
    }

    #[test]
    fn an_unreadable_table_is_ignored_with_a_sentence() {
        for (text, reason) in [
            ("{", "it is not complete"),
            (r#"{"version":2,"rows":5}"#, "a newer openclaw wrote it"),
            (r#"{"version":1,"rows":[{}]}"#, "it is not complete"),
        ] {
            assert_eq!(parse_rows::<Value>(text.as_bytes()).unwrap_err(), reason, "{text}");
        }
    }
}
