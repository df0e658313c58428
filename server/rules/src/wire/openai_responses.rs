//! OpenAI's `/responses`.

use serde_json::{Value, json};

use super::{event::EventKind, model_request::ModelRequest, request_draft::RequestDraft};

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let body = json!({
        "model": request.endpoint.model,
        "input": [{ "role": "user", "content": [{ "type": "input_text", "text": request.prompt }] }],
        "stream": true,
        "store": false,
        "max_output_tokens": request.max_tokens.max(request.endpoint.api.min_tokens()),
    });
    request.post("/responses", &body, request.bearer())
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    let is_answer = |value: &Value| matches!(value["status"].as_str(), Some("completed" | "incomplete"));
    match event["type"].as_str() {
        // An answer of the asked length is incomplete.
        Some("response.completed" | "response.incomplete") => EventKind::Final,
        Some(kind) if kind.starts_with("response.") => EventKind::Delta,
        _ if event["object"] == "response" && is_answer(event) => EventKind::Final,
        _ => EventKind::Unrelated,
    }
}
