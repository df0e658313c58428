//! The results of OpenClaw's own functions (2026.3.13), compared with ours.

use serde_json::Value;

use super::{
    status::{classify_status, classify_status_and_text},
    text::{classify_text, is_context_overflow},
};
use crate::auth::failure_reason::FailureReason;

/// Texts that OpenClaw does not recognise, and what they are.
const RECOGNISED_TEXTS: &[(&str, &str)] = &[
    // Words of AWS.
    ("Throttled", "rate_limit"),
    ("AccessDeniedException: not authorized", "auth"),
    ("Could not load credentials from any providers", "auth"),
    ("ValidationException: The provided model identifier is invalid.", "model_not_found"),
    // A wrong key of Google, without the word of its details.
    (
        r#"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}"#,
        "auth",
    ),
    ("This credential is only authorized for use with Claude Code and cannot be used for other API requests.", "auth"),
    ("Failed to refresh OAuth token for anthropic", "auth"),
    ("Billing error", "billing"),
];

/// Words that OpenClaw does not recognise as a context that is too long.
const RECOGNISED_OVERFLOWS: &[&str] = &["context_length_exceeded"];

/// Answers whose status alone is too coarse: a wrong key and an unknown model are also refused as a malformed request,
/// and a model that is gone with status 410.
const RECOGNISED_ANSWERS: &[(u16, Option<&str>, &str)] = &[
    (400, Some("invalid_api_key"), "auth_permanent"),
    (400, Some("permission_error"), "auth_permanent"),
    (422, Some("model not found"), "model_not_found"),
    (410, Some("boom"), "model_not_found"),
];

fn cases(lines: &str) -> impl Iterator<Item = Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap())
}

#[test]
fn texts_are_classified_as_by_the_reference() {
    let mut differences = Vec::new();
    for case in cases(include_str!("../../tests/data/wire/classify-text.jsonl")) {
        let message = case["message"].as_str().unwrap();
        let reason = classify_text(message).map(|reason| reason.as_str().to_owned());
        if reason.as_deref() != case["reason"].as_str() {
            differences.push((message.to_owned(), reason.unwrap_or_default()));
        }
        let overflow = case["contextOverflow"].as_bool().unwrap() || RECOGNISED_OVERFLOWS.contains(&message);
        assert_eq!(is_context_overflow(message), overflow, "{message}");
    }
    let mut expected: Vec<_> =
        RECOGNISED_TEXTS.iter().map(|(text, reason)| ((*text).to_owned(), (*reason).to_owned())).collect();
    differences.sort();
    expected.sort();
    assert_eq!(differences, expected);
}

#[test]
fn answers_are_classified_as_by_the_reference() {
    let mut differences = Vec::new();
    for case in cases(include_str!("../../tests/data/wire/classify-http.jsonl")) {
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let message = case["message"].as_str();
        let text = message.unwrap_or_default();
        let by_status = classify_status(status, text).map(FailureReason::as_str);
        let reason = classify_status_and_text(status, text).map(FailureReason::as_str);
        if reason == case["errorReason"].as_str() {
            assert_eq!(by_status, case["httpReason"].as_str(), "{case}");
        } else {
            differences.push((status, message.map(str::to_owned), reason.unwrap_or_default()));
        }
    }
    let mut expected: Vec<_> = RECOGNISED_ANSWERS
        .iter()
        .map(|(status, message, reason)| (*status, message.map(str::to_owned), *reason))
        .collect();
    differences.sort();
    expected.sort();
    assert_eq!(differences, expected);
}

/// Error objects of Node are texts for us, and errors with a status are answers. An object that was aborted is none: a
/// request that we cancel has a cause of its own.
#[test]
fn error_objects_are_classified_as_by_the_reference() {
    for case in cases(include_str!("../../tests/data/wire/classify-error-object.jsonl")) {
        let error = &case["error"];
        if error["name"] == "AbortError" {
            continue;
        }
        let text = |key: &str| error[key].as_str().unwrap_or_default();
        let status = error["status"].as_u64().or_else(|| text("status").parse().ok()).unwrap_or_default();
        let words = ["code", "name", "message"].map(text).join(" ");
        let reason = classify_status_and_text(u16::try_from(status).unwrap(), &words);
        assert_eq!(reason.map(FailureReason::as_str), case["reason"].as_str(), "{case}");
    }
}
