//! The credential stores that a write may change, as facts.

use std::path::PathBuf;

use serde_json::Value;

use super::profile_store::has_known_version;
use crate::schema::generation::{AGENT_SCHEMAS, STATE_SCHEMAS};

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

/// The credential stores of one agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFiles {
    /// Where the home keeps its credentials.
    pub layout: StoreLayout,
    /// The store that all agents use.
    pub shared: StoreFile,
    /// The agent's own store, whose entries precede those of the shared one; `None` if the shared one is its own.
    pub own: Option<StoreFile>,
}

/// A file or database that holds credentials, or that may be created for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFile {
    /// The path.
    pub path: PathBuf,
    /// The path for display.
    pub display_path: String,
    /// Whether it exists and has the tables of credentials.
    pub exists: bool,
    /// Whether the order and the usage of profiles are a document of their own.
    pub has_state_document: bool,
    /// Why it must not be written; `None` if it may be.
    pub obstacle: Option<StoreObstacle>,
    /// What to say when it is written.
    pub warning: Option<String>,
}

/// The kind of a credential store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// `auth-profiles.json`.
    JsonFile,
    /// `openclaw-agent.sqlite`.
    AgentDatabase,
    /// `state/openclaw.sqlite`.
    SharedDatabase,
}

/// Why a credential store must not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreObstacle {
    /// A database without the tables of credentials.
    NoTables,
    /// The tables have other columns than the known ones.
    UnknownTables,
    /// A document is of another version.
    UnknownVersion,
    /// A JSON file in a home whose OpenClaw uses databases.
    JsonBesideDatabase,
    /// Another user owns it.
    OtherOwner,
    /// The file has another name, which would keep the old content.
    HardLinks,
    /// Other users can replace files in its directory.
    UnsafeDirectory,
    /// This user may not write it.
    ReadOnly,
}

impl StoreObstacle {
    /// The reason, as a phrase.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NoTables => "it has no tables for credentials, which only OpenClaw creates",
            Self::UnknownTables => "its tables have another form than the known ones",
            Self::UnknownVersion => "its content is not of version 1, the only known one",
            Self::JsonBesideDatabase => "OpenClaw keeps credentials in a database here and does not read this file",
            Self::OtherOwner => "it belongs to another user",
            Self::HardLinks => "it has further hard links, which would keep the old content",
            Self::UnsafeDirectory => "other users can replace files in its directory",
            Self::ReadOnly => "this user has no permission to write it",
        }
    }

    /// What removes the obstacle.
    pub fn repair(self) -> &'static str {
        match self {
            Self::NoTables => "let OpenClaw itself add the first credential",
            Self::UnknownTables | Self::UnknownVersion => "a newer release of this program may be able to write it",
            Self::JsonBesideDatabase => "run `openclaw doctor --fix`, then repeat the command",
            Self::OtherOwner => "run this as the user who owns the home",
            Self::HardLinks => "remove the other names of the file, or make it a separate file",
            Self::UnsafeDirectory => "remove the write permission of group and others (`chmod go-w`)",
            Self::ReadOnly => "give this user write permission for the file and its directory",
        }
    }
}

/// What is known about the file of a credential store.
#[derive(Debug, Clone)]
pub struct StoreFileFacts<'a> {
    /// Its kind.
    pub kind: StoreKind,
    /// Whether it exists and, if it is a database, has the tables of credentials.
    pub exists: bool,
    /// The `user_version` of a database.
    pub user_version: Option<i64>,
    /// The documents in it.
    pub documents: Vec<&'a Value>,
    /// What the file system or the tables prevent.
    pub obstacles: Vec<StoreObstacle>,
}

impl StoreFileFacts<'_> {
    /// Decides whether the file may be written.
    pub fn into_store_file(self, path: PathBuf, display_path: String) -> StoreFile {
        StoreFile {
            exists: self.exists,
            has_state_document: self.kind != StoreKind::JsonFile,
            obstacle: self.first_obstacle(),
            warning: self.version_warning(&display_path),
            path,
            display_path,
        }
    }

    fn first_obstacle(&self) -> Option<StoreObstacle> {
        let is_unknown = self.documents.iter().any(|document| !has_known_version(document));
        let of_content = is_unknown.then_some(StoreObstacle::UnknownVersion);
        self.obstacles.iter().copied().chain(of_content).min()
    }

    /// The tables are the known ones, so a newer schema differs elsewhere; it was not tested all the same.
    fn version_warning(&self, display_path: &str) -> Option<String> {
        let tested = match self.kind {
            StoreKind::JsonFile => return None,
            StoreKind::AgentDatabase => AGENT_SCHEMAS,
            StoreKind::SharedDatabase => STATE_SCHEMAS,
        };
        let version = self.user_version.filter(|_| self.exists)?;
        tested.newer_schema_text(&format!("`{display_path}`"), version)
    }
}

/// Whether OpenClaw puts its first credential into an existing state database that names no place for credentials yet.
/// Earlier versions put it into the database of `main`, which only they create.
pub fn takes_first_credential(state_user_version: i64) -> bool {
    state_user_version >= STATE_SCHEMAS.oldest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn store_file(facts: StoreFileFacts<'_>) -> StoreFile {
        facts.into_store_file(PathBuf::from("/p"), "~/p".to_owned())
    }

    fn database(kind: StoreKind, user_version: i64) -> StoreFileFacts<'static> {
        StoreFileFacts {
            kind,
            exists: true,
            user_version: Some(user_version),
            documents: Vec::new(),
            obstacles: Vec::new(),
        }
    }

    #[test]
    fn a_newer_schema_is_written_with_a_warning() {
        for (kind, newest, range) in
            [(StoreKind::AgentDatabase, 23, "1 to 23"), (StoreKind::SharedDatabase, 18, "15 to 18")]
        {
            assert_eq!(store_file(database(kind, newest)).warning, None);
            let newer = store_file(database(kind, newest + 1));
            let expected =
                format!("the schema of `~/p` has version {}; this program was tested with {range}", newest + 1);
            assert_eq!((newer.warning, newer.obstacle), (Some(expected), None));
            assert_eq!(store_file(StoreFileFacts { exists: false, ..database(kind, 99) }).warning, None);
        }
    }

    #[test]
    fn another_version_of_a_document_is_an_obstacle() {
        let with = |document: &Value| {
            let facts = StoreFileFacts { documents: vec![document], ..database(StoreKind::JsonFile, 0) };
            store_file(facts).obstacle
        };
        for known in [json!({}), json!({ "version": 1 })] {
            assert_eq!(with(&known), None);
        }
        for unknown in [json!({ "version": 2 }), json!([]), json!({ "version": {} })] {
            assert_eq!(with(&unknown), Some(StoreObstacle::UnknownVersion));
        }
    }

    #[test]
    fn the_form_of_the_content_is_named_before_permissions() {
        let obstacles = vec![StoreObstacle::ReadOnly, StoreObstacle::UnknownTables];
        let found = store_file(StoreFileFacts { obstacles, ..database(StoreKind::AgentDatabase, 23) });
        assert_eq!(found.obstacle, Some(StoreObstacle::UnknownTables));
        assert!(found.has_state_document);
    }

    #[test]
    fn a_state_database_of_an_old_openclaw_takes_no_credential() {
        assert!(takes_first_credential(15) && !takes_first_credential(14));
    }
}
