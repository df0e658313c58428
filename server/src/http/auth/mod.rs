//! Who may send what: the request guard, sign-in, and sessions.

pub(in crate::http) mod guard;
pub(in crate::http) mod login;
pub(in crate::http) mod login_limit;
mod origin;
pub(in crate::http) mod return_to;
pub mod session;
pub mod token;
