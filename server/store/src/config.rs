//! Reads the configuration.

use std::sync::Arc;

use rules::{
    document::view::View,
    schema::{generation, include::Layout},
};
use serde_json::json;

use crate::{ConfigError, HomeStore, Snapshot};

impl HomeStore {
    /// Reads the configuration with its includes. A missing file is an empty configuration; an unreadable one is an
    /// error. The other facts on disk (variables, generation) are looked up here as well, once per read.
    pub fn read_config(&self) -> Result<Arc<Snapshot>, ConfigError> {
        match &self.snapshot_cache {
            Some(cache) => cache.read(|snapshot| self.is_current(snapshot), || self.read_snapshot()),
            None => self.read_snapshot().map(Arc::new),
        }
    }

    /// Reads and parses all files, bypassing the cache.
    pub(crate) fn read_snapshot(&self) -> Result<Snapshot, ConfigError> {
        let load = self.load_files();
        let (revision, lookups) = (load.revision(), load.lookups);
        let (document, layout) = load.document?.unwrap_or_else(|| (json!({}), Layout::default()));
        let (env, ignored) = self.load_env();
        let view = View::new(document).with_env(env.clone());
        let generation_facts = self.generation_facts(Some(&view));
        let generation = generation::detect_generation(&generation_facts);
        let view =
            view.with_generation(generation.kind).with_installed_version(generation_facts.installed_version.clone());
        let (agent_models, found) = self.read_agent_models(&view);
        let catalog_stamp = self.catalog_stamp();
        Ok(Snapshot {
            view: view.with_agent_models(found.into()).with_kept_catalog(self.kept_catalog()),
            revision,
            sources: load.sources,
            layout,
            generation,
            generation_facts,
            ignored_env_files: ignored,
            lookups,
            agent_models,
            catalog_stamp,
            env,
        })
    }
}
