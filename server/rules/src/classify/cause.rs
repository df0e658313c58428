//! Why a request got no usable answer, more finely than OpenClaw's words.

use crate::auth::failure_reason::FailureReason;

/// Why a request got no usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureCause {
    /// The provider knows no such key, or no longer.
    KeyInvalid,
    /// The key was not accepted.
    KeyRefused,
    /// The key may not be used for this model, from here, or for this kind of request.
    NotPermitted,
    /// The account has no credit.
    NoCredit,
    /// Too many requests, or a quota is used up until it is renewed.
    RateLimited,
    /// The provider has too many requests of all customers.
    Overloaded,
    /// No answer in time.
    TimedOut,
    /// The provider had an error of its own.
    ServerError,
    /// The provider did not accept the form of the request.
    RequestRejected,
    /// The provider has no such model, or no longer.
    ModelNotFound,
    /// The server has nothing at this address.
    AddressNotFound,
    /// The request is longer than the context of the model.
    ContextOverflow,
    /// The provider no longer knows the session.
    SessionExpired,
    /// The provider refused for a reason that fits no other cause.
    Unclassified,
    /// The server redirects to another address.
    Redirected,
    /// The answer is a web page.
    WebPage,
    /// The answer is not one of this API.
    UnexpectedAnswer,
    /// The model answered, and did not call the tool that it was asked to call.
    NoToolCall,
    /// The connection ended in the middle of the answer.
    AnswerCut,
    /// The host name has no address.
    HostNotFound,
    /// The host refused the connection.
    ConnectionRefused,
    /// There is no route to the host.
    HostUnreachable,
    /// The connection ended before the answer.
    ConnectionLost,
    /// No secure connection.
    TlsFailed,
    /// This machine has no root certificates.
    NoRootCertificates,
    /// The proxy did not forward the request.
    ProxyFailed,
    /// The answer is not HTTP.
    NotHttp,
    /// The credential may not be sent to this host; nothing was sent.
    HostNotAllowed,
    /// The address is not a valid one; nothing was sent.
    InvalidAddress,
    /// The format of the provider is not supported yet; nothing was sent.
    Unsupported,
    /// The request was cancelled.
    Cancelled,
}

/// What a cause is called, and which status it has.
struct CauseInfo {
    cause: FailureCause,
    code: &'static str,
    phrase: &'static str,
    status: ProbeStatus,
}

const fn info(cause: FailureCause, code: &'static str, phrase: &'static str, status: ProbeStatus) -> CauseInfo {
    CauseInfo { cause, code, phrase, status }
}

/// OpenClaw's words for the result of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProbeStatus {
    /// The provider answered.
    Ok,
    /// The credential was not accepted.
    Auth,
    /// Too many requests, or an overloaded provider.
    RateLimit,
    /// No credit.
    Billing,
    /// No answer in time, or no connection.
    Timeout,
    /// The request was not accepted.
    Format,
    /// There is no model to ask for.
    NoModel,
    /// Anything else.
    Unknown,
}

impl ProbeStatus {
    /// OpenClaw's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Auth => "auth",
            Self::RateLimit => "rate_limit",
            Self::Billing => "billing",
            Self::Timeout => "timeout",
            Self::Format => "format",
            Self::NoModel => "no_model",
            Self::Unknown => "unknown",
        }
    }

    /// Whether `--check` counts it as an error: it will not end by itself.
    pub const fn is_check_error(self) -> bool {
        matches!(self, Self::Auth | Self::Billing | Self::NoModel)
    }

    /// Whether `--check` only warns: it may end by itself.
    pub const fn is_check_warning(self) -> bool {
        matches!(self, Self::RateLimit | Self::Timeout)
    }
}

const CAUSES: &[CauseInfo] = &[
    info(FailureCause::KeyInvalid, "auth_permanent", "key not valid", ProbeStatus::Auth),
    info(FailureCause::KeyRefused, "auth", "key refused", ProbeStatus::Auth),
    info(FailureCause::NotPermitted, "not_permitted", "not permitted", ProbeStatus::Auth),
    info(FailureCause::NoCredit, "billing", "no credit", ProbeStatus::Billing),
    info(FailureCause::RateLimited, "rate_limit", "rate limited", ProbeStatus::RateLimit),
    info(FailureCause::Overloaded, "overloaded", "overloaded", ProbeStatus::RateLimit),
    info(FailureCause::TimedOut, "timeout", "timed out", ProbeStatus::Timeout),
    info(FailureCause::ServerError, "server_error", "server error", ProbeStatus::Timeout),
    info(FailureCause::RequestRejected, "format", "request rejected", ProbeStatus::Format),
    info(FailureCause::ModelNotFound, "model_not_found", "model not found", ProbeStatus::Unknown),
    info(FailureCause::AddressNotFound, "address_not_found", "address not found", ProbeStatus::Unknown),
    info(FailureCause::ContextOverflow, "context_overflow", "request too long", ProbeStatus::Unknown),
    info(FailureCause::SessionExpired, "session_expired", "session expired", ProbeStatus::Unknown),
    info(FailureCause::Unclassified, "unclassified", "refused", ProbeStatus::Unknown),
    info(FailureCause::Redirected, "redirected", "redirected", ProbeStatus::Unknown),
    info(FailureCause::WebPage, "web_page", "answered with a web page", ProbeStatus::Unknown),
    info(FailureCause::UnexpectedAnswer, "unexpected_answer", "unexpected answer", ProbeStatus::Unknown),
    info(FailureCause::NoToolCall, "no_tool_call", "no tool call", ProbeStatus::Unknown),
    info(FailureCause::AnswerCut, "answer_cut", "answer incomplete", ProbeStatus::Timeout),
    info(FailureCause::HostNotFound, "host_not_found", "host not found", ProbeStatus::Timeout),
    info(FailureCause::ConnectionRefused, "connection_refused", "connection refused", ProbeStatus::Timeout),
    info(FailureCause::HostUnreachable, "host_unreachable", "host unreachable", ProbeStatus::Timeout),
    info(FailureCause::ConnectionLost, "connection_lost", "connection lost", ProbeStatus::Timeout),
    info(FailureCause::TlsFailed, "tls_failed", "no secure connection", ProbeStatus::Unknown),
    info(FailureCause::NoRootCertificates, "no_root_certificates", "no root certificates", ProbeStatus::Unknown),
    info(FailureCause::ProxyFailed, "proxy_failed", "proxy failed", ProbeStatus::Timeout),
    info(FailureCause::NotHttp, "not_http", "answer is not HTTP", ProbeStatus::Unknown),
    info(FailureCause::HostNotAllowed, "host_not_allowed", "host not allowed", ProbeStatus::Unknown),
    info(FailureCause::InvalidAddress, "invalid_address", "invalid address", ProbeStatus::Unknown),
    info(FailureCause::Unsupported, "unsupported", "not supported yet", ProbeStatus::Unknown),
    info(FailureCause::Cancelled, "cancelled", "cancelled", ProbeStatus::Unknown),
];

impl FailureCause {
    /// The code for scripts: OpenClaw's word for the reason, or a finer one.
    pub fn code(self) -> &'static str {
        self.info().code
    }

    /// The words for people, such as `key refused`.
    pub fn phrase(self) -> &'static str {
        self.info().phrase
    }

    /// OpenClaw's word for a probe with this result.
    pub fn status(self) -> ProbeStatus {
        self.info().status
    }

    /// Parses the code of a stored result.
    pub fn parse(code: &str) -> Option<Self> {
        CAUSES.iter().find(|info| info.code == code).map(|info| info.cause)
    }

    fn info(self) -> &'static CauseInfo {
        CAUSES.iter().find(|info| info.cause == self).unwrap_or(&UNCLASSIFIED)
    }
}

const UNCLASSIFIED: CauseInfo = info(FailureCause::Unclassified, "unclassified", "refused", ProbeStatus::Unknown);

impl From<FailureReason> for FailureCause {
    fn from(reason: FailureReason) -> Self {
        match reason {
            FailureReason::AuthPermanent => Self::KeyInvalid,
            FailureReason::Auth => Self::KeyRefused,
            FailureReason::Billing => Self::NoCredit,
            FailureReason::Format => Self::RequestRejected,
            FailureReason::ModelNotFound => Self::ModelNotFound,
            FailureReason::Overloaded => Self::Overloaded,
            FailureReason::Timeout => Self::TimedOut,
            FailureReason::RateLimit => Self::RateLimited,
            FailureReason::SessionExpired => Self::SessionExpired,
            FailureReason::EmptyResponse => Self::UnexpectedAnswer,
            FailureReason::NoErrorDetails | FailureReason::Unclassified | FailureReason::Unknown => Self::Unclassified,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_cause_has_a_code_and_phrase_of_its_own() {
        let codes: BTreeSet<_> = CAUSES.iter().map(|info| info.code).collect();
        let phrases: BTreeSet<_> = CAUSES.iter().map(|info| info.phrase).collect();
        assert_eq!((codes.len(), phrases.len()), (CAUSES.len(), CAUSES.len()));
        let last = FailureCause::Cancelled as usize;
        assert_eq!(CAUSES.len(), last + 1, "a cause is not in the table");
        for info in CAUSES {
            assert_eq!(FailureCause::parse(info.code), Some(info.cause));
            assert_eq!(info.cause.code(), info.code);
        }
        assert_eq!(FailureCause::parse("quantum"), None);
    }

    #[test]
    fn reasons_keep_the_words_of_the_reference() {
        for reason in FailureReason::ALL {
            let expected = match reason {
                FailureReason::Auth | FailureReason::AuthPermanent => "auth",
                FailureReason::RateLimit | FailureReason::Overloaded => "rate_limit",
                FailureReason::Billing => "billing",
                FailureReason::Timeout => "timeout",
                FailureReason::Format => "format",
                _ => "unknown",
            };
            assert_eq!(FailureCause::from(reason).status().as_str(), expected, "{reason:?}");
        }
    }

    #[test]
    fn check_tells_errors_from_warnings() {
        let count = |counts: fn(ProbeStatus) -> bool| {
            let all = CAUSES.iter().map(|info| info.status).chain([ProbeStatus::NoModel, ProbeStatus::Ok]);
            all.filter(|status| counts(*status)).map(ProbeStatus::as_str).collect::<BTreeSet<_>>()
        };
        assert_eq!(count(ProbeStatus::is_check_error), BTreeSet::from(["auth", "billing", "no_model"]));
        assert_eq!(count(ProbeStatus::is_check_warning), BTreeSet::from(["rate_limit", "timeout"]));
    }
}
