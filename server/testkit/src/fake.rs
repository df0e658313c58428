//! A fake provider: an HTTP server on loopback that answers as a script says, also in ways that no proper server would.
//!
//! It speaks HTTP/1.1 over a raw socket, one connection per request, so that it can be slow, cut an answer, send too
//! much, break a chunk or not speak HTTP at all. What it received can be read ([`FakeProvider::seen`]).

mod answer;
pub mod feeds;
mod request;
mod script;
mod server;

pub use request::SeenRequest;
pub use script::{Answer, Script, Text, When};
pub use server::FakeProvider;
