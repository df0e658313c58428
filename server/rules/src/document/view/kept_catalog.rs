//! What is kept on disk beside the embedded catalog: refreshed lists, and answers of servers on this machine.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use catalog_data::Overlay;

/// Tables that are put on top of the embedded catalog, and what is wrong with the others.
#[derive(Debug, Clone, Default)]
pub struct KeptOverlays {
    /// The tables; of those from one kind of source, the strongest first.
    pub overlays: Vec<Overlay>,
    /// A sentence for each file that is ignored.
    pub problems: Vec<String>,
    /// The date of the newest refreshed list.
    pub date: Option<String>,
}

/// Reads the tables when the catalog is first needed, and keeps them.
#[derive(Clone, Default)]
pub struct KeptCatalog {
    read: Option<Arc<dyn Fn() -> KeptOverlays + Send + Sync>>,
    found: Arc<OnceLock<KeptOverlays>>,
}

impl KeptCatalog {
    /// Tables that this function reads. Commands that ask for no model never call it.
    pub fn new(read: impl Fn() -> KeptOverlays + Send + Sync + 'static) -> Self {
        Self { read: Some(Arc::new(read)), found: Arc::default() }
    }

    pub(super) fn overlays(&self) -> &KeptOverlays {
        self.found.get_or_init(|| self.read.as_ref().map(|read| read()).unwrap_or_default())
    }
}

impl fmt::Debug for KeptCatalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptCatalog").field("found", &self.found).finish_non_exhaustive()
    }
}
