//! What tests share. Never a normal dependency.

#![expect(clippy::expect_used, reason = "a test that cannot be prepared has failed")]

mod home;
mod large;

pub use home::{Home, Print};
pub use large::{large_config, long_history};
