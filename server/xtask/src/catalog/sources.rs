//! The downloaded sources, each read into one form.

use std::{collections::BTreeMap, fs, io::Read, path::Path};

use catalog::{Date, InputKinds, Price};
use serde_json::Value;

use super::{inputs::Inputs, sources_folder};
use crate::Result;

/// Models by provider and id.
pub(super) type SourceTable = BTreeMap<String, BTreeMap<String, SourceModel>>;

/// Everything that is known from the sources.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) pi_ai: SourceTable,
    pub(super) models_dev: SourceTable,
    /// An older snapshot of models.dev.
    pub(super) legacy: SourceTable,
    /// Retirement dates by litellm's provider and id.
    pub(super) retirements: BTreeMap<String, BTreeMap<String, Date>>,
}

/// What one source states about a model.
#[derive(Default, Clone)]
pub(super) struct SourceModel {
    pub(super) name: String,
    pub(super) context: Option<u64>,
    pub(super) max_output: Option<u64>,
    /// The prices; zeros as they are stated.
    pub(super) price: Option<Price>,
    pub(super) reasoning: Option<bool>,
    pub(super) tools: Option<bool>,
    pub(super) input: InputKinds,
    /// Whether text goes in and comes out.
    pub(super) is_text: bool,
    pub(super) open_weights: Option<bool>,
    pub(super) released: Option<Date>,
    pub(super) deprecated: bool,
    pub(super) description: String,
}

impl Sources {
    pub(super) fn read(inputs: &Inputs) -> Result<Self> {
        let folder = sources_folder();
        for name in inputs.lock.sources.keys() {
            if !folder.join(name).is_dir() {
                return Err(format!("the source `{name}` is missing; run `cargo xtask catalog fetch`").into());
            }
        }
        let litellm = folder.join("litellm/litellm/model_prices_and_context_window_backup.json");
        Ok(Self {
            pi_ai: read_pi_ai(&folder.join("pi_ai/dist/providers/data"))?,
            models_dev: parse_models_dev(&read_gzip(&folder.join("models_dev/data/catalog/_snapshot.json.gz"))?)?,
            legacy: parse_models_dev(&read_gzip(&folder.join("legacy/models_dev/data.json.gz"))?)?,
            retirements: parse_litellm(&fs::read_to_string(litellm)?)?,
        })
    }
}

/// Reads the files of pi-ai, one for each provider.
fn read_pi_ai(folder: &Path) -> Result<SourceTable> {
    let mut table = SourceTable::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let provider = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "json") {
            table.insert(provider, parse_pi_ai(&fs::read_to_string(&path)?)?);
        }
    }
    Ok(table)
}

/// Parses a file of pi-ai: models by API and key. It only lists models that can call tools.
pub(super) fn parse_pi_ai(text: &str) -> Result<BTreeMap<String, SourceModel>> {
    let value: Value = serde_json::from_str(text)?;
    let models = members(&value).flat_map(|(_, models)| members(models)).map(|(_, model)| model);
    let chat = models.filter(|model| text_of(model, "type") == "chat");
    Ok(chat.map(|model| (text_of(model, "id").to_owned(), pi_ai_model(model))).collect())
}

fn pi_ai_model(model: &Value) -> SourceModel {
    let price = |key: &str| price_number(model.pointer(&format!("/cost/{key}")));
    // It writes zero for prices that it does not know.
    let non_zero = |number: Option<f64>| number.filter(|number| *number > 0.0);
    SourceModel {
        name: text_of(model, "name").to_owned(),
        context: tokens(model.get("contextWindow")),
        max_output: tokens(model.get("maxTokens")),
        price: price("input").zip(price("output")).map(|(input, output)| Price {
            input,
            output,
            cache_read: non_zero(price("cacheRead")),
            cache_write: non_zero(price("cacheWrite")),
        }),
        reasoning: model.get("reasoning").and_then(Value::as_bool),
        tools: Some(true),
        input: input_kinds(model.get("input")),
        is_text: true,
        ..SourceModel::default()
    }
}

/// Parses a snapshot of models.dev.
pub(super) fn parse_models_dev(text: &str) -> Result<SourceTable> {
    let value: Value = serde_json::from_str(text)?;
    let provider = |(id, provider): (&String, &Value)| {
        let models = provider.get("models").into_iter().flat_map(members);
        (id.clone(), models.map(|(id, model)| (id.clone(), models_dev_model(model))).collect())
    };
    Ok(members(&value).map(provider).collect())
}

fn models_dev_model(model: &Value) -> SourceModel {
    let price = |key: &str| price_number(model.pointer(&format!("/cost/{key}")));
    let has_text = |side: &str| {
        let kinds = model.pointer(&format!("/modalities/{side}")).and_then(Value::as_array);
        kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind == "text"))
    };
    let flag = |key: &str| model.get(key).and_then(Value::as_bool);
    SourceModel {
        name: text_of(model, "name").to_owned(),
        context: tokens(model.pointer("/limit/context")),
        max_output: tokens(model.pointer("/limit/output")),
        price: price("input").zip(price("output")).map(|(input, output)| Price {
            input,
            output,
            cache_read: price("cache_read"),
            cache_write: price("cache_write"),
        }),
        reasoning: flag("reasoning"),
        tools: flag("tool_call"),
        input: input_kinds(model.pointer("/modalities/input")),
        is_text: has_text("input") && has_text("output"),
        open_weights: flag("open_weights"),
        released: Date::parse(text_of(model, "release_date")),
        deprecated: text_of(model, "status") == "deprecated",
        description: text_of(model, "description").to_owned(),
    }
}

/// Parses the retirement dates of litellm. Its keys may begin with its provider: `xai/grok-3`.
pub(super) fn parse_litellm(text: &str) -> Result<BTreeMap<String, BTreeMap<String, Date>>> {
    let value: Value = serde_json::from_str(text)?;
    let mut dates: BTreeMap<String, BTreeMap<String, Date>> = BTreeMap::new();
    for (key, model) in members(&value) {
        let Some(date) = Date::parse(text_of(model, "deprecation_date")) else { continue };
        let provider = text_of(model, "litellm_provider");
        let prefix = provider.split('-').next().unwrap_or(provider);
        let id = key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/')).unwrap_or(key);
        dates.entry(provider.to_owned()).or_default().insert(id.to_owned(), date);
    }
    Ok(dates)
}

fn read_gzip(path: &Path) -> Result<String> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A number of tokens; zero means unknown.
fn tokens(value: Option<&Value>) -> Option<u64> {
    let value = value?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let rounded = |number: f64| (1.0..1e12).contains(&number).then_some(number as u64);
    value.as_u64().or_else(|| rounded(value.as_f64()?)).filter(|count| *count > 0)
}

/// A price, to the millionth of a dollar; a negative one means that it varies.
fn price_number(value: Option<&Value>) -> Option<f64> {
    let number = value?.as_f64().filter(|number| *number >= 0.0)?;
    Some((number * 1e6).round() / 1e6)
}

fn input_kinds(value: Option<&Value>) -> InputKinds {
    let words = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    words.fold(InputKinds::default(), InputKinds::with_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_sources_are_read() {
        let pi = parse_pi_ai(
            r#"{"some-api": {
                "chat:a": {"type": "chat", "id": "a", "name": "A", "reasoning": true, "input": ["text", "image"],
                    "cost": {"input": 5, "output": 25, "cacheRead": 0.5, "cacheWrite": 0}, "contextWindow": 200000,
                    "maxTokens": 64000},
                "image:b": {"type": "image", "id": "b"}}}"#,
        );
        let pi = pi.unwrap();
        let model = &pi["a"];
        assert_eq!((pi.len(), model.context, model.max_output), (1, Some(200_000), Some(64_000)));
        let price = Price { input: 5.0, output: 25.0, cache_read: Some(0.5), cache_write: None };
        assert_eq!((model.price, model.input.accepts_images()), (Some(price), Some(true)));

        let md = parse_models_dev(
            r#"{"p": {"models": {"x": {"name": "X", "release_date": "2025-08", "status": "deprecated",
                "limit": {"context": 0, "output": 10}, "cost": {"input": 0.1234567, "output": -1},
                "modalities": {"input": ["text"], "output": ["image"]}, "open_weights": true}}}}"#,
        );
        let md = md.unwrap();
        let model = &md["p"]["x"];
        assert_eq!((model.context, model.max_output, model.price), (None, Some(10), None));
        assert_eq!((model.is_text, model.deprecated, model.open_weights), (false, true, Some(true)));
        assert_eq!(model.released, Date::parse("2025-08"));

        let dates = parse_litellm(
            r#"{"sample_spec": {"deprecation_date": "date when it ends"},
                "xai/grok-3": {"litellm_provider": "xai", "deprecation_date": "2026-05-15"},
                "vertex_ai/x": {"litellm_provider": "vertex_ai-models", "deprecation_date": "2026-05-16"},
                "plain": {"litellm_provider": "openai", "deprecation_date": "2026-05-17"}}"#,
        );
        let dates = dates.unwrap();
        let found: Vec<_> = dates.iter().map(|(of, ids)| (of.as_str(), ids.keys().next().unwrap().as_str())).collect();
        assert_eq!(found, [("openai", "plain"), ("vertex_ai-models", "x"), ("xai", "grok-3")]);
    }
}
