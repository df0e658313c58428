//! Why requests with a credential failed.

/// Why a request failed. A cooldown is counted by these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureReason {
    /// The credential will never be accepted again, such as a revoked key.
    AuthPermanent,
    /// The credential was not accepted.
    Auth,
    /// The account has no credit.
    Billing,
    /// The provider did not understand the request.
    Format,
    /// The provider has no such model.
    ModelNotFound,
    /// The provider has too many requests of all customers.
    Overloaded,
    /// No answer in time.
    Timeout,
    /// Too many requests with this credential.
    RateLimit,
    /// The provider no longer knows the session.
    SessionExpired,
    /// The answer was empty.
    EmptyResponse,
    /// The provider gave no details.
    NoErrorDetails,
    /// The answer fits no other reason.
    Unclassified,
    /// The reason is not known.
    Unknown,
}

impl FailureReason {
    /// All reasons. If several occurred equally often, the first of them counts.
    pub const ALL: [Self; 13] = [
        Self::AuthPermanent,
        Self::Auth,
        Self::Billing,
        Self::Format,
        Self::ModelNotFound,
        Self::Overloaded,
        Self::Timeout,
        Self::RateLimit,
        Self::SessionExpired,
        Self::EmptyResponse,
        Self::NoErrorDetails,
        Self::Unclassified,
        Self::Unknown,
    ];

    /// OpenClaw's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthPermanent => "auth_permanent",
            Self::Auth => "auth",
            Self::Billing => "billing",
            Self::Format => "format",
            Self::ModelNotFound => "model_not_found",
            Self::Overloaded => "overloaded",
            Self::Timeout => "timeout",
            Self::RateLimit => "rate_limit",
            Self::SessionExpired => "session_expired",
            Self::EmptyResponse => "empty_response",
            Self::NoErrorDetails => "no_error_details",
            Self::Unclassified => "unclassified",
            Self::Unknown => "unknown",
        }
    }

    /// Reads OpenClaw's word. A word of a newer release is an unknown reason.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word).unwrap_or(Self::Unknown)
    }

    /// Whether the failure disables the credential for hours, instead of minutes.
    pub const fn disables(self) -> bool {
        matches!(self, Self::Billing | Self::AuthPermanent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for reason in FailureReason::ALL {
            assert_eq!(FailureReason::parse(reason.as_str()), reason);
        }
        assert_eq!(FailureReason::parse("quantum"), FailureReason::Unknown);
    }
}
