//! Google's `:streamGenerateContent`.

use serde_json::{Value, json};

use super::{
    credential_form::{CredentialForm, GOOGLE_KEY},
    event::EventKind,
    model_request::ModelRequest,
    request_draft::{RequestDraft, SecretPlacement},
};
use crate::base::percent::percent_encoded;

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": request.prompt }] }],
        "generationConfig": { "maxOutputTokens": request.max_tokens },
    });
    let model = request.endpoint.model.strip_prefix("models/").unwrap_or(&request.endpoint.model);
    let path = format!("/models/{}:streamGenerateContent?alt=sse", percent_encoded(model));
    let secret = match request.credential {
        CredentialForm::Keyless => SecretPlacement::None,
        _ => SecretPlacement::Headers(GOOGLE_KEY),
    };
    request.post(&path, &body, secret)
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    if let Value::Array(parts) = event {
        return parts.iter().map(event_kind).max().unwrap_or(EventKind::Unrelated);
    }
    let candidates = event["candidates"].as_array().map(Vec::as_slice).unwrap_or_default();
    // The prompt was refused for its content, so the key was accepted.
    let is_blocked = event.pointer("/promptFeedback/blockReason").is_some_and(Value::is_string);
    match candidates {
        [] if is_blocked => EventKind::Final,
        [] => EventKind::Unrelated,
        candidates if candidates.iter().any(|one| one["finishReason"].is_string()) => EventKind::Final,
        _ => EventKind::Delta,
    }
}
