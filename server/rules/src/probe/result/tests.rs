use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    classify::provider_text::ProviderText,
    wire::{
        answer::{Answer, BodyEnd, Response, TransportFailure},
        api_format::ApiFormat,
        outcome::outcome,
    },
};

fn failed(cause: FailureCause, status: Option<u16>, words: &str) -> ProbeResult {
    let failure = Failure { status, words: ProviderText::new(words), ..Failure::new(cause) };
    let secret = Secret::new("sk-0123456789abcdef");
    ProbeResult::of_outcome(&Outcome::Failed(failure), Duration::from_millis(637), [&secret])
}

#[test]
fn a_result_has_the_words_of_the_reference_and_finer_ones() {
    let failed = failed(FailureCause::KeyRefused, Some(401), "Incorrect API key provided: sk-0123456789abcdef");
    assert_eq!(
        (failed.status.as_str(), failed.code.as_deref(), &*failed.phrase),
        ("auth", Some("auth"), "key refused")
    );
    assert_eq!(failed.error.as_deref(), Some("401 Incorrect API key provided: ‹hidden›"));
    assert_eq!(failed.latency, Some(Duration::from_millis(637)));
    let ok = ProbeResult::of_outcome(&Outcome::Answered, Duration::from_millis(5), []);
    assert!(ok.is_ok() && ok.error.is_none() && ok.code.is_none());
    let not_sent = ProbeResult::of_not_sent(&SkipReason::unresolved("env:x:Y"));
    assert_eq!((not_sent.status.as_str(), not_sent.latency), ("unknown", None));
}

#[test]
fn an_error_is_never_empty() {
    for (cause, status, words, expected) in [
        (FailureCause::ServerError, Some(500), "", "HTTP 500"),
        (FailureCause::ServerError, Some(500), "500 boom", "500 boom"),
        (FailureCause::Overloaded, None, "Overloaded", "Overloaded"),
        (FailureCause::Cancelled, None, "", "cancelled"),
    ] {
        assert_eq!(failed(cause, status, words).error.unwrap(), expected, "{cause:?}");
    }
    let failure = TransportFailure::HostNotAllowed { host: "h.example".to_owned() };
    let answer = Answer::Failed { failure, after: Duration::ZERO };
    let result = ProbeResult::of_outcome(&outcome(ApiFormat::Ollama, &answer, 0), Duration::ZERO, []);
    assert!(result.latency.is_none() && result.error.unwrap().contains("--allow-host h.example"));
}

fn understand(api: ApiFormat, status: u16, headers: Vec<(String, String)>, body: &str) -> Outcome {
    let response = Response {
        status,
        headers,
        body: body.as_bytes().to_vec(),
        truncated: false,
        end: BodyEnd::Complete,
        first_byte: Duration::ZERO,
        total: Duration::ZERO,
    };
    outcome(api, &Answer::Response(response), 0)
}

/// The answers of the recorded probes of OpenClaw, with what they mean. OpenClaw itself reports some of them as `ok`.
#[test]
fn recorded_answers_are_understood() {
    for line in include_str!("../../../tests/data/wire/answers.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let api = ApiFormat::parse(case["api"].as_str().unwrap()).unwrap();
        let headers = case["headers"].as_object().unwrap().iter();
        let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let outcome = understand(api, status, headers, case["body"].as_str().unwrap());
        let result = ProbeResult::of_outcome(&outcome, Duration::ZERO, []);
        assert_eq!(
            (Some(result.status.as_str()), result.code.as_deref()),
            (case["expected"].as_str(), case["reasonCode"].as_str()),
            "{line}"
        );
    }
}

proptest! {
    /// Whatever a provider repeats of a secret, and whatever it adds, the result does not have it.
    #[test]
    fn no_result_has_a_secret(secret in "[a-zA-Z0-9+/=_-]{9,60}", before in "\\PC{0,20}", after in "\\PC{0,20}", status in 400_u16..600) {
        let body = json!({ "error": { "message": format!("{before} {secret} {after}") } }).to_string();
        let outcome = understand(ApiFormat::OpenAiCompletions, status, Vec::new(), &body);
        let result = ProbeResult::of_outcome(&outcome, Duration::ZERO, [&Secret::new(secret.as_str())]);
        prop_assert!(!result.error.unwrap_or_default().contains(&secret));
    }
}

#[test]
fn a_missing_network_is_told_from_refused_keys() {
    use FailureCause::{ConnectionRefused, HostNotFound, HostUnreachable, KeyRefused, ProxyFailed};
    let note = |causes: &[FailureCause]| {
        let results: Vec<_> = causes.iter().map(|cause| failed(*cause, None, "")).collect();
        let not_sent = ProbeResult::of_not_sent(&SkipReason::unresolved("env:x:Y"));
        network_note(results.iter().chain([&not_sent])).map(|note| note.split(':').next().unwrap())
    };

    assert_eq!(note(&[HostNotFound, HostUnreachable]), Some("no provider could be reached"));
    assert_eq!(note(&[ProxyFailed, ProxyFailed]), Some("no request got through the proxy"));
    for reached in [&[HostNotFound, KeyRefused][..], &[ConnectionRefused], &[]] {
        assert_eq!(note(reached), None, "{reached:?}");
    }
}
