//! What tests share. Never a normal dependency.

mod home;

pub use home::{Home, Print};
