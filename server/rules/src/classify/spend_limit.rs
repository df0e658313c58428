//! Status 402: no credit, or a limit that ends by itself.

use super::phrases::{contains_any, is_rate_limit};
use crate::auth::failure_reason::FailureReason;

/// Tells a lack of credit from a limit that ends by itself. The text is in lower case.
pub(super) fn classify_402(text: &str) -> FailureReason {
    let ends_by_itself = is_refilled_quota(text) || (!names_money(text) && (is_rate_limit(text) || is_limit(text)));
    if ends_by_itself { FailureReason::RateLimit } else { FailureReason::Billing }
}

/// What a text with an explicit status 402 says; `None` if it names no such status.
pub(super) fn explicit(text: &str) -> Option<FailureReason> {
    const PHRASES: &[&str] = &[
        "status: 402",
        "status 402",
        "code: 402",
        "code\":402",
        "code\": 402",
        "http 402",
        "error 402",
        "got 402",
        "returned 402",
    ];
    let is_named = contains_any(text, PHRASES) || text.trim_start().starts_with("402 payment required");
    is_named.then(|| classify_402(text))
}

fn is_refilled_quota(text: &str) -> bool {
    text.contains("subscription quota limit") && contains_any(text, &["automatic refresh", "rolling window"])
}

fn names_money(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "insufficient credit",
        "insufficient quota",
        "insufficient_quota",
        "insufficient balance",
        "credit balance",
        "plans & billing",
        "add more credits",
        "top up",
        "hard limit",
    ];
    let is_plan_limit =
        || contains_any(text, &["upgrade your plan", "current plan", "free plan"]) && text.contains("limit");
    let is_maximum = || text.contains("maximum allowed") && text.contains("limit");
    contains_any(text, PHRASES) || is_plan_limit() || is_maximum()
}

fn is_limit(text: &str) -> bool {
    let is_periodic = contains_any(text, &["daily", "weekly", "monthly"]);
    let is_temporary = contains_any(text, &["try again", "retry", "temporary", "cooldown"])
        && contains_any(text, &["usage", "rate limit", "organization usage"]);
    let is_spending = contains_any(text, &["usage limit", "spend limit", "spending limit"]);
    let is_reset = text.contains("limit") && text.contains("reset");
    let is_reached = text.contains("limit")
        && contains_any(text, &["spend limit", "spending limit", "billing period", "exceeded", "reached", "exhausted"]);
    is_temporary
        || (is_periodic && (is_spending || is_reset))
        || (contains_any(text, &["organization", "workspace"]) && is_reached)
}
