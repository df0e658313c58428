//! Refreshed lists of models and answers of local servers: `catalog/` in openclaw's own folder.

use std::{ffi::OsStr, os::unix::fs::MetadataExt, path::PathBuf, sync::Arc};

use rules::{
    document::view::KeptCatalog,
    feed::{
        kept::{FeedMeta, LocalFile, VERSION, kept_overlays, parse_local_file},
        limits::MAX_FEED_BYTES,
        local::LocalAnswer,
        source::FeedSource,
    },
    schema::generation::TableForm,
};
use rustix::fs::{Mode, OFlags};

use crate::{
    HomeStore, WriteError,
    credential_cells::CATALOG_CELL,
    disk::{OpenDir, TempFile},
    revision::revision_of_bytes,
    snapshot::CatalogStamp,
    sqlite::open_read_only,
};

/// The folder.
const FOLDER: &str = "catalog";

/// The file with the answers of local servers.
const LOCAL_FILE: &str = "local.json";

/// The longest file that is read.
const MAX_BYTES: u64 = 8 << 20;

/// A list that is kept.
#[derive(Debug, Clone)]
pub struct KeptFeed {
    /// The text of its table.
    pub table: String,
    /// What is known about it.
    pub meta: FeedMeta,
}

impl HomeStore {
    /// The tables beside the embedded catalog. Nothing is read before they are needed.
    pub(crate) fn kept_catalog(&self) -> KeptCatalog {
        let folder = self.catalog_folder();
        KeptCatalog::new(move || {
            let Ok(dir) = OpenDir::open_unchecked(&folder, OFlags::empty()) else {
                return kept_overlays(Vec::new(), Ok(Vec::new()));
            };
            let texts = FeedSource::ALL.into_iter().filter_map(|source| Some((source, table_text(&dir, source)?)));
            kept_overlays(texts.collect(), kept_answers(&dir))
        })
    }

    /// The state of the folder.
    pub(crate) fn catalog_stamp(&self) -> Option<CatalogStamp> {
        let metadata = self.catalog_folder().metadata().ok()?;
        Some((metadata.ino(), metadata.mtime(), metadata.mtime_nsec()))
    }

    /// Whether lists can be kept: a home that does not exist is not created for them.
    pub fn has_place_for_lists(&self) -> bool {
        self.path_exists(&self.home.state_dir.path) || self.path_exists(&self.home.manager_dir.path)
    }

    /// The list that is kept of a source; `None` if there is none that can be used.
    pub fn read_kept_feed(&self, source: FeedSource) -> Option<KeptFeed> {
        let dir = OpenDir::open_unchecked(&self.catalog_folder(), OFlags::empty()).ok()?;
        let table = table_text(&dir, source)?.ok()?;
        let bytes = dir.read_file(OsStr::new(&meta_name(source)), MAX_BYTES).ok()??;
        let meta: FeedMeta = serde_json::from_slice(&bytes).ok()?;
        let is_of_table = meta.version == VERSION && meta.revision == revision_of_bytes(table.as_bytes()).to_string();
        is_of_table.then_some(KeptFeed { table, meta })
    }

    /// Keeps a list. The table is replaced before the file about it.
    pub fn write_kept_feed(&self, source: FeedSource, table: &str, meta: FeedMeta) -> Result<(), WriteError> {
        let meta = FeedMeta { version: VERSION, revision: revision_of_bytes(table.as_bytes()).to_string(), ..meta };
        self.write_catalog_file(&table_name(source), table.as_bytes())?;
        self.write_feed_meta(source, &meta)
    }

    /// Replaces what is known about a list.
    pub fn write_feed_meta(&self, source: FeedSource, meta: &FeedMeta) -> Result<(), WriteError> {
        self.write_catalog_file(&meta_name(source), &serde_json::to_vec(meta).unwrap_or_default())
    }

    /// The catalog that OpenClaw has downloaded, as it is in its database; `None` if there is none. Of one that is too long,
    /// only the beginning is read.
    pub fn read_downloaded_catalog(&self) -> Option<String> {
        let path = self.home.state_dir.path.join("state/openclaw.sqlite");
        path.is_file().then(|| open_read_only(&path).ok())?.and_then(|connection| {
            let is_known = matches!(CATALOG_CELL.table_form(&connection), Ok(TableForm::Known));
            is_known.then(|| CATALOG_CELL.read_start(&connection, MAX_FEED_BYTES + 1).ok().flatten())?
        })
    }

    /// The last answers of local servers; none if they cannot be read, which a list of models says.
    pub fn read_local_answers(&self) -> Vec<LocalAnswer> {
        let dir = OpenDir::open_unchecked(&self.catalog_folder(), OFlags::empty());
        dir.ok().and_then(|dir| kept_answers(&dir).ok()).unwrap_or_default()
    }

    /// Keeps the answers of local servers.
    pub fn write_local_answers(&self, servers: Vec<LocalAnswer>) -> Result<(), WriteError> {
        let file = LocalFile { version: VERSION, servers };
        self.write_catalog_file(LOCAL_FILE, &serde_json::to_vec(&file).unwrap_or_default())
    }

    fn catalog_folder(&self) -> PathBuf {
        self.home.manager_dir.path.join(FOLDER)
    }

    fn write_catalog_file(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        OpenDir::open_private(&self.home.manager_dir.path, OFlags::empty())?;
        let dir = OpenDir::open_private(&self.catalog_folder(), OFlags::NOFOLLOW)?;
        let (name, path) = (OsStr::new(name), dir.path.join(name));
        let mut temp = TempFile::with_content(&Arc::new(dir), name, bytes, Mode::RUSR | Mode::WUSR)?;
        temp.dir.rename(&temp.name, name).map_err(WriteError::io_error("replace", &path))?;
        temp.disarm_removal();
        Ok(())
    }
}

fn table_name(source: FeedSource) -> String {
    format!("{}.tsv", source.file_stem())
}

fn meta_name(source: FeedSource) -> String {
    format!("{}.meta.json", source.file_stem())
}

/// The text of a table; `None` if there is none.
fn table_text(dir: &OpenDir, source: FeedSource) -> Option<Result<String, &'static str>> {
    let bytes = file_bytes(dir, &table_name(source))?;
    Some(bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not complete")))
}

/// The answers of local servers; none if there is no file.
fn kept_answers(dir: &OpenDir) -> Result<Vec<LocalAnswer>, &'static str> {
    file_bytes(dir, LOCAL_FILE).map_or(Ok(Vec::new()), |bytes| parse_local_file(&bytes?))
}

fn file_bytes(dir: &OpenDir, name: &str) -> Option<Result<Vec<u8>, &'static str>> {
    let name = OsStr::new(name);
    match dir.read_file(name, MAX_BYTES) {
        Ok(Some(bytes)) => Some(Ok(bytes)),
        Ok(None) if matches!(dir.stat_entry(name), Ok(None)) => None,
        _ => Some(Err("it cannot be read")),
    }
}
