//! Tables that are put on top of the embedded one.

use std::collections::BTreeSet;

use ::catalog::Table;

use crate::provider::find_provider;

/// Where an overlay is from, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OverlaySource {
    /// A refreshed copy of the catalog. It may change and add models, and add no provider.
    RefreshedCache,
    /// The models of a server on this machine or network.
    LocalServers,
    /// The models that OpenClaw has found for an agent.
    AgentModels,
    /// The providers of the configuration.
    ConfigProviders,
}

/// A table that is put on top of the embedded one: its rows replace rows with the same ref.
#[derive(Debug, Clone)]
pub struct Overlay {
    pub(crate) source: OverlaySource,
    pub(crate) table: Table,
    pub(crate) open_ended: BTreeSet<String>,
}

impl Overlay {
    /// An overlay with the rows of a table.
    pub fn new(source: OverlaySource, table: Table) -> Self {
        Self { source, table, open_ended: BTreeSet::new() }
    }

    /// Adds providers of which any model name is accepted, such as those of the configuration.
    #[must_use]
    pub fn with_open_ended(mut self, providers: impl IntoIterator<Item = String>) -> Self {
        self.open_ended.extend(providers);
        self
    }

    /// Whether rows of this provider count.
    pub(crate) fn may_have(&self, provider: &str) -> bool {
        self.source != OverlaySource::RefreshedCache || find_provider(provider).is_some()
    }
}
