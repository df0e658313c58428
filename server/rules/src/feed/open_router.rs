//! The list of OpenRouter: `/api/v1/models`, in pages.

use catalog::{Date, InputKinds, size_in_description};
use serde::Deserialize;
use serde_json::Value;

use super::{
    FeedModel, FeedModels,
    checked::{checked_billions, checked_id, checked_name, checked_prices, checked_tokens, input_kinds, number},
    loose::{Loose, words},
    source::FeedSource,
};

/// The provider of the models.
pub const PROVIDER: &str = "openrouter";

/// Prices are stated for one token.
const TOKENS_PER_PRICE: f64 = 1e6;

/// The longest path of a next page.
const MAX_PATH: usize = 500;

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenRouterPage {
    /// Its models, each with its id.
    pub models: Vec<(String, FeedModel)>,
    /// The path of the next page.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Loose<Model>>,
    #[serde(default)]
    links: Loose<Links>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Links {
    next: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Model {
    id: Loose<String>,
    name: Loose<String>,
    description: Loose<String>,
    created: Value,
    /// An older name of `created`.
    created_at: Value,
    context_length: Value,
    hugging_face_id: Loose<String>,
    architecture: Loose<Architecture>,
    /// An older place of `architecture.modality`.
    modality: Loose<String>,
    pricing: Loose<Pricing>,
    top_provider: Loose<TopProvider>,
    supported_parameters: Loose<Vec<Value>>,
    expiration_date: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Architecture {
    /// Such as `text+image->text`.
    modality: Loose<String>,
    input_modalities: Loose<Vec<Value>>,
    output_modalities: Loose<Vec<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Pricing {
    prompt: Value,
    completion: Value,
    input_cache_read: Value,
    input_cache_write: Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct TopProvider {
    context_length: Value,
    max_completion_tokens: Value,
}

/// Reads a page.
pub fn parse_open_router(bytes: &[u8]) -> Result<OpenRouterPage, String> {
    let page: Page = serde_json::from_slice(bytes).map_err(|error| {
        format!("the list is not the JSON that OpenRouter publishes (line {}, column {})", error.line(), error.column())
    })?;
    let models = page.data.into_iter().filter_map(|model| model.0);
    let models = models.filter_map(|model| Some((checked_id(model.id.text())?.to_owned(), model.to_feed_model()?)));
    let next = page.links.0.and_then(|links| next_path(links.next.text()));
    Ok(OpenRouterPage { models: models.collect(), next })
}

/// The models of all pages. Of two with one id, the first counts.
pub fn collect_pages(pages: Vec<OpenRouterPage>) -> FeedModels {
    let mut found = FeedModels::new();
    let models = found.entry(PROVIDER.to_owned()).or_default();
    for (id, model) in pages.into_iter().flat_map(|page| page.models) {
        models.entry(id).or_insert(model);
    }
    found
}

/// The path of the next page, if it is one of this list. The link's host is ignored.
fn next_path(link: &str) -> Option<String> {
    let host = FeedSource::OpenRouter.host().unwrap_or_default();
    let path = link.strip_prefix("https://").and_then(|rest| rest.strip_prefix(host)).unwrap_or(link);
    let rest = path.strip_prefix(FeedSource::OpenRouter.path()).filter(|_| path.len() <= MAX_PATH)?;
    (rest.starts_with('?') && rest.chars().all(|c| c.is_ascii_graphic() && c != '#')).then(|| path.to_owned())
}

impl Model {
    /// What is stated; `None` if it is not a model for text.
    fn to_feed_model(&self) -> Option<FeedModel> {
        let (input, writes_text) = self.modalities();
        if !writes_text {
            return None;
        }
        let price = |part: fn(&Pricing) -> &Value| {
            number(part(self.pricing.0.as_ref()?)).map(|dollars| dollars * TOKENS_PER_PRICE)
        };
        let top = |part: fn(&TopProvider) -> &Value| checked_tokens(number(part(self.top_provider.0.as_ref()?)));
        let has_parameter = |name: &str| words(&self.supported_parameters).any(|word| word == name);
        let knows = self.supported_parameters.0.is_some();
        Some(FeedModel {
            name: checked_name(self.name.text()),
            context: checked_tokens(number(&self.context_length)).or_else(|| top(|top| &top.context_length)),
            max_output: top(|top| &top.max_completion_tokens),
            price: checked_prices(
                price(|price| &price.prompt),
                price(|price| &price.completion),
                [price(|price| &price.input_cache_read), price(|price| &price.input_cache_write)],
            ),
            reasoning: knows.then(|| has_parameter("reasoning") || has_parameter("include_reasoning")),
            tools: knows.then(|| has_parameter("tools")),
            input,
            open_weights: (!self.hugging_face_id.text().trim().is_empty()).then_some(true),
            released: number(&self.created).or_else(|| number(&self.created_at)).and_then(date_of_seconds),
            retires: self.expiration_date.text().get(..10).and_then(Date::parse),
            deprecated: None,
            described_size: checked_billions(size_in_description(self.description.text())),
            replaced_by: String::new(),
        })
    }

    /// The kinds of input, and whether the answer may be text.
    fn modalities(&self) -> (InputKinds, bool) {
        let architecture = self.architecture.0.as_ref();
        let modality = architecture.map(|one| one.modality.text()).filter(|text| !text.is_empty());
        let modality = modality.unwrap_or_else(|| self.modality.text());
        let (before, after) = modality.split_once("->").unwrap_or((modality, "text"));
        let listed = |list: fn(&Architecture) -> &Loose<Vec<Value>>| {
            architecture.map(list).filter(|list| words(list).next().is_some())
        };
        let input = match listed(|one| &one.input_modalities) {
            Some(list) => input_kinds(words(list)),
            None => input_kinds(before.split('+')),
        };
        let writes_text = match listed(|one| &one.output_modalities) {
            Some(list) => words(list).any(|word| word == "text"),
            None => after.split('+').any(|word| word == "text"),
        };
        (input, writes_text)
    }
}

/// The date of a time in seconds since 1970, if it is one of a model.
fn date_of_seconds(seconds: f64) -> Option<Date> {
    /// From 2015 to 2100.
    const PLAUSIBLE: std::ops::Range<f64> = 1_420_070_400.0..4_102_444_800.0;
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    PLAUSIBLE.contains(&seconds).then(|| Date::from_days_since_epoch((seconds / 86_400.0) as i64))?
}
