//! The store of one home.

use std::{ffi::OsString, path::Path, sync::Arc};

use rules::base::{
    env::Variables,
    home::{Home, HomeVars},
};

use crate::{config_cache::SnapshotCache, credential_store::CredentialStore};

/// Read and write access to one home. Built once per command from explicit inputs.
#[derive(Debug, Clone)]
pub struct HomeStore {
    /// The paths of the home, and why each was chosen.
    pub home: Home,
    /// `PATH`, to find the OpenClaw that is installed.
    pub path_var: Option<OsString>,
    /// The environment variables of the process.
    pub env: Variables,
    /// Why the home is read-only, as one phrase such as "`OPENCLAW_NIX_MODE` is set"; `None` when it may be written.
    pub read_only_reason: Option<String>,
    /// Further credential stores that a write may change, besides those of OpenClaw.
    credential_stores: Vec<Arc<dyn CredentialStore>>,
    /// The cache of the last snapshot, if caching is enabled.
    pub(crate) snapshot_cache: Option<Arc<SnapshotCache>>,
}

impl HomeStore {
    /// Locates the home: checks which candidate paths exist and lets `rules` choose.
    pub fn find_home(vars: &HomeVars, path: Option<OsString>) -> Self {
        let home = rules::base::home::locate_home(vars, |candidate| candidate.symlink_metadata().is_ok());
        let read_only = rules::base::home::read_only_reason(&vars.env);
        Self {
            home,
            path_var: path,
            env: vars.env.clone(),
            read_only_reason: read_only,
            credential_stores: Vec::new(),
            snapshot_cache: None,
        }
    }

    /// Adds a credential store that a write may change, besides those of OpenClaw.
    #[must_use]
    pub fn with_credential_store(mut self, store: Arc<dyn CredentialStore>) -> Self {
        self.credential_stores.push(store);
        self
    }

    /// The credential store at a path that was added with [`HomeStore::with_credential_store`].
    pub(crate) fn added_credential_store(&self, path: &Path) -> Option<Arc<dyn CredentialStore>> {
        self.credential_stores.iter().find(|store| store.path() == path).cloned()
    }

    /// Shares each parsed snapshot among all reads through this store and its clones. Meant for a long-lived process: a
    /// command reads only once.
    #[must_use]
    pub fn with_snapshot_cache(self) -> Self {
        Self { snapshot_cache: Some(Arc::default()), ..self }
    }

    /// Whether a path exists; links are followed.
    pub fn path_exists(&self, path: &Path) -> bool {
        path.exists()
    }
}
