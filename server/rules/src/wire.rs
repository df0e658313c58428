//! Requests to providers and what their answers mean, for each API format, without sockets.
//!
//! A request is built without its secret; the `net` crate adds the secret where the request says, sends it, and returns
//! what came back.

pub mod answer;
pub mod request_draft;
