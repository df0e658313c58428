//! The editor from outside. One binary, so that it is linked once.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "what cannot be prepared has failed")]

mod construct;
mod errors;
mod hostile;
mod property;
mod samples;
mod support;
mod words;
