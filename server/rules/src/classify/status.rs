//! Why a request failed, by its HTTP status.

use super::{
    spend_limit::classify_402,
    text::{classify_text, is_auth_permanent, is_billing, is_key_refusal, is_model_not_found, is_overloaded},
};
use crate::auth::failure_reason::FailureReason;

/// The reason that a status gives, together with the text of the answer; `None` if the status says nothing.
pub fn classify_status(status: u16, text: &str) -> Option<FailureReason> {
    let text = text.to_lowercase();
    match status {
        402 => Some(classify_402(&text)),
        429 => Some(FailureReason::RateLimit),
        401 | 403 if is_auth_permanent(&text) => Some(FailureReason::AuthPermanent),
        401 | 403 => Some(FailureReason::Auth),
        529 => Some(FailureReason::Overloaded),
        499 | 503 if is_overloaded(&text) => Some(FailureReason::Overloaded),
        408 | 499 | 502..=504 => Some(FailureReason::Timeout),
        400 | 422 => Some(classify_rejected(&text)),
        _ => None,
    }
}

/// The reason of a request that was rejected as a whole. Google refuses a wrong key this way, others an unknown model.
fn classify_rejected(text: &str) -> FailureReason {
    if is_billing(text) {
        FailureReason::Billing
    } else if is_auth_permanent(text) {
        FailureReason::AuthPermanent
    } else if is_key_refusal(text) {
        FailureReason::Auth
    } else if is_model_not_found(text) {
        FailureReason::ModelNotFound
    } else {
        FailureReason::Format
    }
}

/// The reason of a status and a text: the status counts if it says anything. A model that is gone has status 410.
pub fn classify_status_and_text(status: u16, text: &str) -> Option<FailureReason> {
    let gone = (status == 410).then_some(FailureReason::ModelNotFound);
    classify_status(status, text).or_else(|| classify_text(text)).or(gone)
}
