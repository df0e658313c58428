//! Limits on connections.

use std::time::Duration;

/// Limits on a connection and its requests. They apply before anything is known about the client.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Time for all headers to arrive, and for the next request on a kept-alive connection.
    pub header_timeout: Duration,
    /// Time for the body to arrive.
    pub body_timeout: Duration,
    /// Time for the peer to read more of what is sent to it.
    pub write_timeout: Duration,
    /// Maximum number of connections. When it is reached, the oldest one that is not signed in is closed for a new one.
    pub max_connections: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        let half_a_minute = Duration::from_secs(30);
        Self {
            header_timeout: Duration::from_secs(10),
            body_timeout: half_a_minute,
            write_timeout: half_a_minute,
            max_connections: 256,
        }
    }
}
