//! Google's `:streamGenerateContent`.

use serde_json::{Value, json};

use super::{
    credential_form::{CredentialForm, GOOGLE_KEY},
    event::EventKind,
    model_request::{IMAGE_PNG, ModelRequest, TOOL_DESCRIPTION, TOOL_NAME},
    request_draft::{RequestDraft, SecretPlacement},
};
use crate::base::percent::percent_encoded;

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let image = || json!({ "inlineData": { "mimeType": "image/png", "data": IMAGE_PNG } });
    let parts = request.parts(image, json!({ "text": request.prompt() }));
    let mut body = json!({
        "contents": [{ "role": "user", "parts": parts }],
        "generationConfig": { "maxOutputTokens": request.max_tokens },
    });
    // Google refuses parameters without any property, so they are left out.
    request.add_tool(&mut body, || {
        json!({
            "tools": [{ "functionDeclarations": [{ "name": TOOL_NAME, "description": TOOL_DESCRIPTION }] }],
            "toolConfig": { "functionCallingConfig": { "mode": "ANY" } },
        })
    });
    let model = request.endpoint.model.strip_prefix("models/").unwrap_or(&request.endpoint.model);
    let path = format!("/models/{}:streamGenerateContent?alt=sse", percent_encoded(model));
    let secret = match request.credential {
        CredentialForm::Keyless => SecretPlacement::None,
        _ => SecretPlacement::Headers(GOOGLE_KEY),
    };
    request.post(&path, &body, secret)
}

/// Whether a part of an answer calls a tool.
pub(super) fn has_tool_call(event: &Value) -> bool {
    if let Value::Array(parts) = event {
        return parts.iter().any(has_tool_call);
    }
    let candidates = event["candidates"].as_array().into_iter().flatten();
    let parts = candidates.filter_map(|one| one.pointer("/content/parts")?.as_array()).flatten();
    parts.into_iter().any(|part| part["functionCall"].is_object())
}

/// Whether the prompt was refused for its content.
pub(super) fn is_blocked(event: &Value) -> bool {
    match event {
        Value::Array(parts) => parts.iter().any(is_blocked),
        event => event.pointer("/promptFeedback/blockReason").is_some_and(Value::is_string),
    }
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    if let Value::Array(parts) = event {
        return parts.iter().map(event_kind).max().unwrap_or(EventKind::Unrelated);
    }
    let candidates = event["candidates"].as_array().map(Vec::as_slice).unwrap_or_default();
    match candidates {
        // The key was accepted.
        [] if is_blocked(event) => EventKind::Final,
        [] => EventKind::Unrelated,
        candidates if candidates.iter().any(|one| one["finishReason"].is_string()) => EventKind::Final,
        _ => EventKind::Delta,
    }
}
