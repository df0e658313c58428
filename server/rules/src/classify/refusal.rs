//! An answer that is an error: its cause, the words of the provider, and when to try again.

use std::time::Duration;

use super::{
    cause::FailureCause,
    error_body::ErrorBody,
    error_codes::cause_of_codes,
    phrases::contains_any,
    provider_text::ProviderText,
    retry_after::{Headers, retry_after},
    status::classify_status_and_text,
    text::is_context_overflow,
};

/// An error answer of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderError {
    /// The cause.
    pub cause: FailureCause,
    /// The HTTP status; `None` if the error is inside an answer with a good one.
    pub status: Option<u16>,
    /// What the provider says; `None` if it says nothing.
    pub words: Option<ProviderText>,
    /// How long the provider asks to wait.
    pub retry_after: Option<Duration>,
}

impl ProviderError {
    /// Understands an answer with the status of an error. `now` is the time in milliseconds since 1970.
    pub fn of_response(status: u16, headers: Headers<'_>, body: &str, now: i64) -> Self {
        let mut error = ErrorBody::read(body);
        error.codes.extend(headers.get("x-amzn-errortype").map(str::to_owned));
        let cause = cause(Some(status), &error, body);
        let retry_after = retry_after(headers, &error, now);
        Self { cause, status: Some(status), words: ProviderText::new(&error.message), retry_after }
    }

    /// Understands an error inside an answer with a good status.
    pub fn inside_answer(error: &ErrorBody, headers: Headers<'_>, now: i64) -> Self {
        let retry_after = retry_after(headers, error, now);
        let words = ProviderText::new(&error.message);
        Self { cause: cause(error.status, error, ""), status: None, words, retry_after }
    }
}

fn cause(status: Option<u16>, error: &ErrorBody, body: &str) -> FailureCause {
    use FailureCause::{KeyInvalid, KeyRefused, NoCredit, NotPermitted, RateLimited};
    let text = error.text().to_lowercase();
    let stated = stated_cause(status, error);
    match stated.unwrap_or_else(|| cause_of_text(status, &text, body)) {
        KeyInvalid | KeyRefused | NotPermitted | RateLimited if lacks_credit(&text) => NoCredit,
        KeyInvalid | KeyRefused if stated.is_none() && is_about_permission(status, &text) => NotPermitted,
        cause => cause,
    }
}

/// The cause that the error codes state. Some servers call every refusal an error of the server.
fn stated_cause(status: Option<u16>, error: &ErrorBody) -> Option<FailureCause> {
    let is_refusal = status.is_some_and(|status| status < 500);
    let codes = error.codes.iter().map(String::as_str);
    cause_of_codes(codes).filter(|cause| *cause != FailureCause::ServerError || !is_refusal)
}

/// The cause by the status and the text, which is in lower case.
fn cause_of_text(status: Option<u16>, text: &str, body: &str) -> FailureCause {
    if is_context_overflow(text) {
        return FailureCause::ContextOverflow;
    }
    // A server that knows the API refuses in JSON; any other has nothing at this address.
    let is_json = body.trim_start().starts_with(['{', '[']);
    if matches!(status, Some(404 | 405)) && !is_json && !text.contains("model") {
        return FailureCause::AddressNotFound;
    }
    let by_text = classify_status_and_text(status.unwrap_or_default(), text).map(FailureCause::from);
    by_text.unwrap_or_else(|| status.map_or(FailureCause::Unclassified, cause_of_status))
}

/// Whether a text says that the account cannot pay. Some providers say so with a status that means something else, and
/// then neither another key nor waiting helps.
fn lacks_credit(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "insufficient balance",
        "insufficient credit",
        "credit balance",
        "have any credits",
        "out of credits",
        "not enough credits",
        "account is not active, please check your billing",
    ];
    contains_any(text, PHRASES)
}

/// Whether a key was refused although it is a valid one. Status 403 says so unless the text is about the key.
fn is_about_permission(status: Option<u16>, text: &str) -> bool {
    const PERMISSION: &[&str] =
        &["permission", "not allowed for this organization", "access denied", "only authorized"];
    const KEY: &[&str] = &["api key", "api_key", "api-key", "token", "credential", "authenticat"];
    contains_any(text, PERMISSION) || (status == Some(403) && !contains_any(text, KEY))
}

/// The cause of an error without telling words.
const fn cause_of_status(status: u16) -> FailureCause {
    match status {
        404 => FailureCause::ModelNotFound,
        405 => FailureCause::AddressNotFound,
        413 => FailureCause::ContextOverflow,
        409 | 425 => FailureCause::Unclassified,
        500.. => FailureCause::ServerError,
        _ => FailureCause::RequestRejected,
    }
}
