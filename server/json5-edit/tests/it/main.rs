//! Tests of the public interface. They are one binary, so that it is linked once.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a failed preparation fails the test")]

mod construct;
mod edits;
mod errors;
mod hostile;
mod property;
mod samples;
mod support;
