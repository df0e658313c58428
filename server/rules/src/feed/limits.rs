//! Whether a list is complete enough to be used.

use catalog::{Flags, Row};
use catalog_data::{Catalog, find_provider};

use super::{FeedModels, count_models, open_router::PROVIDER, source::FeedSource};

/// The most bytes that are read of a list, in all its pages.
pub const MAX_FEED_BYTES: usize = 16 << 20;

/// The largest number of models.
const MAX_MODELS: usize = 20_000;

/// The largest number of pages.
pub const MAX_PAGES: usize = 50;

/// Refuses a list that has fewer than half of the models that the embedded catalog has from it, or absurdly many.
pub fn check_completeness(source: FeedSource, models: &FeedModels) -> Result<(), String> {
    let (found, expected) = (count_models(models), expected_models(source));
    check_count(found)?;
    if found == 0 || found * 2 < expected {
        return Err(format!("the list has {found} models, fewer than half of the {expected} that are known of it"));
    }
    Ok(())
}

/// Refuses a list with absurdly many models. `found` are those so far: the rest does not have to be read.
pub fn check_count(found: usize) -> Result<(), String> {
    if found > MAX_MODELS {
        return Err(format!("the list has {found} models or more; more than {MAX_MODELS} are not accepted"));
    }
    Ok(())
}

/// The number of models that the embedded catalog has of the providers of a list.
pub fn expected_models(source: FeedSource) -> usize {
    let is_of = |row: &Row<'_>| match source {
        FeedSource::OpenRouter => row.provider == PROVIDER,
        FeedSource::ModelsDev => {
            row.provider != PROVIDER
                && find_provider(row.provider).is_some_and(|provider| provider.models_dev_ids().next().is_some())
        }
        // OpenClaw's own list is a small selection.
        FeedSource::OpenClaw => false,
    };
    Catalog::embedded().rows().filter(|row| !row.has(Flags::LEGACY) && is_of(row)).count()
}
