//! Helpers for tests. Only a development dependency.

#![expect(clippy::expect_used, reason = "a failed preparation fails the test")]

pub mod fake;
mod home;
mod large;

pub use home::{Fingerprint, TestHome};
pub use large::{large_config, long_history};
