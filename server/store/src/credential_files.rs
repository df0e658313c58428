//! The credential stores of OpenClaw, for writing: JSON files and databases.

mod database;
mod json_file;
mod new_database;

use std::{path::Path, sync::Arc};

use rules::auth::{
    profile_store::has_known_version,
    store_files::{StoreKind, StoreObstacle},
};
use serde_json::Value;

use self::{database::Database, json_file::JsonFile};
use crate::{
    HomeStore, WriteError,
    credential_cells::{AGENT_CELLS, SHARED_CELLS},
    credential_store::{CredentialStore, StoreTexts},
    vault::store_kind,
};

impl HomeStore {
    /// The credential store at a path; its kind is known by its name.
    pub(crate) fn credential_store(&self, path: &Path) -> Result<Arc<dyn CredentialStore>, WriteError> {
        if let Some(added) = self.added_credential_store(path) {
            return Ok(added);
        }
        Ok(match store_kind(path).ok_or_else(|| WriteError::NotLocked { path: path.to_path_buf() })? {
            StoreKind::JsonFile => Arc::new(JsonFile { path: path.to_path_buf() }),
            StoreKind::AgentDatabase => {
                Arc::new(Database { path: path.to_path_buf(), cells: AGENT_CELLS, has_owner_cell: false })
            }
            StoreKind::SharedDatabase => {
                Arc::new(Database { path: path.to_path_buf(), cells: SHARED_CELLS, has_owner_cell: true })
            }
        })
    }

    /// Reads a credential store without a lock.
    pub(crate) fn read_credential_store(&self, path: &Path) -> Result<StoreTexts, WriteError> {
        self.credential_store(path)?.read_texts()
    }
}

/// Checks that a document may be edited: it is JSON, as OpenClaw reads it, and of the known version.
fn check_document(path: &Path, cell: Option<&'static str>, text: &str) -> Result<(), WriteError> {
    let document: Value = serde_json::from_str(text).map_err(|error| WriteError::StoreNotJson {
        path: path.to_path_buf(),
        cell,
        line: error.line(),
        column: error.column(),
    })?;
    if has_known_version(&document) { Ok(()) } else { Err(not_writable(path, StoreObstacle::UnknownVersion)) }
}

fn not_writable(path: &Path, obstacle: StoreObstacle) -> WriteError {
    WriteError::StoreNotWritable { path: path.to_path_buf(), obstacle }
}
