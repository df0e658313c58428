//! Lists that a scan reads while it runs, on top of the catalog: OpenRouter's, and those of servers on this machine.

use catalog::{Date, Table};
use catalog_data::{Catalog, Overlay, OverlaySource};

use crate::{
    document::view::{View, providers::is_local},
    feed::{
        FeedModels,
        local::{LocalAnswer, local_table},
        reduce::reduce,
        source::FeedSource,
    },
};

/// The provider whose list is published.
pub(super) const OPEN_ROUTER: &str = "openrouter";

/// Lists that were read.
#[derive(Debug, Clone, Default)]
pub struct LiveLists {
    overlays: Vec<Overlay>,
}

impl LiveLists {
    /// The lists of OpenRouter, if it was read, and of servers on this machine. `today` is in days since 1970.
    pub fn new(open_router: Option<&FeedModels>, local: &[LocalAnswer], today: i64) -> Self {
        let date = Date::from_days_since_epoch(today);
        let published = open_router.zip(date).map(|(models, date)| {
            let table = Table::parse(reduce(FeedSource::OpenRouter, models, date).table);
            Overlay::new(OverlaySource::RefreshedCache, table)
        });
        let local = (!local.is_empty()).then(|| Overlay::new(OverlaySource::LocalServers, local_table(local)));
        Self { overlays: published.into_iter().chain(local).collect() }
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.overlays.is_empty()
    }

    /// The catalog with the lists.
    pub(super) fn on_top_of(&self, catalog: &Catalog) -> Catalog {
        self.overlays.iter().fold(catalog.clone(), |catalog, overlay| catalog.with_overlay(overlay.clone()))
    }
}

/// Whether the models of a provider are asked for while the scan runs.
pub(super) fn has_live_list(view: &View, provider: &str) -> bool {
    provider == OPEN_ROUTER || is_local(view, provider)
}
