//! Why a request failed, as far as a text says it.

use super::{
    phrases::{contains_any, has_word, is_rate_limit},
    spend_limit,
};
use crate::auth::failure_reason::FailureReason;

/// A text with more bytes is too long for a message about payment; it then counts as one only if it names status 402.
const MAX_BILLING_TEXT: usize = 512;

/// Recognises the reason in a text. The first pattern that fits counts.
pub fn classify_text(text: &str) -> Option<FailureReason> {
    let text = text.to_lowercase();
    if text.is_empty() || contains_any(&text, IMAGE_SIZE) {
        return None;
    }
    RULES.iter().find(|(_, fits)| fits(&text)).map(|(reason, _)| *reason)
}

/// Whether a text says that the request was longer than the context of the model.
pub fn is_context_overflow(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_about_size = contains_any(&text, CONTEXT_OVERFLOW)
        || (text.contains("413") && text.contains("too large"))
        || (contains_any(&text, &["context window", "context limit"]) && contains_any(&text, &["exceed", "too long"]));
    is_about_size && !is_rate_limit(&text) && !is_billing(&text)
}

type Rule = (FailureReason, fn(&str) -> bool);

/// The patterns before and after that of an explicit status 402, in OpenClaw's order.
const RULES: &[Rule] = &[
    (FailureReason::SessionExpired, is_session_expired),
    (FailureReason::ModelNotFound, is_model_not_found),
    (FailureReason::Billing, |text| spend_limit::explicit(text) == Some(FailureReason::Billing)),
    (FailureReason::RateLimit, |text| spend_limit::explicit(text) == Some(FailureReason::RateLimit)),
    (FailureReason::Billing, |text| is_periodic_limit(text) && is_billing(text)),
    (FailureReason::RateLimit, |text| is_periodic_limit(text) || is_rate_limit(text)),
    (FailureReason::Overloaded, is_overloaded),
    (FailureReason::Timeout, |text| {
        leading_status(text).is_some_and(|status| matches!(status, 499 | 500 | 502..=504 | 521..=524))
    }),
    (FailureReason::Overloaded, |text| leading_status(text) == Some(529)),
    (FailureReason::Timeout, |text| text.contains("\"api_error\"") && text.contains("internal server error")),
    (FailureReason::Format, |text| contains_any(text, FORMAT)),
    (FailureReason::Billing, is_billing),
    (FailureReason::Timeout, is_timeout),
    (FailureReason::AuthPermanent, is_auth_permanent),
    (FailureReason::Auth, |text| contains_any(text, AUTH) || has_word(text, "401") || has_word(text, "403")),
];

const IMAGE_SIZE: &[&str] = &["image dimensions exceed", "image exceeds"];

const CONTEXT_OVERFLOW: &[&str] = &[
    "context length",
    "context_length_exceeded",
    "maximum context",
    "prompt is too long",
    "prompt too long",
    "request_too_large",
    "request size exceeds",
    "input is too long",
    "上下文过长",
    "上下文超出",
    "上下文长度",
];

fn is_session_expired(text: &str) -> bool {
    const STATES: &[&str] = &["not found", "does not exist", "expired", "has expired", "invalid", "is invalid"];
    let is_about = |subject: &str| {
        STATES.iter().any(|state| {
            text.contains(&format!("{subject} {state}")) || text.contains(&format!("{subject} id {state}"))
        })
    };
    contains_any(text, &["no such session", "invalid session"]) || is_about("session") || is_about("conversation")
}

pub(super) fn is_model_not_found(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "unknown model",
        "model not found",
        "model_not_found",
        "not_found_error",
        "model identifier is invalid",
        "no such model",
    ];
    let is_invalid = || text.contains("invalid model") && !text.contains("invalid model reference");
    let is_absent = || text.contains("does not exist") && text.contains("model");
    let is_path = || text.contains("models/") && contains_any(text, &["is not found", "not found for"]);
    let has_status = || has_word(text, "404") && contains_any(text, &["not found", "not_found"]);
    contains_any(text, PHRASES) || is_invalid() || is_absent() || is_path() || has_status()
}

fn is_periodic_limit(text: &str) -> bool {
    let periods = ["daily", "weekly", "monthly"];
    periods
        .iter()
        .any(|period| text.contains(&format!("{period} limit")) || text.contains(&format!("{period} usage limit")))
}

pub(super) fn is_overloaded(text: &str) -> bool {
    let is_unavailable = || contains_any(text, &["service unavailable", "service_unavailable"]);
    contains_any(text, &["overloaded", "high demand"])
        || (is_unavailable() && contains_any(text, &["capacity", "overload"]))
}

pub(super) fn is_billing(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "payment required",
        "insufficient credit",
        "insufficient_quota",
        "credit balance",
        "plans & billing",
        "insufficient balance",
        "insufficient usd or diem balance",
        "requires more credits",
        "billing error",
        "billing_error",
    ];
    let is_short = text.len() <= MAX_BILLING_TEXT;
    if is_short { contains_any(text, PHRASES) } else { spend_limit::explicit(text).is_some() }
}

const FORMAT: &[&str] = &[
    "string should match pattern",
    "tool_use.id",
    "tool_use_id",
    "invalid request format",
    "tool call id was",
    "tool call id must be",
];

fn is_timeout(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "timeout",
        "timed out",
        "service unavailable",
        "deadline exceeded",
        "deadline_exceeded",
        "connection error",
        "network error",
        "fetch failed",
        "socket hang up",
        "without sending",
    ];
    const ERRNO: &[&str] = &[
        "econnrefused",
        "econnreset",
        "econnaborted",
        "enetunreach",
        "ehostunreach",
        "ehostdown",
        "enetreset",
        "epipe",
        "eai_again",
        "etimedout",
        "esockettimedout",
    ];
    let ended_early = || {
        ["abort", "error", "malformed_response", "network_error"]
            .iter()
            .any(|word| text.contains(&format!("reason: {word}")))
    };
    contains_any(text, PHRASES) || contains_any(text, ERRNO) || ended_early()
}

/// Whether a text says that the credential will never be accepted again.
pub(super) fn is_auth_permanent(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "invalid_api_key",
        "api_key_invalid",
        "key has been disabled",
        "key has been revoked",
        "account has been deactivated",
        "account deactivated",
        "account_deactivated",
        "permission_error",
        "not allowed for this organization",
    ];
    const STATES: &[&str] = &["revoked", "invalid", "deactivated", "deleted"];
    let could_not = || text.contains("could not authenticate") && contains_any(text, &["key", "credentials"]);
    let is_dead =
        |state: &&str| text.contains(&format!("api key {state}")) || text.contains(&format!("api_key_{state}"));
    contains_any(text, PHRASES) || STATES.iter().any(is_dead) || could_not()
}

const AUTH: &[&str] = &[
    "invalid api key",
    "incorrect api key",
    "api key not valid",
    "api key not found",
    "api key expired",
    "invalid token",
    "authentication",
    "re-authenticate",
    "oauth token refresh failed",
    "failed to refresh oauth token",
    "unauthorized",
    "unauthenticated",
    "forbidden",
    "access denied",
    "accessdenied",
    "insufficient permission",
    "missing scopes",
    "expired",
    "no credentials found",
    "no api key found",
    "could not load credentials",
    "only authorized for use with",
];

/// Whether a text says that the key itself is wrong. A provider may say so with a status that does not.
pub(super) fn is_key_refusal(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "invalid api key",
        "incorrect api key",
        "api key not valid",
        "api key not found",
        "api key expired",
        "authentication_error",
        "authentication error",
        "only authorized for use with",
        "unauthenticated",
    ];
    is_auth_permanent(text) || contains_any(text, PHRASES)
}

/// The status at the start of a text, before a space.
fn leading_status(text: &str) -> Option<u16> {
    let (status, _) = text.trim_start().split_once(' ')?;
    if status.len() == 3 { status.parse().ok() } else { None }
}
