//! OpenAI's `/responses`.

use serde_json::{Value, json};

use super::{
    event::EventKind,
    model_request::{ModelRequest, TOOL_DESCRIPTION, TOOL_NAME, image_data_url, tool_parameters},
    request_draft::RequestDraft,
};

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let image = || json!({ "type": "input_image", "image_url": image_data_url() });
    let content = request.parts(image, json!({ "type": "input_text", "text": request.prompt() }));
    let mut body = json!({
        "model": request.endpoint.model,
        "input": [{ "role": "user", "content": content }],
        "stream": true,
        "store": false,
        "max_output_tokens": request.max_tokens.max(request.endpoint.api.min_tokens()),
    });
    request.add_tool(&mut body, || {
        let tool = json!({
            "type": "function", "name": TOOL_NAME, "description": TOOL_DESCRIPTION,
            "parameters": tool_parameters(), "strict": false,
        });
        json!({ "tools": [tool], "tool_choice": "required" })
    });
    request.post("/responses", &body, request.bearer())
}

/// Whether a part of an answer calls a tool.
pub(super) fn has_tool_call(event: &Value) -> bool {
    let is_call = |item: &Value| item["type"] == "function_call";
    let has_call = |output: &Value| output.as_array().is_some_and(|items| items.iter().any(is_call));
    let lists = [event.get("output"), event.pointer("/response/output")];
    is_call(&event["item"]) || lists.into_iter().flatten().any(has_call)
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
