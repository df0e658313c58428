//! What came back for a request.

use std::{borrow::Cow, fmt, time::Duration};

/// What came back for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The provider answered.
    Response(Response),
    /// There was no answer.
    Failed {
        /// Why.
        failure: TransportFailure,
        /// The time from the start to the failure.
        after: Duration,
    },
}

/// An answer of a provider. Its texts may repeat the secret of the request, so they are not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers, in their order, with names as they came.
    pub headers: Vec<(String, String)>,
    /// The first 64 KB of the body.
    pub body: Vec<u8>,
    /// Whether the body was longer.
    pub truncated: bool,
    /// How the body ended.
    pub end: BodyEnd,
    /// The time from the start to the first byte of the answer.
    pub first_byte: Duration,
    /// The time from the start to the end.
    pub total: Duration,
}

impl Response {
    /// The value of a header; upper and lower case are the same.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(written, _)| written.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body as a text. Bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, truncated, end, first_byte, total, .. } = self;
        f.debug_struct("Response")
            .field("status", status)
            .field("body_length", &self.body.len())
            .field("truncated", truncated)
            .field("end", end)
            .field("first_byte", first_byte)
            .field("total", total)
            .finish_non_exhaustive()
    }
}

/// How the body of an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEnd {
    /// It was read to its end, or as far as it is kept.
    Complete,
    /// The connection ended in the middle of it.
    Cut,
    /// The time was over in the middle of it, while the connection was open.
    TimedOut,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportFailure {
    /// The host name has no address.
    Dns,
    /// The host refused the connection.
    Refused,
    /// There is no way to the host or to its network.
    Unreachable,
    /// No connection in time.
    ConnectTimeout,
    /// A connection, but no answer in time.
    FirstByteTimeout,
    /// No secure connection.
    Tls(TlsFailure),
    /// The connection ended before the answer.
    ConnectionReset,
    /// A redirect to another host, port or scheme, which was not followed.
    RedirectToOtherHost {
        /// Where it led, without path and parameters.
        host: String,
    },
    /// The answer was not HTTP, or broke a limit of it.
    NotHttp,
    /// This machine has no root certificates.
    NoRootCertificates,
    /// The proxy refused, or could not be reached.
    Proxy,
    /// The request was cancelled.
    Cancelled,
    /// The secret may not be sent to this host. Nothing was sent.
    HostNotAllowed {
        /// The host.
        host: String,
    },
    /// The host has an address that is never asked, such as the metadata service of a cloud. Nothing was sent.
    AddressNotAllowed {
        /// The host.
        host: String,
    },
    /// The host is the dashboard of this program. Nothing was sent.
    OwnPort {
        /// The host, with the port.
        host: String,
    },
    /// The key or a configured header has a character that HTTP does not allow. Nothing was sent.
    InvalidHeader,
    /// The address of the provider is not a valid `http` or `https` URL. Nothing was sent.
    InvalidUrl,
}

/// Why a secure connection was not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFailure {
    /// The certificate is no longer valid.
    Expired,
    /// The certificate is not valid yet, or the clock of this machine is wrong.
    NotYetValid,
    /// The certificate is from an issuer that this machine does not trust.
    UnknownIssuer,
    /// The certificate is for another name.
    WrongName,
    /// Any other failure.
    Other,
}
