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

/// The words for a cause.
struct Words {
    cause: FailureCause,
    code: &'static str,
    phrase: &'static str,
    status: ProbeStatus,
}

const fn words(cause: FailureCause, code: &'static str, phrase: &'static str, status: ProbeStatus) -> Words {
    Words { cause, code, phrase, status }
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

const WORDS: &[Words] = &[
    words(FailureCause::KeyInvalid, "auth_permanent", "key not valid", ProbeStatus::Auth),
    words(FailureCause::KeyRefused, "auth", "key refused", ProbeStatus::Auth),
    words(FailureCause::NotPermitted, "not_permitted", "not permitted", ProbeStatus::Auth),
    words(FailureCause::NoCredit, "billing", "no credit", ProbeStatus::Billing),
    words(FailureCause::RateLimited, "rate_limit", "rate limited", ProbeStatus::RateLimit),
    words(FailureCause::Overloaded, "overloaded", "overloaded", ProbeStatus::RateLimit),
    words(FailureCause::TimedOut, "timeout", "timed out", ProbeStatus::Timeout),
    words(FailureCause::ServerError, "server_error", "server error", ProbeStatus::Timeout),
    words(FailureCause::RequestRejected, "format", "request rejected", ProbeStatus::Format),
    words(FailureCause::ModelNotFound, "model_not_found", "model not found", ProbeStatus::Unknown),
    words(FailureCause::AddressNotFound, "address_not_found", "address not found", ProbeStatus::Unknown),
    words(FailureCause::ContextOverflow, "context_overflow", "request too long", ProbeStatus::Unknown),
    words(FailureCause::SessionExpired, "session_expired", "session expired", ProbeStatus::Unknown),
    words(FailureCause::Unclassified, "unclassified", "refused", ProbeStatus::Unknown),
    words(FailureCause::Redirected, "redirected", "redirected", ProbeStatus::Unknown),
    words(FailureCause::WebPage, "web_page", "answered with a web page", ProbeStatus::Unknown),
    words(FailureCause::UnexpectedAnswer, "unexpected_answer", "unexpected answer", ProbeStatus::Unknown),
    words(FailureCause::AnswerCut, "answer_cut", "answer incomplete", ProbeStatus::Timeout),
    words(FailureCause::HostNotFound, "host_not_found", "host not found", ProbeStatus::Timeout),
    words(FailureCause::ConnectionRefused, "connection_refused", "connection refused", ProbeStatus::Timeout),
    words(FailureCause::HostUnreachable, "host_unreachable", "host unreachable", ProbeStatus::Timeout),
    words(FailureCause::ConnectionLost, "connection_lost", "connection lost", ProbeStatus::Timeout),
    words(FailureCause::TlsFailed, "tls_failed", "no secure connection", ProbeStatus::Unknown),
    words(FailureCause::NoRootCertificates, "no_root_certificates", "no root certificates", ProbeStatus::Unknown),
    words(FailureCause::ProxyFailed, "proxy_failed", "proxy failed", ProbeStatus::Timeout),
    words(FailureCause::NotHttp, "not_http", "answer is not HTTP", ProbeStatus::Unknown),
    words(FailureCause::HostNotAllowed, "host_not_allowed", "host not allowed", ProbeStatus::Unknown),
    words(FailureCause::InvalidAddress, "invalid_address", "invalid address", ProbeStatus::Unknown),
    words(FailureCause::Unsupported, "unsupported", "not supported yet", ProbeStatus::Unknown),
    words(FailureCause::Cancelled, "cancelled", "cancelled", ProbeStatus::Unknown),
];

impl FailureCause {
    /// The code for scripts: OpenClaw's word for the reason, or a finer one.
    pub fn code(self) -> &'static str {
        self.words().code
    }

    /// The words for people, such as `key refused`.
    pub fn phrase(self) -> &'static str {
        self.words().phrase
    }

    /// OpenClaw's word for a probe with this result.
    pub fn status(self) -> ProbeStatus {
        self.words().status
    }

    /// Parses the code of a stored result.
    pub fn parse(code: &str) -> Option<Self> {
        WORDS.iter().find(|words| words.code == code).map(|words| words.cause)
    }

    fn words(self) -> &'static Words {
        WORDS.iter().find(|words| words.cause == self).unwrap_or(&UNCLASSIFIED)
    }
}

const UNCLASSIFIED: Words = words(FailureCause::Unclassified, "unclassified", "refused", ProbeStatus::Unknown);

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
    fn every_cause_has_words_of_its_own() {
        let codes: BTreeSet<_> = WORDS.iter().map(|words| words.code).collect();
        let phrases: BTreeSet<_> = WORDS.iter().map(|words| words.phrase).collect();
        assert_eq!((codes.len(), phrases.len()), (WORDS.len(), WORDS.len()));
        let last = FailureCause::Cancelled as usize;
        assert_eq!(WORDS.len(), last + 1, "a cause has no words");
        for words in WORDS {
            assert_eq!(FailureCause::parse(words.code), Some(words.cause));
            assert_eq!(words.cause.code(), words.code);
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
            let all = WORDS.iter().map(|words| words.status).chain([ProbeStatus::NoModel, ProbeStatus::Ok]);
            all.filter(|status| counts(*status)).map(ProbeStatus::as_str).collect::<BTreeSet<_>>()
        };
        assert_eq!(count(ProbeStatus::is_check_error), BTreeSet::from(["auth", "billing", "no_model"]));
        assert_eq!(count(ProbeStatus::is_check_warning), BTreeSet::from(["rate_limit", "timeout"]));
    }
}
