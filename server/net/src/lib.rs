//! Sends requests to providers, and attaches secrets to them.
//!
//! **Why this crate exists.** Building a request and understanding an answer are decisions and are in `rules::wire`,
//! where every format can be tested without a socket. What is left is to move bytes within limits, and to send a secret
//! only where it may go; exactly one crate does that.
//!
//! **How a request is sent.** [`Net::send`] checks the address, looks the host up once and connects only to addresses
//! that were checked, adds the secret, and returns what came back: at most 64 KB, or the limit of
//! [`Net::send_with_limit`], within the time-outs of the [`Policy`].
//! It never retries, never follows a redirect to another host, and never sends a request to loopback through a proxy.
//! Dropping the future cancels the request and closes its connection.
//!
//! **What this crate must never do.** Decide what an answer means; read files or variables, except the certificates and
//! the proxy settings of the system; print; keep a secret.

mod address;
mod failure;
mod hmac;
mod policy;
mod request;
mod resolver;
mod secrets;
mod send;
mod sign;
mod tls;

pub use policy::{Policy, Timeouts};
pub use secrets::Secrets;
pub use send::Net;
