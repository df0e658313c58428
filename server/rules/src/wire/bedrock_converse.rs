//! The `Converse` operation of Amazon Bedrock. Its streaming form has the same request, and an answer that is not text.

use serde_json::{Value, json};

use super::{
    credential_form::CredentialForm,
    event::EventKind,
    model_request::{IMAGE_PNG, ModelRequest, TOOL_DESCRIPTION, TOOL_NAME, tool_parameters},
    request_draft::{RequestDraft, SecretPlacement},
};
use crate::base::percent::percent_encoded;

const SERVICE: &str = "bedrock";

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let image = || json!({ "image": { "format": "png", "source": { "bytes": IMAGE_PNG } } });
    let content = request.parts(image, json!({ "text": request.prompt() }));
    let mut body = json!({
        "messages": [{ "role": "user", "content": content }],
        "inferenceConfig": { "maxTokens": request.max_tokens },
    });
    // Only some models know a `toolChoice`.
    request.add_tool(&mut body, || {
        let schema = json!({ "json": tool_parameters() });
        let tool = json!({ "name": TOOL_NAME, "description": TOOL_DESCRIPTION, "inputSchema": schema });
        json!({ "toolConfig": { "tools": [{ "toolSpec": tool }] } })
    });
    let secret = match (request.credential, &request.endpoint.region) {
        (CredentialForm::AwsKeys, Some(region)) => SecretPlacement::SigV4 { region: region.clone(), service: SERVICE },
        _ => request.bearer(),
    };
    request.post(&format!("/model/{}/converse", percent_encoded(&request.endpoint.model)), &body, secret)
}

/// Whether an answer calls a tool.
pub(super) fn has_tool_call(event: &Value) -> bool {
    let content = event.pointer("/output/message/content").and_then(Value::as_array);
    content.is_some_and(|parts| parts.iter().any(|part| part["toolUse"].is_object()))
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    let has_message = event.pointer("/output/message").is_some_and(Value::is_object);
    if has_message || event["stopReason"].is_string() { EventKind::Final } else { EventKind::Unrelated }
}
