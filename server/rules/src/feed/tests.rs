use catalog::Date;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    local::{parse_lm_studio, parse_lm_studio_v0, parse_ollama_show, parse_ollama_tags, parse_open_ai},
    models_dev::parse_models_dev,
    open_router::{OpenRouterPage, collect_pages, parse_open_router},
    openclaw::parse_openclaw_row,
    *,
};
use crate::feed::{limits::check_completeness, source::FeedSource};

fn open_router(models: &Value) -> OpenRouterPage {
    parse_open_router(json!({ "data": models }).to_string().as_bytes()).unwrap()
}

fn only_model(page: OpenRouterPage) -> FeedModel {
    assert_eq!(page.models.len(), 1, "{page:?}");
    page.models.into_iter().next().unwrap().1
}

fn dollars(price: Option<Price>) -> Option<(f64, f64)> {
    price.map(|price| (price.input, price.output))
}

#[test]
fn a_model_of_open_router_is_read() {
    let model = only_model(open_router(&json!([{
        "id": "anthropic/claude-opus-4.5",
        "name": "Anthropic: Claude Opus 4.5",
        "created": 1_764_010_580,
        "context_length": 200_000,
        "hugging_face_id": "",
        "architecture": { "modality": "text+image->text", "input_modalities": ["image", "text", "file"],
            "output_modalities": ["text"] },
        "pricing": { "prompt": "0.000005", "completion": "0.000025", "input_cache_read": "0.0000005" },
        "top_provider": { "context_length": 200_000, "max_completion_tokens": 64_000, "is_moderated": true },
        "supported_parameters": ["tools", "include_reasoning"],
        "expiration_date": "2026-12-31",
        "per_request_limits": null,
        "something_new": { "a": 1 }
    }])));
    assert_eq!((model.context, model.max_output), (Some(200_000), Some(64_000)));
    assert_eq!(dollars(model.price), Some((5.0, 25.0)));
    assert_eq!(model.price.and_then(|price| price.cache_read), Some(0.5));
    assert_eq!((model.reasoning, model.tools, model.open_weights), (Some(true), Some(true), None));
    assert_eq!(model.input.words().collect::<Vec<_>>(), ["text", "image"]);
    assert_eq!(model.released.map(|date| date.to_string()).as_deref(), Some("2025-11-24"));
    assert_eq!(model.retires.map(|date| date.to_string()).as_deref(), Some("2026-12-31"));
}

#[test]
fn older_spellings_of_open_router_are_read() {
    let model = only_model(open_router(&json!([{
        "id": "x/y", "created_at": 1_764_010_580, "modality": "text+image->text",
        "top_provider": { "context_length": 8192 }, "pricing": { "prompt": 0, "completion": 0 }
    }])));
    assert_eq!(model.released.map(|date| date.to_string()).as_deref(), Some("2025-11-24"));
    assert_eq!((model.context, model.input.accepts_images()), (Some(8192), Some(true)));
    assert_eq!((dollars(model.price), model.tools), (Some((0.0, 0.0)), None));
}

#[test]
fn hostile_rows_of_open_router_are_dropped_or_reduced() {
    let page = open_router(&json!([
        { "id": "<img src=x onerror=alert(1)>" },
        { "id": "a\u{1b}[2J" },
        { "id": "x".repeat(5000) },
        { "id": "claude@profile" },
        { "id": 5 },
        { "id": "image/only", "architecture": { "output_modalities": ["image"] } },
        { "id": "image/older", "architecture": { "modality": "text->image" } },
        5, null, [], "text",
        { "id": "x/absurd", "name": "<script>", "context_length": 1e300, "created": -5,
          "pricing": { "prompt": "-1", "completion": "NaN" }, "top_provider": "none", "architecture": [] },
        { "id": "x/absurd", "name": "again" },
    ]));
    assert_eq!(page.models.len(), 2);
    let models = collect_pages(vec![page]);
    let model = &models["openrouter"]["x/absurd"];
    assert_eq!(model.released, None);
    assert_eq!((model.name.as_str(), model.context, model.price), ("", None, None));
}

#[test]
fn the_next_page_is_one_of_the_same_list() {
    let next = |link: &str| {
        let text = json!({ "data": [], "links": { "next": link }, "total_count": 900 }).to_string();
        parse_open_router(text.as_bytes()).unwrap().next
    };
    for link in ["https://openrouter.ai/api/v1/models?offset=500", "/api/v1/models?offset=500"] {
        assert_eq!(next(link).as_deref(), Some("/api/v1/models?offset=500"));
    }
    for link in [
        "https://evil.example/api/v1/models?offset=500",
        "http://openrouter.ai/api/v1/models?offset=500",
        "https://openrouter.ai@evil.example/api/v1/models?offset=1",
        "/api/v1/keys?a=1",
        "/api/v1/models",
        "/api/v1/models?a b",
        "",
    ] {
        assert_eq!(next(link), None, "{link}");
    }
    let none = parse_open_router(br#"{ "data": [], "links": null }"#).unwrap();
    assert_eq!(none, OpenRouterPage::default());
}

#[test]
fn the_list_of_models_dev_is_read() {
    let list = json!({
        "anthropic": { "npm": "x", "api": "https://evil.example", "env": ["KEY"], "models": {
            "claude-opus-4-5": { "name": "Claude Opus 4.5", "reasoning": true, "tool_call": true,
                "release_date": "2025-11-24", "open_weights": false,
                "modalities": { "input": ["text", "image", "pdf"], "output": ["text"] },
                "limit": { "context": 200_000, "output": 64_000 },
                "cost": { "input": 5, "output": 25, "cache_read": 0.5, "cache_write": 6.25 } },
            "claude-old": { "status": "deprecated", "limit": { "context": 0 }, "cost": { "input": -1, "output": 1 } },
            "claude-picture": { "modalities": { "input": ["text"], "output": ["image"] } },
            "claude\nnewline": {}, "text-embedding-1": {}, "broken": 5
        } },
        "zai": { "models": { "glm-5": { "name": "GLM 5" } } },
        "zai-coding-plan": { "models": { "glm-5": { "name": "GLM 5 of the plan" }, "glm-6": {} } },
        "openrouter": { "models": { "a/b": {} } },
        "unknown-provider": { "models": { "a": {} } },
        "openai": "broken"
    });
    let found = parse_models_dev(list.to_string().as_bytes()).unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), ["anthropic", "zai"]);
    assert_eq!(found["anthropic"].keys().collect::<Vec<_>>(), ["claude-old", "claude-opus-4-5"]);
    let model = &found["anthropic"]["claude-opus-4-5"];
    assert_eq!((dollars(model.price), model.reasoning, model.tools), (Some((5.0, 25.0)), Some(true), Some(true)));
    assert_eq!((model.context, model.deprecated), (Some(200_000), Some(false)));
    let old = &found["anthropic"]["claude-old"];
    assert_eq!((old.context, old.price, old.deprecated), (None, None, Some(true)));
    assert_eq!((found["zai"]["glm-5"].name.as_str(), found["zai"].len()), ("GLM 5", 2));
}

#[test]
fn the_row_of_openclaw_is_read() {
    let bundle = json!({
        "schemaVersion": 1, "generatedAt": "2026-12-01T04:00:00Z",
        "providers": {
            "anthropic": { "baseUrl": "https://evil.example", "models": [
                { "id": "claude-x", "name": "Claude X", "input": ["text", "image"], "reasoning": true,
                  "contextWindow": 400_000, "maxTokens": 64_000, "cost": { "input": 3, "output": 15, "cacheRead": 0.3 },
                  "status": "deprecated", "replacedBy": "claude-y", "baseUrl": "https://evil.example" },
                { "id": "bad id" }
            ] },
            "moonshotai": { "models": [{ "id": "kimi-x" }] },
            "evil": { "models": [{ "id": "a" }] }
        },
        "pricing": { "anthropic/claude-x": { "input": 1 } }
    });
    let row = |bundle: &Value| json!({ "bundle_json": bundle.to_string(), "etag": "x", "checked_at": 5 }).to_string();
    let today = Date::parse("2026-12-01").unwrap();
    let parse = |bundle: &Value| parse_openclaw_row(&row(bundle), today);
    let (models, date) = parse(&bundle).unwrap();
    assert_eq!((date.to_string().as_str(), count_models(&models)), ("2026-12-01", 2));
    let model = &models["anthropic"]["claude-x"];
    assert_eq!((model.context, model.replaced_by.as_str(), model.deprecated), (Some(400_000), "claude-y", Some(true)));
    assert!(models["moonshot"].contains_key("kimi-x"));
    let many: Vec<_> = (0..20_001).map(|number| json!({ "id": format!("model-{number}") })).collect();
    for (key, value, part) in [
        ("schemaVersion", json!(2), "format"),
        ("generatedAt", json!("2026-12-03T00:00:00Z"), "in the future"),
        ("generatedAt", json!(5), "no date"),
        ("providers", json!({ "evil": { "models": [{ "id": "a" }] } }), "no models"),
        ("providers", json!({ "anthropic": { "models": many } }), "more than 20000"),
        ("padding", json!("x".repeat(16 << 20)), "16 MiB"),
    ] {
        let mut changed = bundle.clone();
        changed[key] = value;
        assert!(parse(&changed).unwrap_err().contains(part), "{part}");
    }
    for text in ["", "{", "[]", r#"{"bundle_json": 5}"#, r#"{"bundle_json": "{"}"#] {
        assert!(parse_openclaw_row(text, today).unwrap_err().contains("not complete"), "{text}");
    }
}

#[test]
fn an_invalid_list_is_an_error() {
    for text in ["", "{", "[]", "<html>", "5", "{\"data\": 5}", "{\"data\": [{}]", "{\"a\": 1e999}"] {
        assert!(parse_open_router(text.as_bytes()).is_err(), "{text}");
    }
    for text in ["", "{", "[1]", "<html>", "5", "{\"a\": 1e999}"] {
        assert!(parse_models_dev(text.as_bytes()).is_err(), "{text}");
    }
    let deep = "[".repeat(100_000);
    assert!(parse_open_router(deep.as_bytes()).is_err() && parse_models_dev(deep.as_bytes()).is_err());
}

#[test]
fn a_list_with_too_few_or_too_many_models_is_refused() {
    let list = |count: usize| {
        let models = (0..count).map(|number| (format!("x/m{number}"), FeedModel::default())).collect();
        FeedModels::from([("openrouter".to_owned(), models)])
    };
    let check = |count| check_completeness(FeedSource::OpenRouter, &list(count));
    assert!(check(400).is_ok());
    assert!(check(0).is_err() && check(50).unwrap_err().contains("fewer than half"));
    assert!(check(50_000).unwrap_err().contains("not accepted"));
    assert!(check_completeness(FeedSource::ModelsDev, &list(400)).is_err());
    assert!(check_completeness(FeedSource::OpenClaw, &list(1)).is_ok());
}

/// Keys that the parsers look for.
const KEYS: &[&str] = &[
    "data",
    "models",
    "id",
    "name",
    "key",
    "anthropic",
    "cost",
    "input",
    "output",
    "limit",
    "context",
    "architecture",
    "modality",
    "pricing",
    "prompt",
    "links",
    "next",
    "created",
    "details",
    "parameter_size",
    "model_info",
    "general.architecture",
    "capabilities",
    "bundle_json",
    "providers",
    "modalities",
    "params_string",
    "max_model_len",
];

/// Any JSON, with the keys that the parsers know.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("text")),
        Just(json!("70.6B")),
    ];
    let key = prop::sample::select(KEYS);
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn parse_all(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    parse_open_router(bytes).ok();
    parse_models_dev(bytes).ok();
    parse_openclaw_row(&text, Date::default()).ok();
    parse_openclaw_row(&json!({ "bundle_json": text }).to_string(), Date::default()).ok();
    parse_ollama_tags(bytes);
    parse_ollama_show(bytes, local::LocalModel::default());
    parse_lm_studio(bytes);
    parse_lm_studio_v0(bytes);
    parse_open_ai(bytes);
    reduce::parse_kept_table(text.into_owned()).ok();
    kept::parse_local_file(bytes).ok();
    endpoints::Endpoints::parse(bytes).ok();
}

proptest! {
    #[test]
    fn no_json_is_a_panic(value in any_json()) {
        parse_all(value.to_string().as_bytes());
        parse_all(json!({ "data": [value.clone()], "models": [value.clone()] }).to_string().as_bytes());
        parse_all(json!({ "anthropic": { "models": { "a": value } } }).to_string().as_bytes());
    }

    #[test]
    fn no_text_is_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        parse_all(&bytes);
    }

    /// A list never leads to a line that the table cannot be read back from.
    #[test]
    fn accepted_models_are_read_back(name in "\\PC{0,40}", id in "[ -~]{1,30}", context in any::<f64>(), price in any::<f64>()) {
        let list = json!({ "data": [{ "id": id, "name": name, "context_length": context,
            "pricing": { "prompt": price, "completion": price } }] });
        let models = collect_pages(vec![parse_open_router(list.to_string().as_bytes()).unwrap()]);
        let date = catalog::Date::parse("2027-01-01").unwrap();
        let reduced = reduce::reduce(FeedSource::OpenRouter, &models, date);
        let table = reduce::parse_kept_table(reduced.table).unwrap().unwrap();
        prop_assert!(table.rows().all(catalog::Row::is_well_formed));
        prop_assert!(table.len() <= count_models(&models));
    }
}
