//! Peers of connections.

use std::net::IpAddr;

/// Peer of a request, as reported by the socket. It is stored in the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A TCP peer.
    Ip(IpAddr),
    /// A peer on the Unix socket, which only this user can open.
    Socket,
}
