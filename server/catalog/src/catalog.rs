//! The catalog: the embedded models with overlays.

use std::{cmp::Reverse, collections::BTreeSet, sync::LazyLock};

use ::catalog::{Row, Table, similar_rows, sort_best_first};
use contract::ModelRef;

use crate::{
    overlay::Overlay,
    provider::{find_provider, providers},
};

static EMBEDDED: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../models.tsv")));

/// The known models. Rows of overlays replace embedded rows with the same ref.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The strongest first.
    overlays: Vec<Overlay>,
}

impl Catalog {
    /// The models that are compiled in.
    pub fn embedded() -> &'static Self {
        static CATALOG: Catalog = Catalog { overlays: Vec::new() };
        &CATALOG
    }

    /// A copy with one more overlay. The order of overlays follows from their sources.
    #[must_use]
    pub fn with_overlay(&self, overlay: Overlay) -> Self {
        let mut overlays = self.overlays.clone();
        overlays.push(overlay);
        overlays.sort_by_key(|overlay| Reverse(overlay.source));
        Self { overlays }
    }

    /// The date of the embedded data.
    pub fn as_of(&self) -> &'static str {
        EMBEDDED.as_of()
    }

    /// Looks up a model; `None` when it is not in the catalog.
    pub fn find(&self, model: &ModelRef) -> Option<Row<'_>> {
        self.tables(model.provider()).find_map(|table| table.find(model.provider(), model.model()))
    }

    /// The row of a provider with exactly this id.
    pub fn find_exact(&self, provider: &str, id: &str) -> Option<Row<'_>> {
        self.tables(provider).find_map(|table| table.section(provider)?.find(id))
    }

    /// Whether a model is compiled in. Only these names are certainly public.
    pub fn is_embedded(&self, model: &ModelRef) -> bool {
        EMBEDDED.find(model.provider(), model.model()).is_some()
    }

    /// Whether an overlay has models of a provider.
    pub fn is_overlaid(&self, provider: &str) -> bool {
        self.overlays.iter().any(|overlay| overlay.may_have(provider) && overlay.table.section(provider).is_some())
    }

    /// All models, those of the strongest overlay first; each table is sorted by provider and id.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let overlaid = self.overlays.iter().enumerate().flat_map(move |(at, overlay)| {
            let rows = overlay.table.rows().filter(|row| overlay.may_have(row.provider));
            rows.filter(move |row| !self.is_replaced(*row, at))
        });
        overlaid.chain(EMBEDDED.rows().filter(|row| !self.is_replaced(*row, self.overlays.len())))
    }

    /// All models as a list without a search shows them, the best first.
    pub fn rows_best_first(&self) -> Vec<Row<'_>> {
        sort_best_first(self.rows())
    }

    /// The models that may be meant by an unknown ref, best first: those of the overlays, then the embedded ones, of
    /// each table those of the same provider first.
    pub fn similar(&self, model: &ModelRef, limit: usize) -> Vec<Row<'_>> {
        self.similar_to(model.provider(), model.model(), limit)
    }

    /// Like [`Self::similar`], also for a name whose provider is not known and therefore empty.
    pub fn similar_to(&self, provider: &str, id: &str, limit: usize) -> Vec<Row<'_>> {
        let tables = self.overlays.iter().map(|overlay| &overlay.table).chain([&*EMBEDDED]);
        let found = tables.flat_map(|table| similar_rows(table, provider, id, limit));
        let mut seen = BTreeSet::new();
        found.filter(|row| seen.insert((row.provider, row.id()))).take(limit).collect()
    }

    /// Whether the models of a provider cannot be listed, so that any model name may be valid.
    pub fn is_open_ended(&self, provider: &str) -> bool {
        find_provider(provider).is_some_and(|known| known.is_open_ended)
            || self.overlays.iter().any(|overlay| overlay.open_ended.contains(provider))
    }

    /// The ids of all known providers, sorted.
    pub fn provider_ids(&self) -> impl Iterator<Item = &str> {
        let overlaid = self.overlays.iter().flat_map(|overlay| {
            let listed = overlay.table.sections().map(::catalog::ProviderSection::provider);
            listed.chain(overlay.open_ended.iter().map(String::as_str)).filter(|id| overlay.may_have(id))
        });
        let known: BTreeSet<_> = providers().iter().map(|provider| provider.id).chain(overlaid).collect();
        known.into_iter()
    }

    /// The tables that may have models of a provider, the strongest first.
    fn tables(&self, provider: &str) -> impl Iterator<Item = &Table> {
        let overlays = self.overlays.iter().filter(move |overlay| overlay.may_have(provider));
        overlays.map(|overlay| &overlay.table).chain([&*EMBEDDED])
    }

    /// Whether one of the first overlays has the ref of a row.
    fn is_replaced(&self, row: Row<'_>, overlays: usize) -> bool {
        self.overlays.iter().take(overlays).any(|overlay| {
            overlay.may_have(row.provider)
                && overlay.table.section(row.provider).is_some_and(|one| one.find(row.id()).is_some())
        })
    }
}

#[cfg(test)]
mod tests;
