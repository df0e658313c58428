//! Answers of servers on this machine.

use catalog::size_in_id;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    super::{
        checked::{checked_billions, checked_id, checked_name, checked_tokens, number},
        loose::{Loose, words},
    },
    LocalModel,
};

/// The most models of one server.
const MAX_MODELS: usize = 2000;

#[derive(Deserialize)]
struct OllamaTags {
    models: Vec<Loose<OllamaModel>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OllamaModel {
    name: Loose<String>,
    details: Loose<OllamaDetails>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OllamaDetails {
    /// Such as `70.6B` or `596.05M`.
    parameter_size: Loose<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OllamaShow {
    details: Loose<OllamaDetails>,
    model_info: Loose<Map<String, Value>>,
    capabilities: Loose<Vec<Value>>,
}

#[derive(Deserialize)]
struct LmStudioList {
    models: Vec<Loose<LmStudioModel>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LmStudioModel {
    #[serde(rename = "type")]
    kind: Loose<String>,
    key: Loose<String>,
    display_name: Loose<String>,
    params_string: Loose<String>,
    max_context_length: Value,
    capabilities: Loose<LmStudioCapabilities>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LmStudioCapabilities {
    vision: Loose<bool>,
    trained_for_tool_use: Loose<bool>,
    /// An object in newer releases.
    reasoning: Value,
}

#[derive(Deserialize)]
struct DataList {
    data: Vec<Loose<DataModel>>,
}

/// A model in a list as OpenAI has it, with what vLLM, LM Studio and others add.
#[derive(Deserialize, Default)]
#[serde(default)]
struct DataModel {
    id: Loose<String>,
    #[serde(rename = "type")]
    kind: Loose<String>,
    max_context_length: Value,
    max_model_len: Value,
    context_length: Value,
    capabilities: Loose<Vec<Value>>,
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

fn usable<T>(rows: &[Loose<T>], model: impl Fn(&T) -> Option<LocalModel>) -> Vec<LocalModel> {
    rows.iter().filter_map(|row| model(row.0.as_ref()?)).take(MAX_MODELS).collect()
}

/// Reads `/api/tags` of Ollama; `None` if it is another text.
pub fn parse_ollama_tags(body: &[u8]) -> Option<Vec<LocalModel>> {
    let model = |model: &OllamaModel| {
        let size = model.details.0.as_ref().and_then(|details| size_of(details.parameter_size.text()));
        Some(LocalModel { billions: size, ..named(model.name.text())? })
    };
    parse(body).map(|list: OllamaTags| usable(&list.models, model))
}

/// Adds what `/api/show` of Ollama states about a model. `None`: it is not a model for text.
pub fn parse_ollama_show(body: &[u8], model: LocalModel) -> Option<LocalModel> {
    let Some(shown) = parse::<OllamaShow>(body) else { return Some(model) };
    let info = shown.model_info.0.unwrap_or_default();
    let architecture = info.get("general.architecture").and_then(Value::as_str).unwrap_or_default();
    let count = info.get("general.parameter_count").and_then(number).map(|count| count / 1e9);
    let stated = || shown.details.0.as_ref().and_then(|details| size_of(details.parameter_size.text()));
    let context = info.get(&format!("{architecture}.context_length")).and_then(number);
    let knows = shown.capabilities.0.is_some();
    let can = |name: &str| words(&shown.capabilities).any(|word| word == name);
    if knows && !can("completion") {
        return None;
    }
    Some(LocalModel {
        context: checked_tokens(context).or(model.context),
        billions: checked_billions(count).map(round_billions).or_else(stated).or(model.billions),
        images: knows.then(|| can("vision")),
        tools: knows.then(|| can("tools")),
        reasoning: knows.then(|| can("thinking")),
        ..model
    })
}

/// Reads `/api/v1/models` of LM Studio.
pub fn parse_lm_studio(body: &[u8]) -> Option<Vec<LocalModel>> {
    let model = |model: &LmStudioModel| {
        if model.kind.text() == "embedding" {
            return None;
        }
        let can = model.capabilities.0.as_ref();
        Some(LocalModel {
            name: checked_name(model.display_name.text()),
            context: checked_tokens(number(&model.max_context_length)),
            billions: size_of(model.params_string.text()),
            images: can.and_then(|can| can.vision.0),
            tools: can.and_then(|can| can.trained_for_tool_use.0),
            reasoning: can.and_then(|can| reasoning(&can.reasoning)),
            ..named(model.key.text())?
        })
    };
    parse(body).map(|list: LmStudioList| usable(&list.models, model))
}

/// Reads `/api/v0/models` of LM Studio.
pub fn parse_lm_studio_v0(body: &[u8]) -> Option<Vec<LocalModel>> {
    parse_data(body, |model| {
        let kind = model.kind.text();
        let has_tools = || words(&model.capabilities).any(|word| word == "tool_use");
        (kind != "embeddings").then(|| LocalModel {
            images: (!kind.is_empty()).then_some(kind == "vlm"),
            tools: model.capabilities.0.is_some().then(has_tools),
            ..LocalModel::default()
        })
    })
}

/// Reads `/v1/models`.
pub fn parse_open_ai(body: &[u8]) -> Option<Vec<LocalModel>> {
    parse_data(body, |_| Some(LocalModel::default()))
}

fn parse_data(body: &[u8], facts: impl Fn(&DataModel) -> Option<LocalModel>) -> Option<Vec<LocalModel>> {
    let model = |model: &DataModel| {
        let context = [&model.max_model_len, &model.max_context_length, &model.context_length];
        let LocalModel { id, billions, .. } = named(model.id.text())?;
        let context = context.into_iter().find_map(|value| checked_tokens(number(value)));
        Some(LocalModel { id, context, billions, ..facts(model)? })
    };
    parse(body).map(|list: DataList| usable(&list.data, model))
}

/// A model of which the id is known, and the size if the id states it.
fn named(id: &str) -> Option<LocalModel> {
    let id = checked_id(id)?;
    Some(LocalModel { id: id.to_owned(), billions: checked_billions(size_in_id(id, "")), ..LocalModel::default() })
}

/// Whether a model reasons, as a flag or as an object with its settings.
fn reasoning(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.is_object().then_some(true))
}

/// A size such as `70.6B`, `596.05M` or `1T`, in billions.
fn size_of(text: &str) -> Option<f64> {
    let text = text.trim();
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let factor = match unit {
        "B" | "b" => 1.0,
        "M" | "m" => 0.001,
        "T" | "t" => 1000.0,
        _ => return None,
    };
    let value: f64 = digits.parse().ok().filter(|value: &f64| value.is_finite())?;
    checked_billions(Some(value * factor)).map(round_billions)
}

/// A number of billions with three digits behind the point.
fn round_billions(billions: f64) -> f64 {
    (billions * 1000.0).round().max(1.0) / 1000.0
}
