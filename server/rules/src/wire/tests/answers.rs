//! Every format with every kind of answer.

use std::time::Duration;

use proptest::prelude::*;

use super::bodies;
use crate::{
    base::typed_secret::Secret,
    classify::cause::FailureCause,
    wire::{
        answer::{Answer, BodyEnd, Response, TlsFailure, TransportFailure},
        api_format::ApiFormat,
        outcome::{Failure, Outcome, outcome},
    },
};

const NOW: i64 = 1_796_068_800_000;

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    Response {
        status,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.as_bytes().to_vec(),
        truncated: false,
        end: BodyEnd::Complete,
        first_byte: Duration::from_millis(5),
        total: Duration::from_millis(9),
    }
}

fn understand(api: ApiFormat, response: Response) -> Outcome {
    outcome(api, &Answer::Response(response), NOW)
}

fn failure(api: ApiFormat, response: Response) -> Failure {
    match understand(api, response) {
        Outcome::Failed(failure) => failure,
        Outcome::Answered => panic!("{api:?} answered"),
    }
}

fn refused(api: ApiFormat, status: u16, message: &str, headers: &[(&str, &str)]) -> Failure {
    let mut headers = headers.to_vec();
    if api == ApiFormat::BedrockConverse {
        headers.push(("x-amzn-ErrorType", bodies::aws_error(status)));
    }
    failure(api, response(status, &headers, &bodies::error(api, status, message)))
}

#[test]
fn a_complete_answer_is_ok_in_every_form() {
    for api in ApiFormat::ALL {
        for body in [bodies::complete(api), bodies::document(api)] {
            assert_eq!(understand(api, response(200, &[], &body)), Outcome::Answered, "{api:?} {body}");
        }
        // The connection of a complete answer may end in any way.
        for end in [BodyEnd::Cut, BodyEnd::TimedOut] {
            let unfinished = Response { end, ..response(200, &[], &bodies::complete(api)) };
            assert_eq!(understand(api, unfinished), Outcome::Answered, "{api:?} {end:?}");
        }
    }
}

/// A status with its cause, and the formats that have another one for it.
type StatusCause = (u16, FailureCause, &'static [(ApiFormat, FailureCause)]);

/// The cause of each status, with a message that says nothing.
const STATUSES: &[StatusCause] = {
    use ApiFormat::{BedrockConverse as Bedrock, GoogleGenerativeAi as Google};
    use FailureCause as Cause;
    &[
        (400, Cause::RequestRejected, &[]),
        (401, Cause::KeyRefused, &[(Bedrock, Cause::NotPermitted)]),
        (402, Cause::NoCredit, &[]),
        (403, Cause::NotPermitted, &[]),
        (404, Cause::ModelNotFound, &[]),
        (408, Cause::TimedOut, &[]),
        (409, Cause::Unclassified, &[]),
        (410, Cause::ModelNotFound, &[]),
        (413, Cause::ContextOverflow, &[]),
        (429, Cause::RateLimited, &[]),
        (500, Cause::ServerError, &[]),
        (502, Cause::TimedOut, &[]),
        (503, Cause::TimedOut, &[(Google, Cause::Overloaded), (Bedrock, Cause::Overloaded)]),
        (529, Cause::Overloaded, &[]),
    ]
};

#[test]
fn every_status_has_its_cause() {
    for api in ApiFormat::ALL {
        for (status, usual, others) in STATUSES {
            let expected = others.iter().find(|(other, _)| *other == api).map_or(*usual, |(_, cause)| *cause);
            let found = refused(api, *status, "boom", &[]);
            assert_eq!((found.cause, found.status), (expected, Some(*status)), "{api:?} {status}");
            let words = found.words.unwrap().without_secrets([&Secret::new("sk-none")]);
            assert_eq!(words, "boom", "{api:?} {status}");
        }
    }
}

#[test]
fn a_wait_is_told_if_the_provider_asks_for_one() {
    for api in ApiFormat::ALL {
        let wait = |headers: &[(&str, &str)]| refused(api, 429, "slow down", headers).retry_after;
        assert_eq!(wait(&[]), None, "{api:?}");
        assert_eq!(wait(&[("Retry-After", "30")]), Some(Duration::from_secs(30)), "{api:?}");
        assert_eq!(wait(&[("retry-after-ms", "1500")]), Some(Duration::from_millis(1500)), "{api:?}");
    }
}

#[test]
fn an_error_inside_a_good_answer_is_no_success() {
    for api in ApiFormat::ALL {
        let found = failure(api, response(200, &[], &bodies::error_in_stream(api)));
        let expected = match api {
            ApiFormat::OpenAiResponses => FailureCause::ServerError,
            _ => FailureCause::Overloaded,
        };
        assert_eq!((found.cause, found.status), (expected, None), "{api:?}");
        assert!(found.words.is_some(), "{api:?}");
    }
    let minimax = r#"{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}"#;
    assert_eq!(failure(ApiFormat::AnthropicMessages, response(200, &[], minimax)).cause, FailureCause::NoCredit);
}

#[test]
fn invalid_answers_have_different_causes() {
    for api in ApiFormat::ALL {
        let cause = |response: Response| failure(api, response).cause;
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>x</body></html>";
        assert_eq!(cause(response(200, &[], page)), FailureCause::WebPage, "{api:?}");
        let words = failure(api, response(200, &[], page)).words.unwrap();
        assert_eq!(words.without_secrets([]), "Sign in");
        assert_eq!(cause(response(404, &[], page)), FailureCause::AddressNotFound, "{api:?}");
        assert_eq!(cause(response(502, &[], page)), FailureCause::TimedOut, "{api:?}");
        assert_eq!(cause(response(521, &[], page)), FailureCause::ServerError, "{api:?}");
        for body in [
            "hello",
            "",
            "{}",
            "{\"status\":\"up\"}",
            "{\"message\":\"welcome\"}",
            "{\"error\":{}}",
            "[]",
            "null",
            "data: {}\n\n",
            "data: [DONE]\n\n",
        ] {
            assert_eq!(cause(response(200, &[], body)), FailureCause::UnexpectedAnswer, "{api:?} {body}");
        }
        assert_eq!(cause(response(204, &[], "")), FailureCause::UnexpectedAnswer, "{api:?}");
        let redirect = failure(api, response(302, &[("location", "https://evil.example/x?key=1")], ""));
        assert_eq!((redirect.cause, redirect.status), (FailureCause::Redirected, Some(302)), "{api:?}");
        assert_eq!(redirect.detail.unwrap(), "the server redirects to `evil.example`, which was not followed");
    }
}

#[test]
fn an_answer_of_another_format_is_unexpected() {
    for api in ApiFormat::ALL {
        for other in ApiFormat::ALL.into_iter().filter(|other| *other != api) {
            let found = understand(api, response(200, &[], &bodies::complete(other)));
            assert!(matches!(found, Outcome::Failed(_)), "{other:?} as {api:?}");
        }
    }
}

#[test]
fn an_incomplete_answer_is_no_success() {
    for api in ApiFormat::ALL {
        let whole = bodies::complete(api);
        let last = whole.trim_end().rfind(['\n', ',']).unwrap();
        for end in [0, 10, last / 2] {
            for (how, cause, detail) in [
                (BodyEnd::Cut, FailureCause::AnswerCut, "the connection was closed in the middle of the answer"),
                (BodyEnd::TimedOut, FailureCause::TimedOut, "the answer began, but did not end in time"),
            ] {
                let found = failure(api, Response { end: how, ..response(200, &[], whole.get(..end).unwrap()) });
                assert_eq!((found.cause, found.detail.as_deref()), (cause, Some(detail)), "{api:?} {end}");
            }
        }
        // A refusal counts, however its body ends.
        for end in [BodyEnd::Cut, BodyEnd::TimedOut] {
            let found = failure(api, Response { end, ..response(402, &[], "") });
            assert_eq!(found.cause, FailureCause::NoCredit, "{api:?} {end:?}");
        }
    }
    let part = r#"data: {"choices":[{"delta":{"content":"O"},"finish_reason":null}]}"#;
    let ended = response(200, &[], part);
    assert_eq!(failure(ApiFormat::OpenAiCompletions, ended.clone()).cause, FailureCause::AnswerCut);
    let long = Response { truncated: true, ..ended };
    assert_eq!(understand(ApiFormat::OpenAiCompletions, long), Outcome::Answered);
}

#[test]
fn the_words_of_a_provider_count_more_than_its_status() {
    let google_key = r#"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.",
        "status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#;
    let google_key_short = r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}"#;
    let google_quota = r#"[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED","details":[
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"22s"}]}}]"#;
    let anthropic_credit = r#"{"type":"error","error":{"type":"invalid_request_error",
        "message":"Your credit balance is too low to access the Anthropic API."}}"#;
    let quota = r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let no_model = r#"{"error":{"message":"The model `m` does not exist","type":"invalid_request_error","code":null}}"#;
    let too_long = r#"{"error":{"message":"maximum context length is 8192 tokens","code":"context_length_exceeded"}}"#;
    let claude_code = r#"{"type":"error","error":{"type":"invalid_request_error",
        "message":"This credential is only authorized for use with Claude Code and cannot be used for other API requests."}}"#;
    let aws = r#"{"message":"The provided model identifier is invalid."}"#;
    for (api, status, body, expected) in [
        (ApiFormat::GoogleGenerativeAi, 400, google_key, FailureCause::KeyInvalid),
        (ApiFormat::GoogleGenerativeAi, 400, google_key_short, FailureCause::KeyRefused),
        (ApiFormat::GoogleGenerativeAi, 429, google_quota, FailureCause::RateLimited),
        (ApiFormat::AnthropicMessages, 400, anthropic_credit, FailureCause::NoCredit),
        (ApiFormat::AnthropicMessages, 400, claude_code, FailureCause::NotPermitted),
        (ApiFormat::OpenAiResponses, 429, quota, FailureCause::NoCredit),
        (ApiFormat::OpenAiCompletions, 404, no_model, FailureCause::ModelNotFound),
        (ApiFormat::OpenAiCompletions, 400, no_model, FailureCause::ModelNotFound),
        (ApiFormat::OpenAiCompletions, 400, too_long, FailureCause::ContextOverflow),
        (ApiFormat::BedrockConverse, 400, aws, FailureCause::ModelNotFound),
    ] {
        assert_eq!(failure(api, response(status, &[], body)).cause, expected, "{status} {body}");
    }
    let wait = failure(ApiFormat::GoogleGenerativeAi, response(429, &[], google_quota)).retry_after;
    assert_eq!(wait, Some(Duration::from_secs(22)));
}

#[test]
fn the_words_of_compatible_servers_are_understood() {
    let zai = r#"{"error":{"code":"1113","message":"Insufficient balance or no resource package. Please recharge."}}"#;
    let xai = r#"{"code":"The caller does not have permission to execute the specified operation",
        "error":"Your newly created team doesn't have any credits yet."}"#;
    let groq = r#"{"error":{"message":"The model `m` has been decommissioned","type":"invalid_request_error","code":"model_decommissioned"}}"#;
    let vague = r#"{"error":{"message":"Incorrect API key","type":"api_error"}}"#;
    let detail = r#"{"detail":[{"loc":["body"],"msg":"Invalid model: m"}]}"#;
    for (status, body, expected) in [
        (422, detail, FailureCause::ModelNotFound),
        (500, "insufficient credits", FailureCause::NoCredit),
        (429, zai, FailureCause::NoCredit),
        (403, xai, FailureCause::NoCredit),
        (400, groq, FailureCause::ModelNotFound),
        (401, vague, FailureCause::KeyRefused),
        (500, vague, FailureCause::ServerError),
        (404, "Model not found", FailureCause::ModelNotFound),
        (403, "error code: 1010", FailureCause::NotPermitted),
        (404, "404 page not found", FailureCause::AddressNotFound),
    ] {
        let found = failure(ApiFormat::OpenAiCompletions, response(status, &[], body));
        assert_eq!(found.cause, expected, "{status} {body}");
    }
}

#[test]
fn a_model_that_thinks_longer_than_it_may_answers() {
    let thought =
        r#"{"error":{"message":"Could not finish the message because max_tokens or model output limit was reached."}}"#;
    assert_eq!(understand(ApiFormat::OpenAiCompletions, response(400, &[], thought)), Outcome::Answered);
}

#[test]
fn a_failed_connection_is_told_from_a_refused_key() {
    let host = || "h.example".to_owned();
    for (failure, cause, status) in [
        (TransportFailure::Dns, FailureCause::HostNotFound, "timeout"),
        (TransportFailure::Refused, FailureCause::ConnectionRefused, "timeout"),
        (TransportFailure::Unreachable, FailureCause::HostUnreachable, "timeout"),
        (TransportFailure::ConnectTimeout, FailureCause::TimedOut, "timeout"),
        (TransportFailure::FirstByteTimeout, FailureCause::TimedOut, "timeout"),
        (TransportFailure::InvalidHeader, FailureCause::RequestRejected, "format"),
        (TransportFailure::Tls(TlsFailure::Expired), FailureCause::TlsFailed, "unknown"),
        (TransportFailure::ConnectionReset, FailureCause::ConnectionLost, "timeout"),
        (TransportFailure::RedirectToOtherHost { host: host() }, FailureCause::Redirected, "unknown"),
        (TransportFailure::NotHttp, FailureCause::NotHttp, "unknown"),
        (TransportFailure::NoRootCertificates, FailureCause::NoRootCertificates, "unknown"),
        (TransportFailure::Proxy, FailureCause::ProxyFailed, "timeout"),
        (TransportFailure::Cancelled, FailureCause::Cancelled, "unknown"),
        (TransportFailure::HostNotAllowed { host: host() }, FailureCause::HostNotAllowed, "unknown"),
        (TransportFailure::AddressNotAllowed { host: host() }, FailureCause::HostNotAllowed, "unknown"),
        (TransportFailure::OwnPort { host: host() }, FailureCause::HostNotAllowed, "unknown"),
        (TransportFailure::InvalidUrl, FailureCause::InvalidAddress, "unknown"),
    ] {
        let answer = Answer::Failed { failure: failure.clone(), after: Duration::from_millis(3) };
        for api in ApiFormat::ALL {
            let Outcome::Failed(found) = outcome(api, &answer, NOW) else { panic!("{failure:?}") };
            assert_eq!((found.cause, found.cause.status().as_str()), (cause, status), "{failure:?}");
            assert!(found.words.is_none() && (found.detail.is_some() || cause == FailureCause::Cancelled));
        }
    }
}

/// Any end of a body.
fn any_end() -> impl Strategy<Value = BodyEnd> {
    prop_oneof![Just(BodyEnd::Complete), Just(BodyEnd::Cut), Just(BodyEnd::TimedOut)]
}

proptest! {
    /// A provider may answer anything: nothing panics, and only a good status can be a success.
    #[test]
    fn any_answer_is_understood(status in 100_u16..600, body in "(data: )?[\\[{]?\\PC{0,80}", end in any_end(), value in "\\PC{0,20}") {
        for api in ApiFormat::ALL {
            let headers = [("retry-after", value.as_str()), ("location", &body), ("x-amzn-errortype", &value)];
            let answer = Response { end, ..response(status, &headers, &body) };
            let outcome = understand(api, answer);
            if !(200..300).contains(&status) {
                prop_assert!(outcome != Outcome::Answered);
            }
        }
    }
}

#[test]
fn an_answer_is_never_printed() {
    let printed = format!("{:?}", response(401, &[("x", "sk-secret")], "key sk-secret"));
    assert!(!printed.contains("sk-secret") && printed.contains("401"), "{printed}");
}
