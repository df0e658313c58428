//! The list of models.dev: `api.json`.

use std::collections::BTreeMap;

use catalog::{Date, size_in_description};
use catalog_data::providers;
use serde::Deserialize;
use serde_json::Value;

use super::{
    FeedModel, FeedModels,
    checked::{checked_billions, checked_id, checked_name, checked_prices, checked_tokens, input_kinds, number},
    loose::{Loose, words},
    open_router,
};

/// A provider with its models.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Listed {
    models: Loose<BTreeMap<String, Loose<Model>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Model {
    name: Loose<String>,
    description: Loose<String>,
    reasoning: Loose<bool>,
    tool_call: Loose<bool>,
    open_weights: Loose<bool>,
    release_date: Loose<String>,
    status: Loose<String>,
    modalities: Loose<Modalities>,
    limit: Loose<Limit>,
    cost: Loose<Cost>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Modalities {
    input: Loose<Vec<Value>>,
    output: Loose<Vec<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Limit {
    context: Value,
    output: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Cost {
    input: Value,
    output: Value,
    cache_read: Value,
    cache_write: Value,
}

/// Reads the models of the providers that the catalog has, but for OpenRouter, whose own list is the better one.
pub fn parse_models_dev(bytes: &[u8]) -> Result<FeedModels, String> {
    let mut listed: BTreeMap<String, Loose<Listed>> = serde_json::from_slice(bytes).map_err(|error| {
        format!("the list is not the JSON that models.dev publishes (line {}, column {})", error.line(), error.column())
    })?;
    let mut found = FeedModels::new();
    for provider in providers().iter().filter(|provider| provider.id != open_router::PROVIDER) {
        for id in provider.models_dev_ids() {
            let models = listed.get_mut(id).and_then(|one| one.0.take()).and_then(|one| one.models.0);
            for (id, model) in models.into_iter().flatten() {
                let Some((id, model)) = checked_id(&id).zip(model.0.as_ref().and_then(Model::to_feed_model)) else {
                    continue;
                };
                found.entry(provider.id.to_owned()).or_default().entry(id.to_owned()).or_insert(model);
            }
        }
    }
    Ok(found)
}

impl Model {
    /// What is stated; `None` if it is not a model for text.
    fn to_feed_model(&self) -> Option<FeedModel> {
        let modalities = self.modalities.0.as_ref();
        let has_text = |list: Option<&Loose<Vec<Value>>>| {
            list.is_none_or(|list| list.0.is_none() || words(list).any(|word| word == "text"))
        };
        if !has_text(modalities.map(|one| &one.input)) || !has_text(modalities.map(|one| &one.output)) {
            return None;
        }
        let limit = |part: fn(&Limit) -> &Value| checked_tokens(number(part(self.limit.0.as_ref()?)));
        let cost = |part: fn(&Cost) -> &Value| number(part(self.cost.0.as_ref()?));
        Some(FeedModel {
            name: checked_name(self.name.text()),
            context: limit(|limit| &limit.context),
            max_output: limit(|limit| &limit.output),
            price: checked_prices(
                cost(|cost| &cost.input),
                cost(|cost| &cost.output),
                [cost(|cost| &cost.cache_read), cost(|cost| &cost.cache_write)],
            ),
            reasoning: self.reasoning.0,
            tools: self.tool_call.0,
            input: modalities.map(|one| input_kinds(words(&one.input))).unwrap_or_default(),
            open_weights: self.open_weights.0,
            released: Date::parse(self.release_date.text()),
            retires: None,
            deprecated: Some(self.status.text() == "deprecated"),
            described_size: checked_billions(size_in_description(self.description.text())),
            replaced_by: String::new(),
        })
    }
}
