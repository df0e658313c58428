//! Maps the error codes of providers, such as `insufficient_quota`, to causes.

use super::cause::FailureCause;

/// Codes that have one cause. Codes such as `invalid_request_error`, which stand for many causes, are left out.
const CAUSES: &[(&str, FailureCause)] = &[
    // Anthropic
    ("authentication_error", FailureCause::KeyRefused),
    ("billing_error", FailureCause::NoCredit),
    ("permission_error", FailureCause::NotPermitted),
    ("not_found_error", FailureCause::ModelNotFound),
    ("request_too_large", FailureCause::ContextOverflow),
    ("rate_limit_error", FailureCause::RateLimited),
    ("overloaded_error", FailureCause::Overloaded),
    ("timeout_error", FailureCause::TimedOut),
    ("api_error", FailureCause::ServerError),
    // OpenAI and those that follow it. Waiting does not help against `insufficient_quota`, although its status is 429.
    ("insufficient_quota", FailureCause::NoCredit),
    ("billing_hard_limit_reached", FailureCause::NoCredit),
    ("billing_not_active", FailureCause::NoCredit),
    ("invalid_api_key", FailureCause::KeyInvalid),
    ("account_deactivated", FailureCause::KeyInvalid),
    ("model_not_found", FailureCause::ModelNotFound),
    ("context_length_exceeded", FailureCause::ContextOverflow),
    ("rate_limit_exceeded", FailureCause::RateLimited),
    ("server_error", FailureCause::ServerError),
    // Groq, Mistral, Moonshot, DashScope and Volcengine
    ("model_decommissioned", FailureCause::ModelNotFound),
    ("invalid_model", FailureCause::ModelNotFound),
    ("organization_restricted", FailureCause::NotPermitted),
    ("invalid_authentication_error", FailureCause::KeyRefused),
    ("exceeded_current_quota_error", FailureCause::NoCredit),
    ("rate_limit_reached_error", FailureCause::RateLimited),
    ("engine_overloaded_error", FailureCause::Overloaded),
    ("InvalidApiKey", FailureCause::KeyInvalid),
    ("Arrearage", FailureCause::NoCredit),
    ("AccountOverdueError", FailureCause::NoCredit),
    ("ModelNotOpen", FailureCause::NotPermitted),
    // Google. `INVALID_ARGUMENT` and `FAILED_PRECONDITION` stand for many causes.
    ("API_KEY_INVALID", FailureCause::KeyInvalid),
    ("API_KEY_SERVICE_BLOCKED", FailureCause::NotPermitted),
    ("SERVICE_DISABLED", FailureCause::NotPermitted),
    ("BILLING_DISABLED", FailureCause::NoCredit),
    ("CONSUMER_SUSPENDED", FailureCause::KeyInvalid),
    ("UNAUTHENTICATED", FailureCause::KeyRefused),
    ("PERMISSION_DENIED", FailureCause::NotPermitted),
    ("RESOURCE_EXHAUSTED", FailureCause::RateLimited),
    ("UNAVAILABLE", FailureCause::Overloaded),
    ("DEADLINE_EXCEEDED", FailureCause::TimedOut),
    ("INTERNAL", FailureCause::ServerError),
    // AWS. A `ValidationException` stands for many causes.
    ("AccessDeniedException", FailureCause::NotPermitted),
    ("UnrecognizedClientException", FailureCause::KeyRefused),
    ("InvalidSignatureException", FailureCause::KeyRefused),
    ("IncompleteSignatureException", FailureCause::KeyRefused),
    ("MissingAuthenticationTokenException", FailureCause::KeyRefused),
    ("ExpiredTokenException", FailureCause::KeyRefused),
    ("ThrottlingException", FailureCause::RateLimited),
    ("TooManyRequestsException", FailureCause::RateLimited),
    ("ServiceQuotaExceededException", FailureCause::RateLimited),
    ("ModelNotReadyException", FailureCause::Overloaded),
    ("ServiceUnavailableException", FailureCause::Overloaded),
    ("ModelTimeoutException", FailureCause::TimedOut),
    ("ModelErrorException", FailureCause::ServerError),
    ("ModelStreamErrorException", FailureCause::ServerError),
    ("InternalServerException", FailureCause::ServerError),
    ("ResourceNotFoundException", FailureCause::ModelNotFound),
];

/// The cause that the codes state. The most precise one counts: Google adds a reason to its status.
pub(super) fn cause_of_codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<FailureCause> {
    let found: Vec<_> = codes.into_iter().filter_map(cause_of_code).collect();
    let is_precise = |cause: &&FailureCause| {
        matches!(cause, FailureCause::NoCredit | FailureCause::KeyInvalid | FailureCause::ModelNotFound)
    };
    found.iter().find(is_precise).or(found.first()).copied()
}

/// AWS puts the name of its service or an address around a code.
fn cause_of_code(code: &str) -> Option<FailureCause> {
    let word = code.split(':').next().unwrap_or_default();
    let word = word.rsplit(['#', '/']).next().unwrap_or_default();
    CAUSES.iter().find(|(known, _)| *known == word).map(|(_, cause)| *cause)
}
