//! Ollama's own `/api/chat`.

use contract::ProbeCheck;
use serde_json::{Value, json};

use super::{
    credential_form::CredentialForm,
    event::EventKind,
    model_request::{IMAGE_PNG, ModelRequest, has_elements, openai_tool},
    request_draft::RequestDraft,
};

/// What OpenClaw sends to a server that needs no key.
const KEYLESS_TOKEN: &str = "Bearer ollama-local";

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let mut options = json!({ "num_predict": request.max_tokens });
    // With another context than the usual one, Ollama would load the model again.
    if let (Some(members), Some(context)) = (options.as_object_mut(), request.endpoint.context) {
        members.insert("num_ctx".to_owned(), json!(context));
    }
    let mut message = json!({ "role": "user", "content": request.prompt() });
    if let (Some(members), ProbeCheck::Images) = (message.as_object_mut(), request.check) {
        members.insert("images".to_owned(), json!([IMAGE_PNG]));
    }
    let mut body = json!({
        "model": request.endpoint.model,
        "messages": [message],
        "stream": true,
        "options": options,
    });
    request.add_tool(&mut body, || json!({ "tools": [openai_tool()] }));
    let mut draft = request.post("/api/chat", &body, request.bearer());
    if request.credential == CredentialForm::Keyless {
        draft.set_header("authorization", KEYLESS_TOKEN);
    }
    draft
}

/// Whether a part of an answer calls a tool.
pub(super) fn has_tool_call(event: &Value) -> bool {
    event.pointer("/message/tool_calls").is_some_and(has_elements)
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    match &event["done"] {
        Value::Bool(true) => EventKind::Final,
        Value::Bool(false) => EventKind::Delta,
        _ => EventKind::Unrelated,
    }
}
