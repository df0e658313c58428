//! The catalog that OpenClaw 2026.9 has downloaded: the row `modelCatalog.remote` of its database.

use std::collections::BTreeMap;

use catalog::Date;
use catalog_data::{canonical_provider, find_provider};
use contract::Generation;
use serde::Deserialize;
use serde_json::Value;

use super::{
    FeedModel, FeedModels,
    checked::{checked_id, checked_name, checked_prices, checked_tokens, input_kinds, number},
    count_models,
    limits::{MAX_FEED_BYTES, check_count},
    loose::{Loose, words},
};

/// The version of the format that is read.
const SCHEMA_VERSION: u64 = 1;

/// What the database has.
#[derive(Deserialize)]
struct StoredRow {
    bundle_json: String,
    #[serde(default)]
    generated_at: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Bundle {
    schema_version: u64,
    generated_at: Loose<String>,
    providers: BTreeMap<String, Loose<Listed>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Listed {
    models: Loose<Vec<Loose<Model>>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Model {
    id: Loose<String>,
    name: Loose<String>,
    input: Loose<Vec<Value>>,
    reasoning: Loose<bool>,
    context_window: Value,
    max_tokens: Value,
    cost: Loose<Cost>,
    status: Loose<String>,
    replaced_by: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Cost {
    input: Value,
    output: Value,
    cache_read: Value,
    cache_write: Value,
}

/// Reads the row: its models, and the date on which the list was made. A date after `today` is refused: such a list
/// would count as the newest one for ever.
pub fn parse_openclaw_row(row: &str, today: Date) -> Result<(FeedModels, Date), String> {
    if row.len() > MAX_FEED_BYTES {
        return Err("the catalog that OpenClaw has downloaded is longer than 16 MiB".to_owned());
    }
    let unreadable = |_| "the catalog that OpenClaw has downloaded is not complete".to_owned();
    let stored: StoredRow = serde_json::from_str(row).map_err(unreadable)?;
    let bundle: Bundle = serde_json::from_str(&stored.bundle_json).map_err(unreadable)?;
    if bundle.schema_version != SCHEMA_VERSION {
        return Err("the catalog that OpenClaw has downloaded has a format that this openclaw does not know".to_owned());
    }
    let date = |text: &Loose<String>| text.text().get(..10).and_then(Date::parse);
    let made = date(&stored.generated_at).or_else(|| date(&bundle.generated_at));
    let made = made.ok_or("the catalog that OpenClaw has downloaded has no date")?;
    // The day is that of another clock.
    if made.days_since_epoch() > today.days_since_epoch() + 1 {
        return Err(format!("the catalog that OpenClaw has downloaded is dated {made}, which is in the future"));
    }
    let mut found = FeedModels::new();
    for (name, listed) in bundle.providers {
        let provider = canonical_provider(&name, Generation::SharedDb);
        if find_provider(&provider).is_none() {
            continue;
        }
        for model in listed.0.and_then(|one| one.models.0).into_iter().flatten().filter_map(|model| model.0) {
            if let Some(id) = checked_id(model.id.text()) {
                let models = found.entry(provider.clone()).or_default();
                models.entry(id.to_owned()).or_insert_with(|| model.to_feed_model());
            }
        }
    }
    check_count(count_models(&found))?;
    if found.is_empty() {
        return Err("the catalog that OpenClaw has downloaded has no models of known providers".to_owned());
    }
    Ok((found, made))
}

impl Model {
    fn to_feed_model(&self) -> FeedModel {
        let cost = |part: fn(&Cost) -> &Value| number(part(self.cost.0.as_ref()?));
        FeedModel {
            name: checked_name(self.name.text()),
            context: checked_tokens(number(&self.context_window)),
            max_output: checked_tokens(number(&self.max_tokens)),
            price: checked_prices(
                cost(|cost| &cost.input),
                cost(|cost| &cost.output),
                [cost(|cost| &cost.cache_read), cost(|cost| &cost.cache_write)],
            ),
            reasoning: self.reasoning.0,
            input: input_kinds(words(&self.input)),
            deprecated: self.status.0.as_deref().map(|status| matches!(status, "deprecated" | "disabled")),
            replaced_by: checked_id(self.replaced_by.text()).unwrap_or_default().to_owned(),
            ..FeedModel::default()
        }
    }
}
