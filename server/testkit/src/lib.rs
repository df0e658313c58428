//! What tests share. Never a normal dependency.

#![expect(clippy::expect_used, reason = "a test that cannot be prepared has failed")]

mod home;

pub use home::{Home, Print};
