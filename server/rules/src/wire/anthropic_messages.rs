//! Anthropic's `/v1/messages`.

use serde_json::{Value, json};

use super::{
    credential_form::{API_KEY, API_KEY_AND_BEARER, BEARER, CredentialForm},
    event::EventKind,
    model_request::{IMAGE_PNG, ModelRequest, TOOL_DESCRIPTION, TOOL_NAME, tool_parameters},
    request_draft::{RequestDraft, SecretPlacement},
};

const VERSION: &str = "2023-06-01";

const BETAS: &str = "fine-grained-tool-streaming-2025-05-14,interleaved-thinking-2025-05-14";

/// What a token of a sign-in needs in addition.
const TOKEN_BETAS: &str = "claude-code-20250219,oauth-2025-04-20,";
const TOKEN_AGENT: &str = "claude-cli/2.1.75";
const TOKEN_SYSTEM: &str = "You are Claude Code, Anthropic's official CLI for Claude.";

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let is_token = request.credential == CredentialForm::AnthropicToken;
    let image =
        || json!({ "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": IMAGE_PNG } });
    let content = request.parts(image, json!({ "type": "text", "text": request.prompt() }));
    let mut body = json!({
        "model": request.endpoint.model,
        "max_tokens": request.max_tokens,
        "stream": true,
        "messages": [{ "role": "user", "content": content }],
    });
    request.add_tool(&mut body, || {
        let tool = json!({ "name": TOOL_NAME, "description": TOOL_DESCRIPTION, "input_schema": tool_parameters() });
        json!({ "tools": [tool], "tool_choice": { "type": "any" } })
    });
    if let Some(members) = body.as_object_mut().filter(|_| is_token) {
        members.insert("system".to_owned(), json!([{ "type": "text", "text": TOKEN_SYSTEM }]));
    }
    let mut draft = request.post("/v1/messages", &body, secret(request));
    draft.set_header("anthropic-version", VERSION);
    draft.set_header("anthropic-dangerous-direct-browser-access", "true");
    if is_token {
        draft.set_header("anthropic-beta", &format!("{TOKEN_BETAS}{BETAS}"));
        draft.set_header("user-agent", TOKEN_AGENT);
        draft.set_header("x-app", "cli");
    } else {
        draft.set_header("anthropic-beta", BETAS);
    }
    draft
}

const fn secret(request: &ModelRequest<'_>) -> SecretPlacement {
    match request.credential {
        CredentialForm::Keyless => SecretPlacement::None,
        CredentialForm::AnthropicToken => SecretPlacement::Headers(BEARER),
        _ if request.endpoint.has_bearer_header => SecretPlacement::Headers(API_KEY_AND_BEARER),
        _ => SecretPlacement::Headers(API_KEY),
    }
}

/// Whether a part of an answer calls a tool.
pub(super) fn has_tool_call(event: &Value) -> bool {
    let is_call = |block: &Value| block["type"] == "tool_use";
    is_call(&event["content_block"]) || event["content"].as_array().is_some_and(|blocks| blocks.iter().any(is_call))
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    match text("/type") {
        Some("message_stop") => EventKind::Final,
        Some("message_delta") if text("/delta/stop_reason").is_some() => EventKind::Final,
        Some("message") if event["content"].is_array() => EventKind::Final,
        Some("message_start" | "message_delta" | "content_block_start" | "content_block_delta") => EventKind::Delta,
        _ => EventKind::Unrelated,
    }
}
