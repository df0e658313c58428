//! Bodies of answers, as the providers of each format send them.

use serde_json::{Value, json};

use crate::wire::api_format::ApiFormat;

fn events(events: &[Value]) -> String {
    events.iter().flat_map(|event| ["data: ".to_owned(), event.to_string(), "\n\n".to_owned()]).collect()
}

fn lines(lines: &[Value]) -> String {
    lines.iter().flat_map(|line| [line.to_string(), "\n".to_owned()]).collect()
}

/// A complete answer.
pub(super) fn complete(api: ApiFormat) -> String {
    match api {
        ApiFormat::AnthropicMessages => {
            events(&[
                json!({ "type": "message_start", "message": { "id": "m", "content": [] } }),
                json!({ "type": "content_block_delta", "delta": { "type": "text_delta", "text": "OK" } }),
            ]) + "event: ping\ndata: {\"type\": \"ping\"}\n\n"
                + &events(&[
                    json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" } }),
                    json!({ "type": "message_stop" }),
                ])
        }
        ApiFormat::OpenAiCompletions => {
            ": OPENROUTER PROCESSING\n\n".to_owned()
                + &events(&[
                    json!({ "choices": [{ "delta": { "content": "OK" }, "finish_reason": null }] }),
                    json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] }),
                ])
                + "data: [DONE]\n\n"
        }
        ApiFormat::OpenAiResponses => events(&[
            json!({ "type": "response.created", "response": { "status": "in_progress", "error": null } }),
            json!({ "type": "response.output_text.delta", "delta": "OK" }),
            json!({ "type": "response.completed", "response": { "status": "completed", "error": null } }),
        ]),
        ApiFormat::GoogleGenerativeAi => events(&[
            json!({ "candidates": [{ "content": { "parts": [{ "text": "OK" }] } }] }),
            json!({ "candidates": [{ "content": {}, "finishReason": "STOP" }], "usageMetadata": {} }),
        ]),
        ApiFormat::Ollama => lines(&[
            json!({ "model": "m", "message": { "role": "assistant", "content": "OK" }, "done": false }),
            json!({ "model": "m", "message": { "role": "assistant", "content": "" }, "done": true, "eval_count": 1 }),
        ]),
        ApiFormat::BedrockConverse => {
            json!({ "output": { "message": { "content": [{ "text": "OK" }] } }, "stopReason": "end_turn" }).to_string()
        }
    }
}

/// An answer that is not streamed: one JSON document.
pub(super) fn document(api: ApiFormat) -> String {
    match api {
        ApiFormat::AnthropicMessages => {
            json!({ "type": "message", "content": [{ "type": "text", "text": "OK" }], "stop_reason": "end_turn" })
        }
        ApiFormat::OpenAiCompletions => {
            json!({ "choices": [{ "message": { "content": "OK" }, "finish_reason": "stop" }] })
        }
        ApiFormat::OpenAiResponses => {
            json!({ "object": "response", "status": "completed", "error": null, "output": [] })
        }
        ApiFormat::GoogleGenerativeAi => {
            json!([{ "candidates": [{ "content": { "parts": [{ "text": "OK" }] }, "finishReason": "MAX_TOKENS" }] }])
        }
        ApiFormat::Ollama => json!({ "message": { "content": "OK" }, "done": true }),
        ApiFormat::BedrockConverse => json!({ "output": { "message": { "content": [] } }, "stopReason": "max_tokens" }),
    }
    .to_string()
}

/// Answers that call a tool: streamed, and as one document.
pub(super) fn tool_calls(api: ApiFormat) -> Vec<String> {
    match api {
        ApiFormat::AnthropicMessages => vec![
            events(&[
                json!({ "type": "message_start", "message": { "id": "m", "content": [] } }),
                json!({ "type": "content_block_start", "content_block": { "type": "tool_use", "name": "ping", "input": {} } }),
                json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use" } }),
            ]),
            json!({ "type": "message", "content": [{ "type": "tool_use", "name": "ping" }], "stop_reason": "tool_use" })
                .to_string(),
        ],
        ApiFormat::OpenAiCompletions => vec![
            events(&[
                json!({ "choices": [{ "delta": { "tool_calls": [{ "index": 0, "function": { "name": "ping" } }] } }] }),
                json!({ "choices": [{ "delta": {}, "finish_reason": "tool_calls" }] }),
            ]) + "data: [DONE]\n\n",
            json!({ "choices": [{ "message": { "tool_calls": [{ "function": { "name": "ping" } }] } }] }).to_string(),
        ],
        ApiFormat::OpenAiResponses => vec![
            events(&[
                json!({ "type": "response.output_item.added", "item": { "type": "function_call", "name": "ping" } }),
                json!({ "type": "response.completed", "response": { "status": "completed", "error": null } }),
            ]),
            json!({ "object": "response", "status": "completed", "output": [{ "type": "function_call" }] }).to_string(),
        ],
        ApiFormat::GoogleGenerativeAi => {
            let parts = json!([{ "functionCall": { "name": "ping", "args": {} } }]);
            let part = json!({ "candidates": [{ "content": { "parts": parts }, "finishReason": "STOP" }] });
            vec![events(std::slice::from_ref(&part)), json!([part]).to_string()]
        }
        ApiFormat::Ollama => vec![lines(&[
            json!({ "message": { "content": "", "tool_calls": [{ "function": { "name": "ping" } }] }, "done": false }),
            json!({ "message": { "content": "" }, "done": true }),
        ])],
        ApiFormat::BedrockConverse => vec![
            json!({ "output": { "message": { "content": [{ "toolUse": { "name": "ping" } }] } }, "stopReason": "tool_use" })
                .to_string(),
        ],
    }
}

/// An error as the body of an answer with this status.
pub(super) fn error(api: ApiFormat, status: u16, message: &str) -> String {
    match api {
        ApiFormat::AnthropicMessages => {
            json!({ "type": "error", "error": { "type": anthropic_type(status), "message": message } })
        }
        ApiFormat::OpenAiCompletions => json!({ "error": { "message": message, "code": status } }),
        ApiFormat::OpenAiResponses => {
            json!({ "error": { "message": message, "type": "x", "code": null, "param": null } })
        }
        ApiFormat::GoogleGenerativeAi => {
            json!({ "error": { "code": status, "message": message, "status": google_status(status), "details": [] } })
        }
        ApiFormat::Ollama => json!({ "error": message }),
        ApiFormat::BedrockConverse => json!({ "message": message }),
    }
    .to_string()
}

/// An error in the middle of an answer with a good status.
pub(super) fn error_in_stream(api: ApiFormat) -> String {
    match api {
        ApiFormat::AnthropicMessages => {
            let error = json!({ "type": "error", "error": { "type": "overloaded_error", "message": "Overloaded" } });
            format!("data: {{\"type\":\"message_start\"}}\n\nevent: error\ndata: {error}\n\n")
        }
        ApiFormat::OpenAiCompletions => events(&[
            json!({ "choices": [{ "delta": { "content": "O" }, "finish_reason": null }] }),
            json!({ "error": { "code": 503, "message": "The model is overloaded" }, "choices": [{ "finish_reason": "error" }] }),
        ]),
        ApiFormat::OpenAiResponses => events(&[
            json!({ "type": "response.created", "response": { "status": "in_progress" } }),
            json!({ "type": "response.failed", "response": { "status": "failed",
                "error": { "code": "server_error", "message": "The model is overloaded" } } }),
        ]),
        ApiFormat::GoogleGenerativeAi => events(&[
            json!({ "candidates": [{ "content": { "parts": [{ "text": "O" }] } }] }),
            json!({ "error": { "code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE" } }),
        ]),
        ApiFormat::Ollama => {
            lines(&[json!({ "message": { "content": "O" }, "done": false }), json!({ "error": "server overloaded" })])
        }
        ApiFormat::BedrockConverse => {
            json!({ "__type": "com.amazon.coral.service#ServiceUnavailableException", "message": "busy" }).to_string()
        }
    }
}

fn anthropic_type(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        500 => "api_error",
        529 => "overloaded_error",
        _ => "invalid_request_error",
    }
}

fn google_status(status: u16) -> &'static str {
    match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        500 => "INTERNAL",
        503 => "UNAVAILABLE",
        _ => "UNKNOWN",
    }
}

/// The name of an error of AWS, which is in a header.
pub(super) fn aws_error(status: u16) -> &'static str {
    match status {
        400 => "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/",
        401 | 403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        408 => "ModelTimeoutException",
        429 => "ThrottlingException",
        500 => "InternalServerException",
        503 => "ServiceUnavailableException",
        _ => "",
    }
}
