//! The files beside the configuration that pages show, and whether one has changed: credential stores, `.env` files and
//! the `models.json` of agents.

use std::{
    collections::BTreeMap,
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use contract::Revision;
use rules::document::view::View;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
    revision::revision_of_bytes,
    sqlite::open_read_only,
};

/// Files below the directory of each agent.
const AGENT_FILES: [&str; 3] = ["auth-profiles.json", "models.json", "openclaw-agent.sqlite"];
const SHARED_DATABASE: &str = "state/openclaw.sqlite";
const DATABASE_EXTENSION: &str = "sqlite";

/// Behind the name of a database: the name of its write-ahead log.
pub(crate) const LOG_SUFFIX: &str = "-wal";

/// The longest file that is compared.
const MAX_BYTES: u64 = 64 << 20;

/// The rows of a database that hold credentials. Their tables exist in some databases only.
const CREDENTIAL_QUERIES: [&str; 3] = [
    "SELECT state_key || value_json FROM config_machine_state WHERE state_key LIKE 'auth%' ORDER BY state_key",
    "SELECT store_json FROM auth_profile_store ORDER BY store_key",
    "SELECT state_json FROM auth_profile_state ORDER BY state_key",
];

/// The files as they were at the last check.
#[derive(Debug, Default)]
pub(crate) struct SideFiles {
    /// The directories that the configuration gives to agents.
    agent_dirs: Vec<PathBuf>,
    files: BTreeMap<PathBuf, FileState>,
}

/// A file as it was at the last check.
#[derive(Debug, Clone)]
struct FileState {
    /// Of the file, and of the write-ahead log of a database.
    stamps: [Option<FileStamp>; 2],
    /// Of the content; of a database only the credentials. `None` when there is no file.
    content: Option<Revision>,
}

/// What a write to a file changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileStamp {
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds.
    modified: (i64, i64),
    /// Seconds and nanoseconds of the last change, also of the permissions. Not of a log, whose owner a read sets.
    changed: Option<(i64, i64)>,
}

impl SideFiles {
    /// Sets the agents of the configuration.
    pub(crate) fn set_agents(&mut self, store: &HomeStore, view: &View) {
        self.agent_dirs = view.agents().all.iter().map(|agent| agent.resolved_dir(&store.home)).collect();
    }

    /// Reads what has been written since the last check, and returns whether that is something else.
    pub(crate) fn check_for_change(&mut self, store: &HomeStore) -> bool {
        let files: BTreeMap<_, _> = self.paths(store).into_iter().map(|path| self.current_state(path)).collect();
        let old = std::mem::replace(&mut self.files, files);
        contents(&old).ne(contents(&self.files))
    }

    /// The paths of all files, existing or not.
    pub(crate) fn paths(&self, store: &HomeStore) -> Vec<PathBuf> {
        let home = &store.home;
        let found = store.existing_agent_dirs(None).into_iter().map(|dir| dir.real_path);
        let mut dirs: Vec<_> =
            found.chain(self.agent_dirs.iter().cloned()).chain([home.agent_dir.path.clone()]).collect();
        dirs.sort();
        dirs.dedup();
        let of_agents = dirs.iter().flat_map(|dir| AGENT_FILES.map(|name| dir.join(name)));
        let of_home =
            [home.cwd.join(".env"), home.state_dir.path.join(".env"), home.state_dir.path.join(SHARED_DATABASE)];
        of_agents.chain(of_home).collect()
    }

    /// The state of a file. It is read only if something was written.
    fn current_state(&self, path: PathBuf) -> (PathBuf, FileState) {
        let is_database = path.extension().is_some_and(|extension| extension == DATABASE_EXTENSION);
        let log = is_database.then(|| log_path(&path)).and_then(|log| file_stamp(&log));
        let stamps = [file_stamp(&path), log.map(|log| FileStamp { changed: None, ..log })];
        let known = self.files.get(&path).filter(|state| state.stamps == stamps);
        let state = known.cloned().unwrap_or_else(|| FileState {
            stamps,
            content: stamps[0].map(|_| if is_database { credential_revision(&path) } else { file_revision(&path) }),
        });
        (path, state)
    }
}

/// The existing files with their contents.
fn contents(files: &BTreeMap<PathBuf, FileState>) -> impl Iterator<Item = (&PathBuf, &Revision)> {
    files.iter().filter_map(|(path, state)| Some((path, state.content.as_ref()?)))
}

fn log_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(LOG_SUFFIX);
    PathBuf::from(name)
}

fn file_stamp(path: &Path) -> Option<FileStamp> {
    let metadata = path.metadata().ok()?;
    Some(FileStamp {
        inode: metadata.ino(),
        size: metadata.size(),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed: Some((metadata.ctime(), metadata.ctime_nsec())),
    })
}

/// The revision of a file, or of the reason why it cannot be read.
fn file_revision(path: &Path) -> Revision {
    let bytes = open_nonblocking(path).and_then(|file| read_regular_file(file, MAX_BYTES));
    revision_of_bytes(&bytes.unwrap_or_else(|error: io::Error| error.to_string().into_bytes()))
}

/// The revision of the credentials in a database, or of the reason why it cannot be read. OpenClaw keeps much else in
/// its databases, which changes all the time.
fn credential_revision(path: &Path) -> Revision {
    let mut digest = Sha256::new();
    match open_read_only(path) {
        Ok(connection) => CREDENTIAL_QUERIES.iter().for_each(|query| hash_rows(&connection, query, &mut digest)),
        Err(reason) => digest.update(reason),
    }
    Revision::from_digest(&digest.finalize())
}

/// Adds the rows to the digest, or that they cannot be read.
fn hash_rows(connection: &Connection, query: &str, digest: &mut Sha256) {
    let add_rows = |digest: &mut Sha256| -> rusqlite::Result<()> {
        let mut statement = connection.prepare(query)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            digest.update(row.get_ref(0)?.as_bytes_or_null()?.unwrap_or_default());
        }
        Ok(())
    };
    if let Err(error) = add_rows(digest) {
        digest.update(crate::sqlite::sqlite_error_text(&error));
    }
    digest.update([0]);
}
