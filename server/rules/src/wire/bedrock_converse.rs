//! The `Converse` operation of Amazon Bedrock. Its streaming form has the same request, and an answer that is not text.

use serde_json::{Value, json};

use super::{
    credential_form::CredentialForm,
    event::EventKind,
    model_request::ModelRequest,
    request_draft::{RequestDraft, SecretPlacement},
};
use crate::base::percent::percent_encoded;

const SERVICE: &str = "bedrock";

pub(super) fn request(request: &ModelRequest<'_>) -> RequestDraft {
    let body = json!({
        "messages": [{ "role": "user", "content": [{ "text": request.prompt }] }],
        "inferenceConfig": { "maxTokens": request.max_tokens },
    });
    let secret = match (request.credential, &request.endpoint.region) {
        (CredentialForm::AwsKeys, Some(region)) => SecretPlacement::SigV4 { region: region.clone(), service: SERVICE },
        _ => request.bearer(),
    };
    request.post(&format!("/model/{}/converse", percent_encoded(&request.endpoint.model)), &body, secret)
}

pub(super) fn event_kind(event: &Value) -> EventKind {
    let has_message = event.pointer("/output/message").is_some_and(Value::is_object);
    if has_message || event["stopReason"].is_string() { EventKind::Final } else { EventKind::Unrelated }
}
