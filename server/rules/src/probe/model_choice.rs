//! The model with which a credential is probed.

use std::cmp::Reverse;

use catalog::{Flags, Row};
use contract::ModelRef;

use crate::{
    auth::{provider_name::credential_provider, report::models_in_use},
    document::{
        agents::Agent,
        view::{View, providers::configured_models},
    },
};

/// The model with which the credentials of a provider are probed: the first that a chain uses, then the first of the
/// model map, of the configured ones, and of the catalog. `None` if none is known.
pub(super) fn probe_model(view: &View, agent: &Agent, provider: &str) -> Option<ModelRef> {
    let generation = view.generation();
    // Providers may share credentials.
    let is_of = |model: &ModelRef| {
        model.provider() == provider || credential_provider(model.provider(), generation) == provider
    };
    let in_use = models_in_use(view, agent).into_iter().find(is_of);
    let of_map = || view.model_entries().filter_map(|entry| entry.model).find(|model| is_of(model) && !has_star(model));
    let configured = || configured_models(view).map(|(model, _)| model).find(is_of);
    in_use.or_else(of_map).or_else(configured).or_else(|| catalog_model(view, provider))
}

fn has_star(model: &ModelRef) -> bool {
    model.model().contains('*')
}

/// The cheapest recommended model of a provider in the catalog, or the cheapest one that is not advised against.
fn catalog_model(view: &View, provider: &str) -> Option<ModelRef> {
    let rows = view.catalog().rows().filter(|row| row.provider == provider && is_text_model(*row));
    let first = rows.min_by(|a, b| rank(*a).partial_cmp(&rank(*b)).unwrap_or(std::cmp::Ordering::Equal))?;
    ModelRef::new(provider, first.id())
}

fn is_text_model(row: Row<'_>) -> bool {
    let is_text = || row.input().words().any(|word| word == "text");
    !row.input().is_known() || is_text()
}

/// What comes first: recommended models, then those of which nothing speaks against, then cheap ones.
fn rank(row: Row<'_>) -> (Reverse<bool>, bool, f64) {
    let is_old = row.has(Flags::DEPRECATED) || row.has(Flags::LEGACY) || row.retires().is_some();
    (Reverse(row.has(Flags::RECOMMENDED)), is_old, row.price().map_or(f64::INFINITY, |price| price.output))
}
