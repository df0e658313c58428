//! What the answer to a request means.

use std::time::Duration;

use contract::ProbeCheck;

use super::{
    answer::{Answer, BodyEnd, Response, TlsFailure, TransportFailure},
    anthropic_messages,
    api_format::ApiFormat,
    bedrock_converse,
    event::{EventKind, read_events},
    google_generative_ai, ollama, openai_completions, openai_responses,
    url::Origin,
};
use crate::classify::{
    cause::FailureCause,
    error_body::{ErrorBody, is_web_page},
    provider_text::ProviderText,
    refusal::ProviderError,
    retry_after::Headers,
};

/// What the answer to a request means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The model answered.
    Answered,
    /// It did not.
    Failed(Failure),
}

/// Why a model did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The cause.
    pub cause: FailureCause,
    /// The HTTP status; `None` if there was none, or a good one.
    pub status: Option<u16>,
    /// What the provider says.
    pub words: Option<ProviderText>,
    /// More about the cause, as a sentence of our own. It may have a name that the provider sent.
    pub detail: Option<String>,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// A failure of which nothing but the cause is known.
    pub const fn new(cause: FailureCause) -> Self {
        Self { cause, status: None, words: None, detail: None, retry_after: None }
    }

    fn with_detail(cause: FailureCause, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(cause) }
    }
}

impl From<ProviderError> for Failure {
    fn from(error: ProviderError) -> Self {
        let ProviderError { cause, status, words, retry_after } = error;
        Self { cause, status, words, detail: None, retry_after }
    }
}

/// Understands what came back. `now` is the time in milliseconds since 1970.
pub fn outcome(api: ApiFormat, answer: &Answer, now: i64) -> Outcome {
    match answer {
        Answer::Failed { failure, .. } => Outcome::Failed(transport_failure(failure)),
        Answer::Response(response) => response_outcome(api, response, now),
    }
}

/// Like [`outcome`], for a request that is to prove something. A tool must have been called, and a request with an image
/// must have been answered properly.
pub fn check_outcome(api: ApiFormat, check: ProbeCheck, answer: &Answer, now: i64) -> Outcome {
    let found = outcome(api, answer, now);
    let (Outcome::Answered, Answer::Response(response)) = (&found, answer) else { return found };
    let failed = |cause, detail: &str| Outcome::Failed(Failure::with_detail(cause, detail));
    let events = || read_events(&response.text());
    match check {
        ProbeCheck::Tools if !events().iter().any(|event| has_tool_call(api, event)) => {
            failed(FailureCause::NoToolCall, "the model answered without calling the tool")
        }
        ProbeCheck::Images if events().iter().any(google_generative_ai::is_blocked) => {
            failed(FailureCause::UnexpectedAnswer, "the provider refused the content of the request")
        }
        ProbeCheck::Images if response.status >= 300 => {
            failed(FailureCause::UnexpectedAnswer, "the model used its whole answer for thinking")
        }
        ProbeCheck::Answer | ProbeCheck::Tools | ProbeCheck::Images => found,
    }
}

fn response_outcome(api: ApiFormat, response: &Response, now: i64) -> Outcome {
    let text = response.text();
    match response.status {
        200..=299 => understand_good_status(api, response, &text, now).unwrap_or_else(Outcome::Failed),
        300..=399 => Outcome::Failed(redirect(response)),
        _ if is_token_limit_error(response.status, &text) => Outcome::Answered,
        status => Outcome::Failed(ProviderError::of_response(status, Headers(&response.headers), &text, now).into()),
    }
}

/// OpenAI refuses after the model has thought for the whole length that an answer may have: the key and the model work.
fn is_token_limit_error(status: u16, text: &str) -> bool {
    status == 400 && text.contains("max_tokens or model output limit was reached")
}

fn understand_good_status(api: ApiFormat, response: &Response, text: &str, now: i64) -> Result<Outcome, Failure> {
    if is_web_page(text) {
        let words = ProviderText::new(&ErrorBody::read(text).message);
        return Err(Failure { words, status: Some(response.status), ..Failure::new(FailureCause::WebPage) });
    }
    let events = read_events(text);
    if let Some(error) = events.iter().find_map(ErrorBody::find) {
        return Err(ProviderError::inside_answer(&error, Headers(&response.headers), now).into());
    }
    let kinds: Vec<_> = events.iter().map(|event| event_kind(api, event)).collect();
    let has = |kind: EventKind| kinds.contains(&kind);
    let is_complete =
        has(EventKind::Final) || (has(EventKind::Delta) && (has(EventKind::StreamTerminator) || response.truncated));
    if is_complete {
        return Ok(Outcome::Answered);
    }
    match response.end {
        BodyEnd::TimedOut => {
            return Err(Failure::with_detail(FailureCause::TimedOut, "the answer began, but did not end in time"));
        }
        BodyEnd::Cut => {
            return Err(Failure::with_detail(
                FailureCause::AnswerCut,
                "the connection was closed in the middle of the answer",
            ));
        }
        BodyEnd::Complete if has(EventKind::Delta) => {
            return Err(Failure::with_detail(FailureCause::AnswerCut, "the answer ended before it was complete"));
        }
        BodyEnd::Complete => {}
    }
    let words = ProviderText::new(if events.is_empty() { text } else { "" });
    let detail = format!("the answer is not one of `{}`", api.as_str());
    Err(Failure {
        words,
        status: Some(response.status),
        ..Failure::with_detail(FailureCause::UnexpectedAnswer, detail)
    })
}

fn has_tool_call(api: ApiFormat, event: &serde_json::Value) -> bool {
    match api {
        ApiFormat::AnthropicMessages => anthropic_messages::has_tool_call(event),
        ApiFormat::OpenAiCompletions => openai_completions::has_tool_call(event),
        ApiFormat::OpenAiResponses => openai_responses::has_tool_call(event),
        ApiFormat::GoogleGenerativeAi => google_generative_ai::has_tool_call(event),
        ApiFormat::Ollama => ollama::has_tool_call(event),
        ApiFormat::BedrockConverse => bedrock_converse::has_tool_call(event),
    }
}

fn event_kind(api: ApiFormat, event: &serde_json::Value) -> EventKind {
    match api {
        ApiFormat::AnthropicMessages => anthropic_messages::event_kind(event),
        ApiFormat::OpenAiCompletions => openai_completions::event_kind(event),
        ApiFormat::OpenAiResponses => openai_responses::event_kind(event),
        ApiFormat::GoogleGenerativeAi => google_generative_ai::event_kind(event),
        ApiFormat::Ollama => ollama::event_kind(event),
        ApiFormat::BedrockConverse => bedrock_converse::event_kind(event),
    }
}

fn redirect(response: &Response) -> Failure {
    let location = response.header("location").unwrap_or_default();
    let place = match Origin::parse(location) {
        Some(origin) => format!("to `{}`", origin.display()),
        None => "to another address".to_owned(),
    };
    let detail = format!("the server redirects {place}, which was not followed");
    Failure { status: Some(response.status), ..Failure::with_detail(FailureCause::Redirected, detail) }
}

fn transport_failure(failure: &TransportFailure) -> Failure {
    match transport_cause(failure) {
        FailureCause::Cancelled => Failure::new(FailureCause::Cancelled),
        cause => Failure::with_detail(cause, transport_detail(failure)),
    }
}

const fn transport_cause(failure: &TransportFailure) -> FailureCause {
    match failure {
        TransportFailure::Dns => FailureCause::HostNotFound,
        TransportFailure::Refused => FailureCause::ConnectionRefused,
        TransportFailure::Unreachable => FailureCause::HostUnreachable,
        TransportFailure::ConnectTimeout | TransportFailure::FirstByteTimeout => FailureCause::TimedOut,
        TransportFailure::Tls(_) => FailureCause::TlsFailed,
        TransportFailure::ConnectionReset => FailureCause::ConnectionLost,
        TransportFailure::RedirectToOtherHost { .. } => FailureCause::Redirected,
        TransportFailure::NotHttp => FailureCause::NotHttp,
        TransportFailure::NoRootCertificates => FailureCause::NoRootCertificates,
        TransportFailure::Proxy => FailureCause::ProxyFailed,
        TransportFailure::Cancelled => FailureCause::Cancelled,
        TransportFailure::HostNotAllowed { .. }
        | TransportFailure::AddressNotAllowed { .. }
        | TransportFailure::OwnPort { .. } => FailureCause::HostNotAllowed,
        TransportFailure::InvalidHeader => FailureCause::RequestRejected,
        TransportFailure::InvalidUrl => FailureCause::InvalidAddress,
    }
}

/// What happened and what to do, as a sentence.
fn transport_detail(failure: &TransportFailure) -> String {
    let sentence = match failure {
        TransportFailure::RedirectToOtherHost { host } => {
            return format!("the server redirects to `{host}`, which was not followed");
        }
        TransportFailure::HostNotAllowed { host } => {
            return format!(
                "`{host}` is not a known host of this provider, so its key was not sent. If you trust the host, add \
                 `--allow-host {host}`; if not, correct `baseUrl`"
            );
        }
        TransportFailure::AddressNotAllowed { host } => {
            return format!(
                "`{host}` has a private, reserved or metadata address, so nothing was sent; check `baseUrl` and DNS"
            );
        }
        TransportFailure::OwnPort { host } => {
            return format!("`{host}` is this dashboard, not a provider, so nothing was sent; correct `baseUrl`");
        }
        TransportFailure::Dns => "the host name has no address",
        TransportFailure::Refused => "connection refused: start the server, or correct `baseUrl`",
        TransportFailure::Unreachable => "no route to the host; check the network",
        TransportFailure::ConnectTimeout => "no connection in time",
        TransportFailure::FirstByteTimeout => "connected, but no answer in time",
        TransportFailure::Tls(failure) => tls_detail(*failure),
        TransportFailure::ConnectionReset => "the connection ended before the answer",
        TransportFailure::NotHttp => "the response is not HTTP; check `baseUrl`",
        TransportFailure::NoRootCertificates => "install the package `ca-certificates`",
        TransportFailure::Proxy => "the proxy refused or is unreachable; check `HTTPS_PROXY` and `NO_PROXY`",
        TransportFailure::Cancelled => "the request was cancelled",
        TransportFailure::InvalidHeader => {
            "the key or a configured header has a character that HTTP does not allow: store the key again"
        }
        TransportFailure::InvalidUrl => "the address of the provider is not valid",
    };
    sentence.to_owned()
}

const fn tls_detail(failure: TlsFailure) -> &'static str {
    match failure {
        TlsFailure::Expired => "the certificate of the server has expired",
        TlsFailure::NotYetValid => {
            "the certificate of the server is not valid yet, or the clock of this machine is wrong"
        }
        TlsFailure::UnknownIssuer => "the certificate of the server is from an issuer that this machine does not trust",
        TlsFailure::WrongName => "the certificate of the server is for another host",
        TlsFailure::Other => "no secure connection could be made",
    }
}
