//! The credential stores that a write may change, as facts.

use std::path::PathBuf;

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
    /// Why it must not be written, as a phrase; `None` if it may be.
    pub obstacle: Option<String>,
    /// What to say when it is written.
    pub warning: Option<String>,
}
