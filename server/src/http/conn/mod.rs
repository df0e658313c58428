//! Connections: accepting them, and their limits.

pub mod accept;
pub mod limits;
pub mod peer;
pub(in crate::http) mod table;
mod write_timeout;
