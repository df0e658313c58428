//! OpenAI's `/chat/completions`, which most providers follow.

use contract::ProbeCheck;
use serde_json::{Value, json};

use super::{
    event::EventKind,
    model_request::{ModelRequest, has_elements, image_data_url, openai_tool},
    request_draft::RequestDraft,
    url::Origin,
};

/// Hosts that refuse the field `store`, which OpenAI and others ignore or know.
const HOSTS_REJECTING_STORE: &[&str] =
    &["cerebras.ai", "x.ai", "chutes.ai", "deepseek.com", "z.ai", "bigmodel.cn", "opencode.ai", "mistral.ai"];

/// Hosts that know the older name of the field with the length of the answer only.
const HOSTS_USING_MAX_TOKENS: &[&str] = &["chutes.ai", "mistral.ai"];

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let origin = Origin::parse(&request.endpoint.base_url);
    let is_at = |domains: &[&str]| origin.as_ref().is_some_and(|origin| is_below(&origin.host, domains));
    let default_field = if is_at(HOSTS_USING_MAX_TOKENS) { "max_tokens" } else { "max_completion_tokens" };
    let max_tokens_field = request.endpoint.max_tokens_field.as_deref().unwrap_or(default_field);
    let image = || json!({ "type": "image_url", "image_url": { "url": image_data_url() } });
    let content = match request.check {
        ProbeCheck::Images => json!(request.parts(image, json!({ "type": "text", "text": request.prompt() }))),
        ProbeCheck::Answer | ProbeCheck::Tools => json!(request.prompt()),
    };
    let mut body = json!({
        "model": request.endpoint.model,
        "messages": [{ "role": "user", "content": content }],
        "stream": true,
    });
    request.add_tool(&mut body, || json!({ "tools": [openai_tool()], "tool_choice": "required" }));
    if let Some(members) = body.as_object_mut() {
        if !is_at(HOSTS_REJECTING_STORE) {
            members.insert("store".to_owned(), json!(false));
        }
        members.insert(max_tokens_field.to_owned(), json!(request.max_tokens));
    }
    request.post("/chat/completions", &body, request.bearer())
}

fn is_below(host: &str, domains: &[&str]) -> bool {
    domains.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Whether a part of an answer calls a tool.
pub(super) fn has_tool_call(event: &Value) -> bool {
    let choices = event["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let has_calls = |message: &Value| has_elements(&message["tool_calls"]);
    choices.iter().any(|choice| has_calls(&choice["delta"]) || has_calls(&choice["message"]))
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    let choices = event["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_end = |choice: &Value| choice["finish_reason"].is_string() || choice["message"].is_object();
    match choices {
        [] if event == "[DONE]" => EventKind::StreamTerminator,
        [] => EventKind::Unrelated,
        choices if choices.iter().any(is_end) => EventKind::Final,
        _ => EventKind::Delta,
    }
}
