//! Requests to servers of this process.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod send;
mod support;
mod tls;
