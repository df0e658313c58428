//! Requests to servers of this process.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod names;
mod send;
mod support;
mod tls;
