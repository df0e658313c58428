//! Lists of models as `OpenRouter` and models.dev publish them, and the answers of local servers.

use serde_json::{Map, Value, json};

use super::{Answer, Script, When};

/// A model of the list of `OpenRouter`. `dollars` is the price of a million input tokens.
pub fn open_router_model(id: &str, dollars: f64) -> Value {
    json!({
        "id": id,
        "name": format!("Vendor: {id}"),
        "created": 1_793_000_000,
        "description": "A model.",
        "context_length": 262_144,
        "architecture": {
            "modality": "text+image->text", "input_modalities": ["text", "image"], "output_modalities": ["text"],
            "tokenizer": "Other", "instruct_type": null
        },
        "pricing": {
            "prompt": format!("{:.9}", dollars / 1e6), "completion": format!("{:.9}", dollars * 4.0 / 1e6),
            "request": "0", "image": "0", "input_cache_read": format!("{:.9}", dollars / 1e7)
        },
        "top_provider": { "context_length": 262_144, "max_completion_tokens": 32_768, "is_moderated": false },
        "supported_parameters": ["tools", "reasoning", "temperature"],
        "expiration_date": null
    })
}

/// A list of `OpenRouter` with so many models, named `vendor/model-<number>`.
pub fn open_router_list(count: usize) -> Value {
    let models: Vec<_> =
        (0..count).map(|number| open_router_model(&format!("vendor/model-{number:04}"), 1.0)).collect();
    json!({ "data": models })
}

/// A list of models.dev with so many models of Anthropic, named `model-<number>`.
pub fn models_dev_list(count: usize) -> Value {
    let model = |number: usize| {
        let id = format!("model-{number:04}");
        let model = json!({
            "id": id, "name": format!("Model {number}"), "attachment": true, "reasoning": true, "tool_call": true,
            "release_date": "2026-10-01", "last_updated": "2026-10-01", "open_weights": false,
            "modalities": { "input": ["text", "image", "pdf"], "output": ["text"] },
            "limit": { "context": 400_000, "output": 64_000 },
            "cost": { "input": 2, "output": 10, "cache_read": 0.2 }
        });
        (id, model)
    };
    let models: Map<_, _> = (0..count).map(model).collect();
    json!({ "anthropic": { "id": "anthropic", "npm": "@ai-sdk/anthropic", "api": "https://evil.example", "models": models } })
}

/// An answer for requests whose path begins like this.
pub fn answer_at(path: &str, answer: Answer) -> Answer {
    Answer { when: When { path: path.to_owned(), ..answer.when }, ..answer }
}

/// An upstream with both lists, each with an `etag`. A request that names it is answered with 304.
pub fn upstream(open_router: &Value, models_dev: &Value) -> Script {
    let with_etag = |body: &Value, etag: &str| {
        let mut answer = Answer::json(200, body.clone());
        answer.headers.insert("etag".to_owned(), format!("\"{etag}\""));
        answer
    };
    let unchanged = |etag: &str| Answer { status: 304, ..Answer::default() }.for_header(&format!("\"{etag}\""));
    let answers = vec![
        answer_at("/api/v1/models", unchanged("or-1")),
        answer_at("/api/v1/models", with_etag(open_router, "or-1")),
        answer_at("/api.json", unchanged("md-1")),
        answer_at("/api.json", with_etag(models_dev, "md-1")),
    ];
    Script { answers, resets: false }
}

/// An Ollama with a text model of 70.6 billion parameters and a model for embeddings.
pub fn ollama() -> Script {
    let tags = json!({ "models": [
        { "name": "llama3.3:70b", "model": "llama3.3:70b", "modified_at": "2026-11-01T00:00:00Z", "size": 42_520_413_916_u64,
          "details": { "format": "gguf", "family": "llama", "parameter_size": "70.6B", "quantization_level": "Q4_K_M" } },
        { "name": "nomic:latest", "model": "nomic:latest", "details": { "parameter_size": "137M" } },
    ] });
    let show = |capabilities: Value, count: u64| {
        json!({
            "details": { "parameter_size": "70.6B" },
            "model_info": { "general.architecture": "llama", "general.parameter_count": count, "llama.context_length": 131_072 },
            "capabilities": capabilities
        })
    };
    let for_model = |name: &str, body: Value| {
        let answer = Answer::json(200, body);
        Answer { when: When { path: "/api/show".to_owned(), body: name.to_owned(), ..When::default() }, ..answer }
    };
    let answers = vec![
        answer_at("/api/tags", Answer::json(200, tags)),
        for_model("llama3.3:70b", show(json!(["completion", "tools"]), 70_553_706_560)),
        for_model("nomic", show(json!(["embedding"]), 136_727_040)),
    ];
    Script { answers, resets: false }
}

/// An LM Studio that has the newer list, or only the older one.
pub fn lm_studio(has_v1: bool) -> Script {
    let list = json!({ "models": [
        { "type": "llm", "publisher": "qwen", "key": "qwen/qwen3.5-9b", "display_name": "Qwen3.5 9B", "params_string": "9B",
          "max_context_length": 262_144, "capabilities": { "vision": true, "trained_for_tool_use": true },
          "loaded_instances": [] },
        { "type": "embedding", "key": "text-embedding-nomic", "max_context_length": 2048 },
    ] });
    let older = json!({ "object": "list", "data": [
        { "id": "qwen2-vl-7b-instruct", "object": "model", "type": "vlm", "state": "not-loaded", "max_context_length": 32_768 },
        { "id": "nomic-text", "type": "embeddings", "max_context_length": 2048 },
    ] });
    let mut answers = vec![answer_at("/api/v0/models", Answer::json(200, older))];
    if has_v1 {
        answers.insert(0, answer_at("/api/v1/models", Answer::json(200, list)));
    }
    Script { answers, resets: false }
}

/// A vLLM with one model.
pub fn vllm() -> Script {
    let list = json!({ "object": "list", "data": [
        { "id": "meta-llama/Llama-3.1-8B-Instruct", "object": "model", "created": 1_793_000_000, "owned_by": "vllm",
          "max_model_len": 32_768 }
    ] });
    Script { answers: vec![answer_at("/v1/models", Answer::json(200, list))], resets: false }
}
