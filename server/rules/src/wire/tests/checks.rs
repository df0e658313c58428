//! Requests with a tool or an image, and what their answers prove.

use std::time::Duration;

use contract::{ModelRef, ProbeCheck};
use serde_json::{Value, json};

use super::bodies;
use crate::{
    classify::cause::FailureCause,
    document::view::View,
    wire::{
        answer::{Answer, BodyEnd, Response},
        api_format::ApiFormat,
        credential_form::CredentialForm,
        endpoint::{EndpointContext, find_endpoint},
        model_request::{IMAGE_PNG, ModelRequest, max_tokens_of},
        outcome::{Outcome, check_outcome},
    },
};

/// The body of a request in a format.
fn body(api: ApiFormat, check: ProbeCheck) -> Value {
    let entry = json!({ "baseUrl": "https://bedrock-runtime.eu-central-1.amazonaws.com", "api": api.as_str() });
    let view = View::new(json!({ "models": { "providers": { "house": entry } } }));
    let endpoint = find_endpoint(&EndpointContext::of_view(&view), &ModelRef::new("house", "m").unwrap()).unwrap();
    let max_tokens = max_tokens_of(check, 8);
    let draft = ModelRequest { endpoint: &endpoint, credential: CredentialForm::Key, check, max_tokens }.draft();
    serde_json::from_str(draft.body.as_deref().unwrap()).unwrap()
}

/// A format, where its tools and the choice of a tool stand in a body, and what stands there.
type ToolCase = (ApiFormat, &'static str, Value, &'static str, Value);

fn tool_cases() -> Vec<ToolCase> {
    let none = json!({ "type": "object", "properties": {} });
    let openai = json!([{ "type": "function", "function": {
        "name": "ping", "description": "Return OK.", "parameters": none,
    } }]);
    vec![
        (
            ApiFormat::AnthropicMessages,
            "/tools",
            json!([{ "name": "ping", "description": "Return OK.", "input_schema": none }]),
            "/tool_choice/type",
            json!("any"),
        ),
        (ApiFormat::OpenAiCompletions, "/tools", openai.clone(), "/tool_choice", json!("required")),
        (
            ApiFormat::OpenAiResponses,
            "/tools",
            json!([{ "type": "function", "name": "ping", "description": "Return OK.", "parameters": none, "strict": false }]),
            "/tool_choice",
            json!("required"),
        ),
        (
            ApiFormat::GoogleGenerativeAi,
            "/tools",
            json!([{ "functionDeclarations": [{ "name": "ping", "description": "Return OK." }] }]),
            "/toolConfig/functionCallingConfig/mode",
            json!("ANY"),
        ),
        (ApiFormat::Ollama, "/tools", openai, "/tool_choice", Value::Null),
        (
            ApiFormat::BedrockConverse,
            "/toolConfig/tools",
            json!([{ "toolSpec": { "name": "ping", "description": "Return OK.", "inputSchema": { "json": none } } }]),
            "/toolConfig/toolChoice",
            Value::Null,
        ),
    ]
}

#[test]
fn a_tool_is_described_in_every_format() {
    for (api, path, tools, path_of_choice, choice) in tool_cases() {
        let body = body(api, ProbeCheck::Tools);
        assert_eq!(body.pointer(path), Some(&tools), "{api:?}");
        assert_eq!(body.pointer(path_of_choice).cloned().unwrap_or_default(), choice, "{api:?}");
        assert!(
            body.to_string().contains("Call the ping tool with {} and nothing else.")
                && body.to_string().contains("256")
        );
        let plain = self::body(api, ProbeCheck::Answer).to_string();
        assert!(!plain.contains("tool") || plain.contains("Do not use tools.") && !plain.contains("ping"), "{plain}");
    }
}

#[test]
fn an_image_is_sent_in_every_format() {
    let data_url = format!("data:image/png;base64,{IMAGE_PNG}");
    for (api, path, image) in [
        (ApiFormat::AnthropicMessages, "/messages/0/content/0/source/data", IMAGE_PNG),
        (ApiFormat::OpenAiCompletions, "/messages/0/content/0/image_url/url", &data_url),
        (ApiFormat::OpenAiResponses, "/input/0/content/0/image_url", &data_url),
        (ApiFormat::GoogleGenerativeAi, "/contents/0/parts/0/inlineData/data", IMAGE_PNG),
        (ApiFormat::Ollama, "/messages/0/images/0", IMAGE_PNG),
        (ApiFormat::BedrockConverse, "/messages/0/content/0/image/source/bytes", IMAGE_PNG),
    ] {
        let body = body(api, ProbeCheck::Images);
        assert_eq!(body.pointer(path), Some(&json!(image)), "{api:?}");
        assert!(body.to_string().contains("Reply with OK."), "{api:?}");
    }
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::Response(Response {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        truncated: false,
        end: BodyEnd::Complete,
        first_byte: Duration::from_millis(5),
        total: Duration::from_millis(9),
    })
}

/// The cause of a failure; `None` if the check was passed.
fn cause(api: ApiFormat, check: ProbeCheck, status: u16, body: &str) -> Option<FailureCause> {
    match check_outcome(api, check, &answer(status, body), 0) {
        Outcome::Answered => None,
        Outcome::Failed(failure) => Some(failure.cause),
    }
}

#[test]
fn only_a_tool_call_proves_a_tool() {
    for api in ApiFormat::ALL {
        for body in bodies::tool_calls(api) {
            assert_eq!(cause(api, ProbeCheck::Tools, 200, &body), None, "{api:?} {body}");
        }
        for body in [bodies::complete(api), bodies::document(api)] {
            assert_eq!(cause(api, ProbeCheck::Tools, 200, &body), Some(FailureCause::NoToolCall), "{api:?} {body}");
            assert_eq!(cause(api, ProbeCheck::Images, 200, &body), None, "{api:?} {body}");
            assert_eq!(cause(api, ProbeCheck::Answer, 200, &body), None, "{api:?} {body}");
        }
    }
}

#[test]
fn no_error_proves_anything() {
    for api in ApiFormat::ALL {
        for check in [ProbeCheck::Tools, ProbeCheck::Images] {
            for status in [400, 401, 404, 429, 500] {
                let body = bodies::error(api, status, "this model does not take images");
                assert!(cause(api, check, status, &body).is_some(), "{api:?} {check:?} {status}");
            }
            assert!(cause(api, check, 200, &bodies::error_in_stream(api)).is_some(), "{api:?} {check:?}");
            assert!(cause(api, check, 200, "<html>").is_some(), "{api:?} {check:?}");
        }
    }
    let thinking = json!({ "error": { "message": "max_tokens or model output limit was reached" } }).to_string();
    for (check, expected) in [
        (ProbeCheck::Answer, None),
        (ProbeCheck::Tools, Some(FailureCause::NoToolCall)),
        (ProbeCheck::Images, Some(FailureCause::UnexpectedAnswer)),
    ] {
        assert_eq!(cause(ApiFormat::OpenAiResponses, check, 400, &thinking), expected, "{check:?}");
    }
    let blocked = json!({ "promptFeedback": { "blockReason": "SAFETY" } }).to_string();
    assert!(cause(ApiFormat::GoogleGenerativeAi, ProbeCheck::Images, 200, &blocked).is_some());
}
