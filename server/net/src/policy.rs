//! Limits of one request.

use std::time::Duration;

use rules::wire::url::Origin;

/// Longest time for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Limits of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How long it may take.
    pub timeouts: Timeouts,
    /// The server to which the secrets may go; `None`: none of them may be sent.
    pub secret_origin: Option<Origin>,
    /// Whether addresses of this machine and of private networks may be asked, because the user configured one.
    pub allows_private: bool,
    /// A port of this machine that is never asked, beside [that of the dashboard](crate::Net::with_own_port).
    pub own_port: Option<u16>,
}

/// How long a request may take, from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until the header of the answer is there.
    pub first_byte: Duration,
    /// Until the end of the answer.
    pub total: Duration,
}

impl Timeouts {
    /// Time-outs for a request that may take this long.
    pub fn within(total: Duration) -> Self {
        Self { connect: CONNECT_TIMEOUT.min(total), first_byte: total, total }
    }
}
